// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mime-split/unpack.h"

#include "mime-split/archive.h"
#include "os/clock.h"
#include "unit/check.h"

#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <cstdio>

using namespace chainmail;
using namespace chainmail::mime_split;
using namespace std::string_literals;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

// An archive as libarchive writes it.
std::string pack(const Files& files, int (*format)(archive*))
{
    std::string out(1U << 22U, '\0');
    std::size_t used = 0;
    archive* to = ::archive_write_new();
    format(to);
    ::archive_write_set_bytes_in_last_block(to, 1);
    ::archive_write_open_memory(to, out.data(), out.size(), &used);
    for (const auto& [name, content] : files) {
        archive_entry* entry = ::archive_entry_new();
        ::archive_entry_set_pathname(entry, name.c_str());
        ::archive_entry_set_filetype(entry, AE_IFREG);
        ::archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        ::archive_write_header(to, entry);
        ::archive_write_data(to, content.data(), content.size());
        ::archive_entry_free(entry);
    }
    ::archive_write_close(to);
    ::archive_write_free(to);
    return out.substr(0, used);
}

std::string zip(const Files& files)
{
    return pack(files, ::archive_write_set_format_zip);
}

std::string tar(const Files& files)
{
    return pack(files, ::archive_write_set_format_ustar);
}

const UnpackLimits roomy{{{}, 1U << 28U}, 0};

os::Fd make_file()
{
    auto file = os::unlinked_file("/tmp");
    CHECK(file);
    return std::move(*file);
}

// `content` as the only part of a mail, called `name`.
struct Unpacked {
    explicit Unpacked(const std::string& content,
                      const UnpackLimits& limits = roomy,
                      const std::string& name = "x")
        : file(make_file()),
          store(file.get())
    {
        Found part;
        part.path = "1";
        part.place = Place::message;
        part.length = content.size();
        part.names = {name};
        split.parts.push_back(part);
        std::string warning;
        static const auto types = Types::load(warning);
        CHECK(unpack(split, content, limits, types, store));
    }

    // "PATH NAME[ATTRIBUTES] " of each part behind the first.
    std::string shown() const
    {
        std::string out;
        for (std::size_t i = 1; i < split.parts.size(); ++i) {
            const auto& part = split.parts[i];
            out += part.path + ' ' + (part.names.empty() ? "" : part.names.front());
            if (!part.attributes.empty()) out += '[' + part.attributes + ']';
            out += ' ';
        }
        return out + split.hold;
    }

    std::string content(std::size_t i)
    {
        const auto& part = split.parts[i];
        return std::string(store.view(part.offset, part.length).value());
    }

    os::Fd file;
    StoreFile store;
    Split split;
};

UnpackLimits limited(std::size_t parts, std::size_t levels, std::uint64_t bytes)
{
    UnpackLimits limits = roomy;
    limits.budget.tree.parts = parts;
    limits.budget.tree.levels = levels;
    limits.budget.stored_bytes = bytes;
    return limits;
}

const std::string letter = "From: a@example.net\nSubject: x\nMIME-Version: 1.0\n"
                           "Content-Type: text/plain; name=\"b.exe\"\n"
                           "Content-Transfer-Encoding: base64\n\nZm9v\n";

} // namespace

TEST(members_become_parts)
{
    Unpacked got(zip({{"a.txt", "words\n"}, {"d/b.exe", "MZ\1\2\3"}}));
    CHECK_EQUAL(got.shown(), "1.1 a.txt 1.2 d/b.exe ");
    CHECK_EQUAL(got.content(1), "words\n");
    CHECK_EQUAL(got.content(2), "MZ\1\2\3");
    CHECK_EQUAL(got.split.parts[0].shorts.front(), "zip");
    CHECK_EQUAL(got.split.parts[1].shorts.front(), "asc");
    CHECK_EQUAL(got.split.parts[2].offset % store_alignment, 0U);
}

TEST(archives_in_archives)
{
    const auto inner = tar({{"c.txt", "deep\n"}});
    Unpacked got(zip({{"a.tar", inner}, {"b.zip", zip({{"d.txt", "x\n"}})}}));
    CHECK_EQUAL(got.shown(), "1.1 a.tar 1.2 b.zip 1.1.1 c.txt 1.2.1 d.txt ");
    CHECK_EQUAL(got.content(3), "deep\n");
}

