// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Our own readers of containers, byte by byte.
#include "mime-split/compress.h"
#include "mime-split/iso.h"
#include "mime-split/ole.h"
#include "mime-split/pdf.h"
#include "mime-split/pdf_filters.h"
#include "mime-split/pdf_syntax.h"
#include "mime-split/tnef.h"
#include "mime-split/unpacked_name.h"
#include "mime-split/zip_directory.h"
#include "unit/check.h"

using namespace chainmail::mime_split;
using namespace std::string_literals;

namespace {

// "NAME|OTHER[LETTERS]<CONTENT> " of each member.
class Shown : public Members {
public:
    bool begin(const Member& member) override
    {
        text += text.empty() ? "" : "> ";
        text += member.name + (member.other.empty() ? "" : "|" + member.other);
        mark(member.attributes);
        text += '<';
        return true;
    }
    bool add(std::string_view block) override
    {
        text += block;
        return true;
    }
    bool wanted() override { return true; }
    void mark(std::string_view letters) override
    {
        if (!letters.empty()) text += "[" + std::string(letters) + "]";
    }

    std::string text;
};

std::string le(std::uint64_t number, int bytes)
{
    std::string out;
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>(number >> (8 * i));
    return out;
}

std::string tnef(std::uint32_t id, const std::string& value)
{
    return "\2" + le(id, 4) + le(value.size(), 4) + value + le(0, 2);
}

std::string shown_tnef(const std::string& attributes)
{
    Shown shown;
    open_tnef("\x78\x9F\x3E\x22\1\0"s + attributes, shown);
    return shown.text;
}

std::string shown_pdf(const std::string& objects)
{
    Shown shown;
    open_pdf("%PDF-1.4\n" + objects, shown);
    return shown.text;
}

std::string embedded(const std::string& keys, const std::string& data)
{
    return "7 0 obj\n<</Type/EmbeddedFile " + keys + ">>\nstream\n" + data +
           "\nendstream\nendobj\n";
}

} // namespace

TEST(tnef_attachments)
{
    const auto begin = tnef(0x69002, std::string(14, '\0'));
    CHECK_EQUAL(shown_tnef(begin + tnef(0x18010, "A~1.EXE\0"s) + tnef(0x6800F, "MZ") +
                           begin + tnef(0x6800F, "two")),
                "A~1.EXE<MZ> <two");
    CHECK_EQUAL(shown_tnef(tnef(0x2800C, "words\0"s)), "<words");
}

TEST(tnef_that_is_cut)
{
    const auto whole = tnef(0x69002, std::string(14, '\0')) +
                       tnef(0x18010, "a.exe\0"s) + tnef(0x6800F, "MZ1234567890");
    CHECK_EQUAL(shown_tnef(whole.substr(0, whole.size() - 8)), "a.exe<MZ1234");
    for (std::size_t length = 0; length < whole.size(); ++length)
        shown_tnef(whole.substr(0, length));
}

TEST(pdf_digits)
{
    CHECK_EQUAL(pdf_hexadecimal("4d 5A>41"), "MZ");
    CHECK_EQUAL(pdf_hexadecimal("4d5"), "MP");
}

TEST(pdf_attachments_and_their_names)
{
    const auto spec =
        "8 0 obj\n<</Type/Filespec/F(a\\).exe)/EF<</F 7 0 R>>>>\nendobj\n"s;
    CHECK_EQUAL(shown_pdf(embedded("/Length 2", "MZ") + spec), "a).exe<MZ");
    CHECK_EQUAL(shown_pdf(embedded("/Length 9 0 R", "MZ") + spec), "a).exe<MZ\n");
    CHECK_EQUAL(shown_pdf(embedded("/Length 2", "MZ")), "<MZ");
    CHECK_EQUAL(shown_pdf(embedded("/Length 5/Filter/ASCIIHexDecode", "4d5A>")), "<MZ");
    CHECK_EQUAL(shown_pdf("7 0 obj<</Type/Embedded#46ile/Length 2>>stream\nMZ\n"
                          "endstream endobj /EF"),
                "<MZ");
    CHECK_EQUAL(shown_pdf(embedded("/Length 2/Filter/JBIG2Decode", "MZ")), "<[U]");
    CHECK_EQUAL(shown_pdf("7 0 obj<</Length 2>>stream\nMZ\nendstream"), "");
}

