// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "hidden_text.h"

#include "base/text.h"
#include "mail/charset.h"
#include "mail/inline_file.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace chainmail::mime_split {

namespace {

using namespace std::string_view_literals;

enum class Width { bytes, utf16_le, utf16_be, utf32_le, utf32_be };

Width width_by_mark(std::string_view bytes)
{
    // That of UTF-32 begins with that of UTF-16.
    if (bytes.starts_with("\xFF\xFE\0\0"sv)) return Width::utf32_le;
    if (bytes.starts_with("\0\0\xFE\xFF"sv)) return Width::utf32_be;
    if (bytes.starts_with("\xFF\xFE"sv)) return Width::utf16_le;
    if (bytes.starts_with("\xFE\xFF"sv)) return Width::utf16_be;
    return Width::bytes;
}

Width width_by_nuls(std::string_view bytes)
{
    constexpr std::size_t enough = 4096;
    bytes = bytes.substr(0, enough);
    const std::size_t groups = bytes.size() / 4;
    std::array<std::size_t, 4> nuls{};
    for (std::size_t i = 0; i < groups * 4; ++i)
        if (bytes[i] == '\0') ++nuls[i % 4];
    const auto most = [&](std::size_t n) { return groups > 0 && n * 10 >= groups * 9; };
    if (most(nuls[2]) && most(nuls[3])) return Width::utf32_le;
    if (most(nuls[0]) && most(nuls[1])) return Width::utf32_be;
    // Half of the characters are ASCII, and these are not NUL themselves.
    const std::size_t even = nuls[0] + nuls[2];
    const std::size_t odd = nuls[1] + nuls[3];
    if (odd >= groups && odd > even * 2) return Width::utf16_le;
    if (even >= groups && even > odd * 2) return Width::utf16_be;
    return Width::bytes;
}

Width width_by_name(std::string_view charset)
{
    const auto name = text::lower(charset);
    if (name.starts_with("utf-32"))
        return name == "utf-32le" ? Width::utf32_le : Width::utf32_be;
    if (name.starts_with("utf-16"))
        return name == "utf-16le" ? Width::utf16_le : Width::utf16_be;
    return Width::bytes;
}

Width width_of(std::string_view bytes, std::string_view charset)
{
    const auto marked = width_by_mark(bytes);
    if (marked != Width::bytes) return marked;
    if (bytes.find('\0') == bytes.npos) return width_by_name(charset);
    const auto counted = width_by_nuls(bytes);
    return counted != Width::bytes ? counted : width_by_name(charset);
}

std::string from_utf32(std::string_view bytes, bool little)
{
    if (width_by_mark(bytes) != Width::bytes) bytes.remove_prefix(4);
    std::string out;
    for (; bytes.size() >= 4; bytes.remove_prefix(4)) {
        std::uint32_t c = 0;
        for (std::size_t i = 0; i < 4; ++i)
            c = c << 8U | static_cast<unsigned char>(bytes[little ? 3 - i : i]);
        mail::append_utf8(out, c);
    }
    return out;
}

bool is_mark(char c)
{
    return c == '>' || c == ' ' || c == '\t' || c == '|' || c == ':';
}

std::size_t marks_length(std::string_view text)
{
    constexpr std::size_t most = 64;
    text = text.substr(0, most);
    std::size_t length = 0;
    while (length < text.size() && is_mark(text[length]))
        ++length;
    return length;
}

// Most lines are told by a character or two.
bool begins_file(std::string_view text)
{
    const auto behind = text.substr(marks_length(text), 64);
    return !behind.empty() &&
           mail::first_of_file.find(behind.front()) != mail::first_of_file.npos &&
           mail::may_begin_file(behind);
}

// The lines that are quoted as the first one is; quoting drops blanks at the end of a
// line of marks alone.
void take_quoted(std::string_view& text, std::string& out)
{
    const auto prefix = text.substr(0, marks_length(text));
    const auto marks_alone = prefix.substr(0, prefix.find_last_not_of(" \t") + 1);
    for (bool is_first = true; !text.empty(); is_first = false) {
        auto rest = text;
        const auto line = text::take_line(rest);
        const bool is_exact = line.starts_with(prefix);
        if (!is_exact && (marks_alone.empty() || !line.starts_with(marks_alone)))
            return;
        // One that is quoted deeper, say.
        if (!is_first && begins_file(line)) return;
        out += line.substr(is_exact ? prefix.size() : marks_alone.size());
        out += '\n';
        text = rest;
    }
}

} // namespace

std::string narrow_text(std::string_view bytes, std::string_view charset)
{
    switch (width_of(bytes, charset)) {
    case Width::bytes:
        break;
    case Width::utf16_le:
        return mail::to_utf8(bytes, "utf-16le");
    case Width::utf16_be:
        return mail::to_utf8(bytes, "utf-16be");
    case Width::utf32_le:
        return from_utf32(bytes, true);
    case Width::utf32_be:
        return from_utf32(bytes, false);
    }
    return {};
}

std::string quoted_files(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        if (is_mark(text.front()) && begins_file(text))
            take_quoted(text, out);
        else
            text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    }
    return out;
}

} // namespace chainmail::mime_split
