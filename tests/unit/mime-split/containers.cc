// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Our own readers of containers, byte by byte.
#include "mime-split/compress.h"
#include "mime-split/ole.h"
#include "mime-split/pdf.h"
#include "mime-split/pdf_filters.h"
#include "mime-split/pdf_syntax.h"
#include "mime-split/tnef.h"
#include "mime-split/unpacked_name.h"
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
    CHECK_EQUAL(pdf_streams("1 0 obj <</A<</B 1>>>> stream\nx\nendstream\n"
                            "2 0 obj <<>> stream\r\ny\nendstream stream >> stream",
                            9)
                    .size(),
                2U);
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