TEST(pdf_names_in_utf16)
{
    std::size_t budget = 9;
    const auto found = pdf_attachments(
        "<</UF <FEFF00e9002e006500780065>/F(x)/EF<</UF 3 0 R>>>>", budget);
    CHECK_EQUAL(found.size(), 1U);
    CHECK_EQUAL(found.at(0).object, 3U);
    CHECK_EQUAL(found.at(0).name, "é.exe");
}

TEST(pdf_streams_do_not_swallow_each_other)
{
    const auto text = "1 0 obj <</A<</B 1>>>> stream\nx\nendstream\n"
                      "2 0 obj <<>> stream\r\ny\nendstream stream >> stream";
    bool is_whole = true;
    CHECK_EQUAL(pdf_streams(text, 9, is_whole).size(), 2U);
    CHECK(is_whole);
    CHECK_EQUAL(pdf_streams(text, 1, is_whole).size(), 1U);
    CHECK(!is_whole);
}

TEST(a_bound_met_in_a_pdf_is_damage)
{
    std::string files;
    for (int i = 0; i < 4001; ++i)
        files += "/EF<</F 7 0 R>>\n";
    Shown shown;
    const auto cut = open_pdf(embedded("/Length 2", "MZ") + files, shown);
    CHECK(!cut.damage.empty());
    CHECK_EQUAL(cut.attributes, attribute::undecodable);
    CHECK(
        open_pdf(embedded("/Length 2", "MZ") + files.substr(64), shown).damage.empty());
}

TEST(pdf_filters_one_after_the_other)
{
    const auto undo = [](std::string_view data,
                         const std::vector<std::string>& filters) {
        std::string out;
        undo_filters(data, filters, [&](std::string_view block) {
            out += block;
            return true;
        });
        return out;
    };
    CHECK_EQUAL(undo("9jqo^~>", {"ASCII85Decode"}), "Man ");
    CHECK_EQUAL(undo("9jqo~>", {"A85"}), "Man");
    CHECK_EQUAL(undo("396a716f5e>", {"ASCIIHexDecode", "ASCII85Decode"}), "Man ");
    CHECK_EQUAL(pdf_filters("<</Filter [/AHx /Fl] /Length 3>>").size(), 2U);
}

TEST(compress_of_a_few_bytes)
{
    // compress(1) of "aaaa\n".
    Shown shown;
    open_compress("\x1F\x9D\x90\x61\x02\x86\x29\x00"s, "x", shown);
    CHECK(shown.text.starts_with("x<aaa"));
    Shown wrong;
    CHECK(!open_compress("\x1F\x9D\x90\xFF\xFF\xFF"s, "x", wrong).damage.empty());
}

TEST(compound_files_of_nonsense)
{
    const auto header = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s + std::string(22, '\0') +
                        le(9, 2) + le(6, 2) + std::string(2048, '\1');
    for (std::size_t length = 0; length < header.size(); length += 61) {
        Shown shown;
        open_ole(header.substr(0, length), shown);
        CHECK_EQUAL(shown.text, "");
    }
}

TEST(names_of_what_was_compressed)
{
    CHECK_EQUAL(unpacked_name("a.exe.gz"), "a.exe");
    CHECK_EQUAL(unpacked_name("a.TGZ"), "a.tar");
    CHECK_EQUAL(unpacked_name("a"), "a");
    CHECK_EQUAL(unpacked_name(".gz"), ".gz");
}