// amavisd: the mail is level 1, its parts 2, what is in the archive 3.
TEST(levels_are_bounded)
{
    const auto one = zip({{"a", "x\n"}});
    const auto two = zip({{"b.zip", one}});
    CHECK_EQUAL(Unpacked(one, limited(99, 3, 99)).shown(), "1.1 a ");
    CHECK_EQUAL(Unpacked(two, limited(99, 3, 999)).shown(),
                "1.1 b.zip Maximum decoding depth (3) exceeded");
    CHECK_EQUAL(Unpacked(one, limited(99, 2, 99)).shown(),
                "Maximum decoding depth (2) exceeded");
}

TEST(files_are_bounded)
{
    CHECK_EQUAL(
        Unpacked(zip({{"a", "x"}, {"b", "x"}, {"c", "x"}}), limited(3, 9, 99)).shown(),
        "1.1 a 1.2 b Maximum number of files (3) exceeded");
}

TEST(bytes_are_bounded)
{
    Unpacked got(zip({{"a", std::string(1U << 20U, 'x')}, {"b", "x"}}),
                 limited(9, 9, 100'000));
    CHECK(got.shown().ends_with("Exceeded storage quota 100000 bytes by part 1.1"));
    CHECK(got.split.parts[1].length <= 100'000);
}

TEST(time_is_bounded)
{
    auto limits = roomy;
    limits.until_ms = os::monotonic_ms();
    CHECK_EQUAL(Unpacked(zip({{"a", "x"}}), limits).shown(),
                "Maximum time of decoding exceeded");
}

// What was read before the damage stays.
TEST(a_damaged_archive_is_no_reason_to_hold)
{
    const auto whole = tar({{"a", "first\n"}, {"b", std::string(5000, 'y')}});
    Unpacked got(whole.substr(0, 2000));
    CHECK_EQUAL(got.shown(), "1.1 a 1.2 b ");
    CHECK(!got.split.parts[0].damage.empty());
    for (std::size_t length = 0; length < whole.size(); length += 97)
        CHECK(Unpacked(whole.substr(0, length)).split.hold.empty());
}

TEST(an_archive_behind_something_else)
{
    const auto archive = zip({{"a.exe", "MZ"}});
    CHECK_EQUAL(Unpacked("MZ\1\2" + std::string(500, '\0') + archive).shown(),
                "1.1 a.exe ");
    CHECK_EQUAL(Unpacked("GIF89a\1\2" + archive).shown(), "1.1 a.exe ");
}

TEST(a_zip_behind_anything)
{
    const auto archive = zip({{"a.exe", "MZ"}});
    std::string words;
    for (int i = 0; i < 20'000; ++i)
        words += "more words\n";
    for (const auto& front : {"%PDF-1.4\n1 0 obj\n"s,
                              "{\\rtf1 words}\n"s,
                              words,
                              pack({{"x", "y\n"}}, ::archive_write_set_format_ustar),
                              "\x1F\x8B\x08\0\0\0\0\0\0\3\3\0\0\0\0\0\0\0\0\0"s}) {
        const Unpacked got(front + archive);
        CHECK(got.shown().find(" a.exe ") != std::string::npos);
    }
}

// The data of a file with several names stands with the last of them.
TEST(a_hard_link_with_data)
{
    const auto entry = [](const std::string& name, const std::string& data) {
        constexpr auto number = [](std::size_t n) {
            std::array<char, 9> digits{};
            std::snprintf(digits.data(), digits.size(), "%08zx", n);
            return std::string(digits.data());
        };
        std::string out = "070701";
        for (const std::size_t field : {7UL,
                                        0100644UL,
                                        0UL,
                                        0UL,
                                        2UL,
                                        0UL,
                                        data.size(),
                                        0UL,
                                        0UL,
                                        0UL,
                                        0UL,
                                        name.size() + 1,
                                        0UL})
            out += number(field);
        out += name + '\0';
        out.resize((out.size() + 3) / 4 * 4);
        out += data;
        out.resize((out.size() + 3) / 4 * 4);
        return out;
    };
    Unpacked got(entry("a.exe", "") + entry("b.exe", "MZ12") + entry("TRAILER!!!", ""));
    CHECK_EQUAL(got.shown(), "1.1 a.exe 1.2 b.exe ");
    CHECK_EQUAL(got.content(2), "MZ12");
}

// Some read the directory at the end, others the members from the beginning.
TEST(two_zip_files_in_one)
{
    const auto first = zip({{"a.exe", "MZ"}}), second = zip({{"b.txt", "x\n"}});
    CHECK_EQUAL(Unpacked(first + second).shown(), "1.1 b.txt 1.2 a.exe ");
}

TEST(a_zip_file_with_two_names_for_one_member)
{
    auto archive = zip({{"a.txt", "MZ"}});
    archive.replace(archive.find("a.txt"), 5, "a.exe");
    Unpacked got(archive);
    CHECK_EQUAL(got.shown(), "1.1 a.txt ");
    CHECK_EQUAL(got.split.parts.at(1).names.at(1), "a.exe");
}

// Some programs go by the directory, and get what is said to be encrypted in front.
TEST(a_zip_file_with_two_codings_for_one_member)
{
    const std::string words(200, 'w');
    const auto whole = zip({{"a.txt", words}});
    constexpr std::size_t flags = 6, method = 8;
    for (const auto at : {flags, method}) {
        auto archive = whole;
        archive[at] = static_cast<char>(archive[at] ^ (at == flags ? 1 : 8));
        Unpacked got(archive);
        bool found = false;
        for (std::size_t i = 1; i < got.split.parts.size(); ++i)
            found = found || got.content(i) == words;
        CHECK(found);
    }
}

TEST(ordinary_zip_files_are_read_once)
{
    CHECK_EQUAL(Unpacked(zip({{"a", "x"}, {"b", "y"}})).shown(), "1.1 a 1.2 b ");
    CHECK_EQUAL(Unpacked(zip({{"a.zip", zip({{"b", "y"}})}})).shown(),
                "1.1 a.zip 1.1.1 b ");
}

TEST(a_saved_mail_is_opened)
{
    Unpacked got(zip({{"saved.eml", letter}}));
    CHECK_EQUAL(got.shown(), "1.1 saved.eml 1.1.1 b.exe ");
    CHECK_EQUAL(got.content(2), "foo");
}

TEST(headers_that_are_returned_are_no_error)
{
    Unpacked got("From: a@example.net\nSubject: x\nMIME-Version: 1.0\n"
                 "Content-Type: multipart/mixed; boundary=b\n");
    CHECK(got.split.errors.empty());
}

TEST(a_mailbox_has_several)
{
    const auto box = "From a Sun Nov 22 10:00:00 2026\n" + letter +
                     "\nFrom a Sun Nov 22 10:00:00 2026\n" + letter;
    Unpacked got(box);
    CHECK_EQUAL(got.shown(), "1.1 b.exe 1.2 b.exe ");
    CHECK_EQUAL(got.content(2), "foo");
}

TEST(words_that_look_like_a_header_are_no_mail)
{
    CHECK_EQUAL(Unpacked("From: here\nTo: there\n\nwe go\n").shown(), "");
}

TEST(names_become_utf8)
{
    CHECK_EQUAL(Unpacked(tar({{"r\x82sum\x82.exe", "x"}})).shown(), "1.1 résumé.exe ");
    CHECK_EQUAL(Unpacked(tar({{"résumé.exe", "x"}})).shown(), "1.1 résumé.exe ");
}

TEST(what_is_declared_encrypted)
{
    Found part;
    part.path = "1";
    part.types = {"multipart/encrypted"};
    Split split{{part}, {}, ""};
    const auto file = os::unlinked_file("/tmp");
    StoreFile store(file->get());
    std::string warning;
    CHECK(unpack(split, "", roomy, Types::load(warning), store));
    CHECK_EQUAL(split.parts[0].attributes, "UC");
}

TEST(mails_in_a_box_have_one_bound_for_readings)
{
    const auto box = "From a Sun Nov 22 10:00:00 2026\n" + letter +
                     "\nFrom a Sun Nov 22 10:00:00 2026\nJunk\n" + letter;
    CHECK(Unpacked(box).split.work > letter.size());
}
