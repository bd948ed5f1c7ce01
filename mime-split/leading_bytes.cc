// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "leading_bytes.h"

#include "base/text.h"
#include "elf_type.h"
#include "numbers.h"

#include <algorithm>
#include <array>

namespace chainmail::mime_split {

namespace {

using namespace std::string_view_literals;

struct Row {
    std::size_t offset;
    std::string_view bytes;
    Format format;
    std::string_view shorts; ///< separated by blanks; none: libmagic knows more
};

// The formats' own specifications, by how often mail has them.
constexpr Row rows[] = {
    {0, "{\\rtf"sv, Format::rtf, "rtf"},
    {0, "%PDF-"sv, Format::pdf, "pdf"},
    {0, "\xFF\xD8\xFF"sv, Format::none, "image jpg"},
    {0, "\x89PNG\r\n\x1A\n"sv, Format::none, "image png"},
    {0, "GIF87a"sv, Format::none, "image gif"},
    {0, "GIF89a"sv, Format::none, "image gif"},
    {0, "PK\x03\x04"sv, Format::zip, ""},
    {0, "PK\x05\x06"sv, Format::zip, "zip"},
    {0, "PK00PK\x03\x04"sv, Format::zip, "zip"},
    {0, "PK\x07\x08PK\x03\x04"sv, Format::zip, "zip"},
    {0, "\x1F\x8B"sv, Format::gzip, "gz"},
    {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, Format::ole, ""},
    {0, "\x78\x9F\x3E\x22"sv, Format::tnef, "tnef"},
    {0, "Rar!\x1A\x07"sv, Format::rar, "rar"},
    {0, "7z\xBC\xAF\x27\x1C"sv, Format::seven_zip, "7z"},
    {0,
     "\xFD"
     "7zXZ\0"sv,
     Format::xz,
     "xz"},
    {0, "BZh"sv, Format::bzip2, "bz2"},
    {0, "\x28\xB5\x2F\xFD"sv, Format::zstd, "zst"},
    {0, "\x04\x22\x4D\x18"sv, Format::lz4, "lz4"},
    {0, "\x1F\x9D"sv, Format::compress, "Z"},
    {0, "LZIP"sv, Format::lzip, ""},
    {0, "MSCF\0\0\0\0"sv, Format::cab, "cab"},
    {0, "!<arch>\ndebian"sv, Format::ar, "deb"},
    {0, "!<arch>\n"sv, Format::ar, "a"},
    {0, "\xED\xAB\xEE\xDB"sv, Format::rpm, "rpm"},
    {0, "070701"sv, Format::cpio, "cpio"},
    {0, "070702"sv, Format::cpio, "cpio"},
    {0, "070707"sv, Format::cpio, "cpio"},
    {0, "\xC7\x71"sv, Format::cpio, "cpio"},
    {0, "\x71\xC7"sv, Format::cpio, "cpio"},
    {257, "ustar"sv, Format::tar, "tar"},
    {32769, "CD001"sv, Format::iso, ""},
    {0, "MZ"sv, Format::program, ""},
    {0,
     "\x7F"
     "ELF"sv,
     Format::program,
     ""},
};

bool has_at(std::string_view content, std::size_t offset, std::string_view bytes)
{
    return content.size() >= offset && content.substr(offset).starts_with(bytes);
}

std::uint32_t number_at(std::string_view content, std::size_t offset, unsigned bytes)
{
    return static_cast<std::uint32_t>(little_endian(content, offset, bytes));
}

// Office documents, Java and others are zip files with a certain first member, which
// libmagic knows.
bool is_plain_zip(std::string_view content)
{
    constexpr std::size_t fixed = 30;
    if (content.size() < fixed) return false;
    constexpr std::array special{"[Content_Types].xml"sv,
                                 "_rels/"sv,
                                 "docProps"sv,
                                 "mimetype"sv,
                                 "META-INF/"sv,
                                 "doc.kml"sv,
                                 "AndroidManifest.xml"sv,
                                 "classes.dex"sv,
                                 "word/"sv,
                                 "xl/"sv,
                                 "ppt/"sv};
    const auto name = content.substr(fixed, number_at(content, 26, 2));
    return std::ranges::none_of(
        special, [&](std::string_view start) { return name.starts_with(start); });
}

// The 64-byte header of DOS points to that of Windows.
bool is_windows_program(std::string_view content)
{
    constexpr std::size_t pointer = 60;
    return content.size() >= pointer + 4 &&
           has_at(content, number_at(content, pointer, 4), "PE\0\0"sv);
}

// The header of a member has no fixed first bytes: its method stands at 2, and its size
// and name must be possible.
bool is_lha(std::string_view content)
{
    constexpr std::size_t least = 22;
    return content.size() >= least && content[2] == '-' && content[3] == 'l' &&
           (content[4] == 'h' || content[4] == 'z') && content[6] == '-' &&
           static_cast<unsigned char>(content[20]) <= 3;
}

// No magic number: properties, then a size that is unknown or possible.
bool is_lzma(std::string_view content)
{
    constexpr std::size_t header = 13;
    constexpr unsigned most_properties = 9 * 5 * 5;
    if (content.size() < header ||
        static_cast<unsigned char>(content[0]) >= most_properties || content[1] != 0)
        return false;
    const auto dictionary = number_at(content, 1, 4);
    const bool power = (dictionary & (dictionary - 1)) == 0 ||
                       ((dictionary / 3) & (dictionary / 3 - 1)) == 0;
    const auto high = number_at(content, 9, 4);
    // A size of zero is a file of little meaning, and four bytes of it are many
    // formats'.
    if (content[0] != 0x5D && high != 0xFFFFFFFF) return false;
    return dictionary != 0 && power && (high == 0xFFFFFFFF || high < 0x40);
}

// Of the time before "ustar": the header's own sum.
bool is_old_tar(std::string_view content)
{
    constexpr std::size_t block = 512, sum_at = 148, sum_length = 8;
    if (content.size() < block || content[0] == '\0') return false;
    std::uint32_t sum = 0, stated = 0;
    for (std::size_t i = 0; i < block; ++i) {
        const bool in_sum = i >= sum_at && i < sum_at + sum_length;
        sum += in_sum ? std::uint32_t{' '} : static_cast<unsigned char>(content[i]);
    }
    auto digits = text::trim(content.substr(sum_at, sum_length));
    for (; !digits.empty() && digits[0] >= '0' && digits[0] <= '7';
         digits.remove_prefix(1))
        stated = stated * 8 + static_cast<std::uint32_t>(digits[0] - '0');
    return stated != 0 && stated == sum;
}

Type make(std::string_view shorts, Format format)
{
    Type type;
    type.format = format;
    if (shorts.empty()) return type;
    for (const auto word : text::split(shorts, ' '))
        type.shorts.emplace_back(word);
    return type;
}

} // namespace

Type type_by_bytes(std::string_view content)
{
    for (const auto& row : rows) {
        if (!has_at(content, row.offset, row.bytes)) continue;
        if (row.format == Format::zip && row.shorts.empty() && is_plain_zip(content))
            return make("zip", Format::zip);
        if (row.format == Format::program && is_windows_program(content))
            return make("exe exe-ms", Format::program);
        return make(row.bytes.ends_with("ELF") ? elf_type(content) : row.shorts,
                    row.format);
    }
    if (is_lha(content)) return make("lha", Format::lha);
    if (is_lzma(content)) return make("lzma", Format::lzma);
    if (is_old_tar(content)) return make("tar", Format::tar);
    return {};
}

} // namespace chainmail::mime_split
