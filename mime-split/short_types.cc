// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "short_types.h"

#include "base/text.h"

#include <algorithm>
#include <span>

namespace chainmail::mime_split {

namespace {

using namespace std::string_view_literals;

// A description fits when it begins so (case ignored) and has all of the words after.
struct Rule {
    std::string_view begin;
    std::string_view words;  ///< separated by "|"; each a word by itself
    std::string_view shorts; ///< separated by blanks
};

// file(1) changes its words from one version to the next; these are the ones of 5.4x
// and those of before that configurations were written for. The first that fits counts.
constexpr Rule contents[] = {
    {"empty", "", "empty"},
    {"ISO-8859", "text", "txt"},
    {"Non-ISO", "ASCII|text", "txt"},
    {"Unicode", "text", "txt"},
    {"UTF", "Unicode text", "txt"},
    {"GNU message catalog", "", "mo"},
    {"PGP message signature", "", "pgp pgp.asc"},
    {"PGP message", "encrypted", "pgp pgp.enc"},
    {"PGP message", "", "pgp pgp.enc"},
    {"PGP encrypted data", "", "pgp pgp.enc"},
    {"GPG encrypted data", "", "pgp pgp.enc"},
    {"PGP RSA encrypted session key", "", "pgp pgp.enc"},
    {"PGP public key", "", "pgp pgp.asc"},
    {"PGP armored", "", "pgp pgp.asc"},
    {"PGP", "", "pgp"},
    {"JPEG image data", "", "image jpg"},
    {"GIF image data", "", "image gif"},
    {"PNG image data", "", "image png"},
    {"TIFF image data", "", "image tif"},
    {"PCX", "image data", "image pcx"},
    {"PC bitmap data", "", "image bmp"},
    {"SVG Scalable Vector Graphics image", "", "image svg"},
    {"", "MPEG ADTS, layer III", "audio mpa mp3"},
    {"ISO Media, MPEG v4 system, 3GPP", "", "audio mpa 3gpp"},
    {"ISO Media, MPEG v4 system", "", "audio mpa m4a m4b"},
    {"FLAC audio bitstream data", "", "audio flac"},
    {"Ogg data, FLAC audio", "", "audio oga"},
    {"Ogg data", "", "audio ogg"},
    {"MPEG video stream data", "", "movie mpv"},
    {"MPEG", "", "movie mpg"},
    {"Matroska data", "", "movie mkv"},
    {"Microsoft ASF", "", "movie wmv"},
    {"RIFF", "AVI", "movie avi"},
    {"RIFF", "animated cursor", "movie ani"},
    {"RIFF", "WAVE audio", "audio wav"},
    {"Macromedia Flash data", "", "swf"},
    {"HTML document text", "", "html"},
    {"XML document text", "", "xml"},
    {"exported SGML document text", "", "sgml"},
    {"PostScript document text", "", "ps"},
    {"PDF document", "", "pdf"},
    {"Rich Text Format data", "", "rtf"},
    {"Microsoft Office Document", "", "doc"},
    {"Microsoft Word", "", "doc"},
    {"Microsoft Installer", "", "doc"},
    {"Composite Document File V2 Document", "", "cdf-ms"},
    {"ms-windows metafile", "", "wmf"},
    {"ms-windows metafont", "", "wmf"},
    {"TeX DVI file", "", "dvi"},
    {"compiled Java class data", "", "java"},
    {"MS Windows 95 Internet shortcut text", "", "url"},
    {"Compressed Google KML Document", "", "kmz"},
};

// xz, lzma and their like are named here although amavisd's own patterns miss them.
constexpr Rule archives[] = {
    {"frozen", "", "F"},
    {"gzip compressed", "", "gz"},
    {"bzip compressed", "", "bz"},
    {"bzip2 compressed", "", "bz2"},
    {"xz compressed", "", "xz"},
    {"lzma compressed", "", "lzma"},
    {"lrzip compressed", "", "lrz"},
    {"lzop compressed", "", "lzo"},
    {"LZ4 compressed", "", "lz4"},
    {"compress'd", "", "Z"},
    {"Zip archive", "", "zip"},
    {"7-zip archive", "", "7z"},
    {"RAR archive", "", "rar"},
    {"LHa", "archive", "lha"},
    {"ARC archive", "", "arc"},
    {"ARJ archive", "", "arj"},
    {"ACE archive", "", "ace"},
    {"Zoo archive", "", "zoo"},
    {"tar archive", "", "tar"},
    {"POSIX tar archive", "", "tar"},
    {"cpio archive", "", "cpio"},
    {"ASCII cpio archive", "", "cpio"},
    {"byte-swapped cpio archive", "", "cpio"},
    {"StuffIt Archive", "", "sit"},
    {"Debian binary package", "", "deb"},
    {"current ar archive", "", "a"},
    {"RPM", "", "rpm"},
    {"Transport Neutral Encapsulation Format", "", "tnef"},
    {"TNEF", "", "tnef"},
    {"Microsoft Cabinet", "", "cab"},
    {"InstallShield Cabinet", "", "installshield"},
    {"ISO 9660 CD-ROM filesystem", "", "iso"},
    {"uuencoded", "", "uue"},
    {"xxencoded", "", "uue"},
    {"binhex", "", "hqx"},
    {"Zstandard compressed", "", "zst"},
};

// Programs of DOS that begin so are mostly no programs.
constexpr Rule programs[] = {
    {"ASCII", "", "asc"},
    {"text", "", "asc"},
    {"", "script|text executable", "txt"},
    {"MS Windows", "DLL", "exe dll"},
    {"", "executable for MS Windows|DLL", "exe dll"},
    {"MS-DOS executable (built-in)", "", "asc"},
    {"MS-DOS executable", "DLL", "exe dll"},
    {"DOS executable", "DLL", "exe dll"},
    {"", "executable|for MS Windows", "exe exe-ms"},
    {"MS Windows", "executable", "exe exe-ms"},
    {"COM executable for DOS", "", "asc"},
    {"DOS executable (COM", "", "asc"},
    {"MS-DOS executable", "", "exe exe-ms"},
    {"DOS executable", "", "exe exe-ms"},
    {"ELF", "executable", "exe exe-unix"},
    {"PA-RISC", "executable", "exe exe-unix"},
    {"COFF format", "executable", "exe exe-unix"},
    {"executable (RISC System", "", "exe exe-unix"},
    {"VMS", "executable", "exe exe-vms"},
    {"", "executable", "exe"},
    {"", "shared object", "so"},
    {"", "relocatable", "o"},
    {"", "text", "asc"},
};

bool is_word_byte(char c)
{
    return text::is_alnum(c) || c == '_';
}

// As a word: not within a longer one.
bool has_word(std::string_view description, std::string_view word)
{
    for (auto at = description.find(word); at != description.npos;
         at = description.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !is_word_byte(description[at - 1])) &&
            (end == description.size() || !is_word_byte(description[end])))
            return true;
    }
    return false;
}

bool fits(const Rule& rule, std::string_view description, const std::string& lowered)
{
    if (!text::starts_with_ignore_case(description, rule.begin)) return false;
    if (rule.words.empty()) return true;
    return std::ranges::all_of(text::split(rule.words, '|'), [&](auto word) {
        return has_word(lowered, text::lower(word));
    });
}

} // namespace

std::vector<std::string> short_types(std::string_view description)
{
    const auto lowered = text::lower(description);
    for (const std::span<const Rule> rules :
         {std::span<const Rule>(contents), {archives}, {programs}})
        for (const auto& rule : rules)
            if (fits(rule, description, lowered)) {
                const auto words = text::split(rule.shorts, ' ');
                return {words.begin(), words.end()};
            }
    return {"dat"};
}

} // namespace chainmail::mime_split
