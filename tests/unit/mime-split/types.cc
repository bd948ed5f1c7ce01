// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mime-split/types.h"

#include "base/text.h"
#include "mime-split/short_types.h"
#include "unit/check.h"

using namespace chainmail;
using namespace chainmail::mime_split;
using namespace std::string_literals;

namespace {

// "SHORT SHORT" of `content`, and "+" when something in it can be opened.
std::string seen(const std::string& content)
{
    std::string warning;
    static const auto types = Types::load(warning);
    const auto type = types.of(content);
    return text::join(type.shorts, " ") + (type.format == Format::none ? "" : "+");
}

std::string said(std::string_view description)
{
    return text::join(short_types(description), " ");
}

std::string zip_with(const std::string& name)
{
    std::string header = "PK\x03\x04"s + std::string(26, '\0');
    header[26] = static_cast<char>(name.size());
    return header + name + std::string(100, 'x');
}

std::string windows_program()
{
    std::string program = "MZ" + std::string(254, '\0');
    program[60] = static_cast<char>(0x80);
    program.replace(0x80, 4, "PE\0\0"s);
    return program;
}

} // namespace

TEST(texts)
{
    CHECK_EQUAL(seen(""), "empty");
    CHECK_EQUAL(seen("some words\n"), "asc");
    CHECK_EQUAL(seen("caf\xC3\xA9 au lait\n"), "txt");
    CHECK_EQUAL(seen("caf\xE9 au lait\n"), "txt");
    CHECK_EQUAL(seen("<html>caf\xC3\xA9</html>\n"), "asc");
    CHECK_EQUAL(seen("\xFF\xFE"s + "h\0i\0\n\0"s), "txt");
    CHECK_EQUAL(seen("#!/bin/sh\necho\n"), "txt");
    // file(1) calls it a script executable, amavisd's table that a program.
    CHECK_EQUAL(seen("#!/usr/bin/env node\nrun()\n"), "exe");
    CHECK_EQUAL(seen("{\\rtf1 x}"), "rtf+");
    CHECK_EQUAL(seen("[InternetShortcut]\r\nURL=http://example.com/\r\n"), "url");
    CHECK_EQUAL(seen("begin 644 a.exe\n#0V%T\n`\nend\n"), "uue");
    CHECK_EQUAL(seen("<?xml version=\"1.0\"?>\n<svg width=\"1\"/>\n"), "image svg");
}

TEST(encrypted_text_says_so)
{
    CHECK_EQUAL(seen("-----BEGIN PGP MESSAGE-----\n\nhQEM\n"), "pgp pgp.enc");
    CHECK_EQUAL(seen("-----BEGIN PGP PUBLIC KEY BLOCK-----\n"), "pgp pgp.asc");
    CHECK_EQUAL(seen("-----BEGIN PGP SIGNATURE-----\n"), "pgp");
}

TEST(archives)
{
    CHECK_EQUAL(seen(zip_with("a.exe")), "zip+");
    CHECK_EQUAL(seen("\x1F\x8B\x08\0"s), "gz+");
    CHECK_EQUAL(seen("Rar!\x1A\x07\x01\0"s), "rar+");
    CHECK_EQUAL(seen("7z\xBC\xAF\x27\x1C"s), "7z+");
    CHECK_EQUAL(seen("\xFD"s + "7zXZ\0"s), "xz+");
    CHECK_EQUAL(seen("MSCF\0\0\0\0"s), "cab+");
    CHECK_EQUAL(seen("!<arch>\ndebian-binary   "), "deb+");
    CHECK_EQUAL(seen(std::string(257, 'a') + "ustar\0"s + "00"), "tar+");
    CHECK_EQUAL(seen("\x78\x9F\x3E\x22\0\0"s), "tnef+");
}

// The first member's name tells them from other zip files.
TEST(office_documents_are_zip_files_as_well)
{
    CHECK(seen(zip_with("META-INF/MANIFEST.MF")).ends_with("+"));
    CHECK(seen(zip_with("[Content_Types].xml")).ends_with("+"));
}

