// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What keeps libarchive from working without end.
#include "mime-split/archive.h"

#include "unit/check.h"

#include <cstdio>

using namespace chainmail::mime_split;

namespace {

class Counted : public Members {
public:
    explicit Counted(std::size_t most) : most_(most) {}

    bool begin(const Member& member) override
    {
        names.push_back(member.name);
        return true;
    }
    bool add(std::string_view block) override
    {
        ++blocks;
        content += block;
        return true;
    }
    bool wanted() override { return ++asked <= most_; }
    void mark(std::string_view) override {}

    std::vector<std::string> names;
    std::string content;
    std::size_t blocks = 0;
    std::size_t asked = 0;

private:
    std::size_t most_;
};

constexpr std::size_t always = 1'000'000;

std::string padded(std::string text, std::size_t to)
{
    text.resize((text.size() + to - 1) / to * to, '\0');
    return text;
}

// newc, without content: serial, mode, owners, links, ... length of the name, sum.
std::string cpio(const std::string& name)
{
    std::string header = "070701";
    for (const std::size_t number : {std::size_t{1},
                                     std::size_t{0100644},
                                     std::size_t{0},
                                     std::size_t{0},
                                     std::size_t{1},
                                     std::size_t{0},
                                     std::size_t{0},
                                     std::size_t{0},
                                     std::size_t{0},
                                     std::size_t{0},
                                     std::size_t{0},
                                     name.size() + 1,
                                     std::size_t{0}}) {
        char digits[9];
        std::snprintf(digits, sizeof digits, "%08zX", number);
        header += digits;
    }
    return padded(header + name + '\0', 4);
}

std::string tar_header(const std::string& name, char type, std::size_t size)
{
    std::string header = name;
    header.resize(512, '\0');
    char number[13];
    std::snprintf(number, sizeof number, "%011zo", size);
    header.replace(100, 7, "0000644");
    header.replace(124, 11, number);
    header[156] = type;
    header.replace(257, 8, std::string("ustar\00000", 8));
    header.replace(148, 8, "        ");
    unsigned sum = 0;
    for (const char c : header)
        sum += static_cast<unsigned char>(c);
    std::snprintf(number, sizeof number, "%06o", sum);
    header.replace(148, 7, std::string(number, 7));
    return header;
}

std::string pax(const std::string& key, const std::string& value)
{
    const auto rest = " " + key + "=" + value + "\n";
    auto size = rest.size() + 2;
    if (std::to_string(size).size() != 2) ++size;
    return std::to_string(size) + rest;
}

// GNU's sparse format 1.0: pieces of one byte with holes between.
std::string sparse_tar(std::size_t pieces)
{
    std::string map = std::to_string(pieces) + "\n";
    for (std::size_t i = 0; i < pieces; ++i)
        map += std::to_string(2 * i) + "\n1\n";
    map = padded(map, 512);
    const auto about = pax("GNU.sparse.major", "1") + pax("GNU.sparse.minor", "0") +
                       pax("GNU.sparse.name", "a") +
                       pax("GNU.sparse.realsize", std::to_string(2 * pieces));
    return tar_header("x", 'x', about.size()) + padded(about, 512) +
           tar_header("GNUSparseFile.0/a", '0', map.size() + pieces) + map +
           padded(std::string(pieces, 'z'), 512) + std::string(1024, '\0');
}

std::string tar_with_extensions(std::size_t count)
{
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        const auto about = pax("comment", "words of it");
        out += tar_header("x", 'x', about.size()) + padded(about, 512);
    }
    return out + tar_header("a.exe", '0', 5) + padded("words", 512) +
           std::string(1024, '\0');
}

} // namespace

TEST(what_the_library_passes_over_is_said)
{
    Counted all(always);
    const auto usual = open_archive(tar_with_extensions(20), Format::tar, "", all);
    CHECK_EQUAL(all.content, "words");
    CHECK_EQUAL(usual.attributes, "");
    // More than it can nest.
    for (const std::size_t many : {32U, 33U, 200U}) {
        Counted some(always);
        const auto opened =
            open_archive(tar_with_extensions(many), Format::tar, "", some);
        CHECK_EQUAL(opened.attributes, attribute::undecodable);
    }
}

TEST(a_search_for_the_next_header_can_be_ended)
{
    prepare_archives();
    const auto archive = cpio("a") + std::string(1'000'000, '0') + cpio("TRAILER!!!");
    Counted all(always);
    open_archive(archive, Format::cpio, "", all);
    CHECK(all.asked > 10);
    Counted few(3);
    open_archive(archive, Format::cpio, "", few);
    CHECK_EQUAL(few.names.size(), 1U);
    CHECK_EQUAL(few.asked, 4U);
}

TEST(small_pieces_are_handed_on_together)
{
    constexpr std::size_t pieces = 20'000;
    Counted all(always);
    open_archive(sparse_tar(pieces), Format::tar, "", all);
    CHECK_EQUAL(all.names.size(), 1U);
    CHECK_EQUAL(all.content.size(), pieces);
    CHECK(all.blocks < 5);
}