namespace {

constexpr std::size_t sector = 2048;

std::string
iso_record(const std::string& name, std::size_t at, std::size_t length, char flags)
{
    std::string record(33, '\0');
    record.replace(2, 4, le(at, 4)).replace(10, 4, le(length, 4));
    record[25] = flags;
    record[32] = static_cast<char>(name.size());
    record += name;
    record[0] = static_cast<char>(record.size());
    return record;
}

// One directory in another, `depth` of them with names of 200 bytes, and `files` of no
// length in the last.
std::string deep_iso(std::size_t depth, std::size_t files)
{
    constexpr std::size_t first = 18;
    const std::size_t last = files / 32 * sector + sector;
    std::string image(16 * sector, '\0');
    std::string descriptor = "\1CD001\1"s;
    descriptor.resize(156);
    image += descriptor + iso_record("\0"s, first, sector, 2);
    image.resize(17 * sector);
    image += "\xFF"
             "CD001\1";
    for (std::size_t i = 0; i < depth; ++i) {
        image.resize((first + i) * sector);
        image += iso_record(
            std::string(200, 'd'), first + i + 1, i + 1 == depth ? last : sector, 2);
    }
    for (std::size_t i = 0; i < files; ++i) {
        if (i % 32 == 0) image.resize((first + depth + i / 32) * sector);
        image += iso_record("f" + std::to_string(i) + ".exe;1", 1, i, 0);
    }
    image.resize((first + depth) * sector + last);
    return image;
}

struct Counted : Members {
    bool begin(const Member& member) override
    {
        ++members;
        name_bytes += member.name.size();
        shortest = std::min(shortest, member.name.size());
        return true;
    }
    bool add(std::string_view) override { return true; }
    bool wanted() override { return true; }
    void mark(std::string_view) override {}
    std::size_t members = 0;
    std::size_t name_bytes = 0;
    std::size_t shortest = 9999;
};

} // namespace

TEST(paths_in_an_iso_take_no_more_than_the_image)
{
    Counted few;
    open_iso(deep_iso(3, 3), few);
    CHECK_EQUAL(few.members, 3U);
    CHECK_EQUAL(few.shortest, 3 * 201 + "f0.exe"s.size());
    Counted many;
    const auto image = deep_iso(15, 3000);
    open_iso(image, many);
    CHECK_EQUAL(many.members, 3000U);
    CHECK(many.name_bytes < 2 * image.size());
    Counted deep;
    open_iso(deep_iso(25, 3), deep);
    CHECK_EQUAL(deep.members, 3U);
}

TEST(names_of_a_zip_take_no_more_than_the_file)
{
    constexpr std::size_t headers = 2000;
    std::string zip;
    for (std::size_t i = 0; i < headers; ++i)
        zip += "PK\3\4" + std::string(22, '\0') + le(60'000, 2) + le(0, 2);
    const auto start = zip.size();
    for (std::size_t i = 0; i < headers; ++i)
        zip += "PK\1\2" + std::string(24, '\0') + le(1, 2) + std::string(12, '\0') +
               le(i * 30, 4) + "x";
    const auto size = zip.size() - start;
    zip += "PK\5\6" + std::string(8, '\0') + le(size, 4) + le(start, 4) + le(0, 2);
    const auto readings = compare_readings(zip);
    std::size_t bytes = 0;
    for (const auto& [own, listed] : readings.listed_as)
        bytes += own.size() + listed.size();
    CHECK(bytes > 0 && bytes <= zip.size());
    CHECK(readings.hides);
}

TEST(a_zip_at_the_end)
{
    const auto entry = "PK\1\2" + std::string(43, 'x');
    const auto end = "PK\5\6" + std::string(8, '\0') + le(entry.size(), 4) + le(0, 4);
    CHECK(ends_as_zip("%PDF" + entry + end + "\0\0"s));
    CHECK(ends_as_zip(entry + end + std::string(65535, 'x')));
    CHECK(!ends_as_zip(entry + end + std::string(65600, 'x')));
    CHECK(!ends_as_zip("%PDF" + end + "\0\0"s));
    CHECK(ends_as_zip("PK\6\7" + std::string(16, '\0') + end));
    for (std::size_t length = 0; length <= end.size(); ++length)
        CHECK(!ends_as_zip(end.substr(length)));
}