TEST(programs)
{
    CHECK_EQUAL(seen(windows_program()), "exe exe-ms+");
    std::string elf = "\x7F"s + "ELF\x02\x01\x01"s + std::string(57, '\0');
    elf[16] = 2;
    CHECK_EQUAL(seen(elf), "exe exe-unix+");
    elf[16] = 3;
    CHECK_EQUAL(seen(elf), "so+");
    elf[16] = 1;
    CHECK_EQUAL(seen(elf), "o+");
}

TEST(what_file_says_becomes_a_short_type)
{
    CHECK_EQUAL(said("PE32 executable (GUI) Intel 80386, for MS Windows"),
                "exe exe-ms");
    CHECK_EQUAL(said("PE32+ executable (DLL) (console) x86-64, for MS Windows"),
                "exe exe-ms");
    CHECK_EQUAL(said("MS-DOS executable, NE for MS Windows 3.x (DLL or font)"),
                "exe dll");
    CHECK_EQUAL(said("DOS executable (COM)"), "asc");
    CHECK_EQUAL(said("Microsoft Word 2007+"), "doc");
    CHECK_EQUAL(said("Microsoft Excel 2007+"), "dat");
    CHECK_EQUAL(said("Composite Document File V2 Document, Little Endian"), "cdf-ms");
    CHECK_EQUAL(said("XZ compressed data, checksum CRC64"), "xz");
    CHECK_EQUAL(said("RIFF (little-endian) data, WAVE audio"), "audio wav");
    CHECK_EQUAL(said("Perl script text executable"), "txt");
    CHECK_EQUAL(said("PGP\011Secret Sub-key"), "pgp");
    CHECK_EQUAL(said("contexts of nothing"), "dat");
    CHECK_EQUAL(said(""), "dat");
}

// Names and sizes in them point behind the end.
TEST(beginnings_of_files_are_looked_at_safely)
{
    for (const auto& whole : {zip_with("a"), windows_program(), "\x7F"s + "ELF\x02"s})
        for (std::size_t length = 0; length <= whole.size(); ++length)
            CHECK(!seen(whole.substr(0, length)).empty());
}

namespace {

config::TypeRow row(const std::string& pattern, std::vector<std::string> shorts)
{
    return {{pattern, ""}, false, std::move(shorts)};
}

constexpr bool built_in = true;

// The same by tables of the administrator.
std::string seen_by(const std::vector<config::TypeTable>& tables,
                    const std::string& content)
{
    std::string warning;
    const auto types = Types::load(warning, *TypeTable::make(tables));
    return text::join(types.of(content).shorts, " ");
}

} // namespace

TEST(the_administrators_table_has_the_first_say)
{
    const config::TypeRow ours{{"", ""}, built_in, {}};
    const config::TypeTable gif{row("^GIF image", {"picture", "gif"}), ours};
    const std::string picture = "GIF89a"s + std::string(100, 'x');
    CHECK_EQUAL(seen(picture), "image gif");
    CHECK_EQUAL(seen_by({gif}, picture), "picture gif");
    CHECK_EQUAL(seen_by({gif}, "words\n"), seen("words\n"));
    CHECK_EQUAL(seen_by({{ours, row("^GIF image", {"picture"})}}, picture),
                "image gif");
    CHECK_EQUAL(seen_by({{row("^GIF image", {"picture"})}}, "words\n"), "");
    CHECK_EQUAL(seen_by({{row("^empty", {"nothing"})}}, ""), "nothing");
}

// As in amavisd's lookups: within a table the first row that fits decides.
TEST(a_row_without_an_answer_leaves_it_to_the_next_table)
{
    const config::TypeTable first{{{"text", ""}, false, {}}, row("^ASCII", {"never"})};
    CHECK_EQUAL(seen_by({first, {row("^ASCII text", {"words"})}}, "words\n"), "words");
    CHECK(!TypeTable::make({{row("(", {"x"})}}));
}
