// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/inline_file.h"

#include "base/text.h"
#include "mail/base64_readings.h"
#include "mail/binhex.h"

#include <algorithm>

namespace chainmail::mail {

namespace {

std::string_view take_line(std::string_view& text)
{
    auto line = text::take_line(text);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string_view take_word(std::string_view& s)
{
    s.remove_prefix(std::min(s.find_first_not_of(" \t"), s.size()));
    const auto word = s.substr(0, s.find_first_of(" \t"));
    s.remove_prefix(word.size());
    return word;
}

bool is_octal(std::string_view s)
{
    return !s.empty() &&
           std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '7'; });
}

bool is_uu_digit(char c)
{
    return c >= 32 && c <= 96;
}

// A length character, then groups of four characters for three bytes. A checksum may
// stand behind it. Blanks at its end, which are zeros, may have got lost: how many, is
// known only where it is sure that this is such a line. There readers pass over what
// is behind the groups, and take other characters for some digit.
bool is_uu_line(std::string_view line, bool is_sure)
{
    constexpr std::size_t most_added = 8;
    if (line.empty() || !is_uu_digit(line[0])) return false;
    const auto bytes = static_cast<std::size_t>((line[0] - 32) & 63);
    const std::size_t wanted = (bytes + 2) / 3 * 4;
    if (bytes == 0) return false;
    if (!std::all_of(line.begin(), line.end(), is_uu_digit))
        return is_sure && line.size() > wanted && line.size() <= wanted + most_added;
    return is_sure || (line.size() <= wanted + 3 && line.size() + 4 > wanted);
}

void take_uu_line(std::string_view line, std::string& out)
{
    auto left = static_cast<std::size_t>((line[0] - 32) & 63);
    const auto at = [&](std::size_t i) {
        return i < line.size() ? (static_cast<unsigned>(line[i]) - 32U) & 63U : 0U;
    };
    for (std::size_t i = 1; left > 0; i += 4) {
        const unsigned bits =
            at(i) << 18U | at(i + 1) << 12U | at(i + 2) << 6U | at(i + 3);
        for (unsigned shift = 16; left > 0 && shift <= 16; shift -= 8, --left)
            out += static_cast<char>(bits >> shift & 255U);
    }
}

// Behind a line or two that do not belong to the file, which some pass over; not
// behind its end.
bool skip_to_uu_line(std::string_view& text)
{
    constexpr int most = 3;
    auto rest = text;
    for (int i = 0; i < most; ++i) {
        const auto before = rest;
        const auto line = take_line(rest);
        if (line == "end" || line == "`") return false;
        if (!is_uu_line(line, false)) continue;
        text = before;
        return true;
    }
    return false;
}

// Up to the first line that is none of it; true when there was one.
bool take_uu_lines(std::string_view& text, std::string& out, bool is_sure)
{
    bool found = false;
    for (;;) {
        auto rest = text;
        auto line = take_line(rest);
        if (!is_uu_line(line, is_sure || found)) {
            if (!found || !skip_to_uu_line(text)) return found;
            rest = text;
            line = take_line(rest);
        }
        take_uu_line(line, out);
        text = rest;
        found = true;
    }
}

// begin 644 name; the mode may be missing, as some programs do without it.
bool take_uuencode(std::string_view& text, InlineFile& file)
{
    auto rest = text;
    auto line = take_line(rest);
    const std::string word = text::lower(take_word(line));
    if (word != "begin" && word != "begin-base64") return false;
    const auto behind = line;
    const bool has_mode = is_octal(take_word(line));
    if (!has_mode) line = behind;
    InlineFile found{"uuencode", std::string(text::trim(line)), {}};
    const bool any = word == "begin" ? take_uu_lines(rest, found.content, has_mode)
                                     : take_base64_lines(rest, found.content);
    if (!any) return false;
    file = std::move(found);
    text = rest;
    return true;
}

// =ybegin line=128 size=123 name=file.bin
std::string yenc_name(std::string_view line)
{
    const auto at = line.find("name=");
    return at == line.npos ? std::string()
                           : std::string(text::trim(line.substr(at + 5)));
}

void take_yenc_line(std::string_view line, std::string& out)
{
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool escaped = line[i] == '=' && i + 1 < line.size();
        const auto c = static_cast<unsigned char>(line[escaped ? ++i : i]);
        out += static_cast<char>(c - 42U - (escaped ? 64U : 0U));
    }
}

bool take_yenc(std::string_view& text, InlineFile& file)
{
    auto rest = text;
    const auto first = take_line(rest);
    if (!first.starts_with("=ybegin ")) return false;
    InlineFile found{"yenc", yenc_name(first), {}};
    while (!rest.empty()) {
        const auto line = take_line(rest);
        if (line.starts_with("=yend")) break;
        if (!line.starts_with("=ypart")) take_yenc_line(line, found.content);
    }
    if (found.content.empty()) return false;
    file = std::move(found);
    text = rest;
    return true;
}

bool take_binhex(std::string_view& text, InlineFile& file, std::size_t most)
{
    auto rest = text;
    take_line(rest);
    file = {"binhex", {}, {}};
    if (!read_binhex(rest, most, file.name, file.content)) return false;
    text = rest;
    return true;
}

} // namespace

bool take_uu_lines(std::string_view& text, std::string& content)
{
    return take_uu_lines(text, content, false);
}

bool take_base64_lines(std::string_view& text, std::string& content)
{
    const auto all = text;
    for (auto rest = text;; text = rest) {
        const auto line = take_line(rest);
        if (line.empty() || !is_base64(line)) break;
    }
    content = decode_base64(all.substr(0, all.size() - text.size()), {});
    return !content.empty();
}

bool may_begin_file(std::string_view line)
{
    constexpr std::string_view uuencode = "begin";
    if (text::starts_with_ignore_case(line, uuencode)) {
        const auto behind = line.substr(uuencode.size(), 2);
        return behind.size() == 2 && (text::is_blank(behind[0]) || behind[0] == '-');
    }
    return line.starts_with("=ybegin ") ||
           line.starts_with("(This file must be converted with BinHex");
}

bool take_inline_file(std::string_view& text, InlineFile& file, std::size_t most)
{
    if (!may_begin_file(text.substr(0, 64))) return false;
    switch (text.front()) {
    case '=':
        return take_yenc(text, file);
    case '(':
        return take_binhex(text, file, most);
    default:
        return take_uuencode(text, file);
    }
}

bool decode_uuencode(std::string_view text, InlineFile& file, std::size_t)
{
    while (!text.empty()) {
        if (take_uuencode(text, file)) return true;
        InlineFile bare{"uuencode", {}, {}};
        if (take_uu_lines(text, bare.content, false)) {
            file = std::move(bare);
            return true;
        }
        take_line(text);
    }
    return false;
}

bool decode_yenc(std::string_view text, InlineFile& file, std::size_t)
{
    while (!text.empty()) {
        if (take_yenc(text, file)) return true;
        take_line(text);
    }
    return false;
}

bool decode_binhex(std::string_view text, InlineFile& file, std::size_t most)
{
    file = {"binhex", {}, {}};
    return read_binhex(text, most, file.name, file.content);
}

} // namespace chainmail::mail
