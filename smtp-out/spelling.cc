// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spelling.h"

#include "base/text.h"
#include "encoder.h"
#include "mail/charset.h"

#include <array>
#include <cstdint>
#include <map>

namespace chainmail::smtp_out {

namespace {

constexpr std::size_t longest_line = 76; // RFC 2045 6.7 and 6.8

bool has_ascii(std::string_view charset)
{
    constexpr std::string_view sample = "Az09 <&\n";
    return mail::to_utf8(sample, charset) == sample;
}

// A charset of one byte a character says what its bytes are; read the other way round.
std::map<std::string, char, std::less<>> bytes_of(std::string_view charset)
{
    std::map<std::string, char, std::less<>> bytes;
    for (int byte = 0x80; byte <= 0xFF; ++byte) {
        const char c = static_cast<char>(byte);
        auto character = mail::to_utf8({&c, 1}, charset);
        if (character != "\xEF\xBF\xBD") bytes.emplace(std::move(character), c);
    }
    return bytes;
}

bool is_ascii_name(std::string_view charset)
{
    return charset.empty() || text::equal_ignore_case(charset, "us-ascii") ||
           text::equal_ignore_case(charset, "ascii") ||
           text::equal_ignore_case(charset, "ansi_x3.4-1968");
}

std::uint32_t code_point(std::string_view character)
{
    auto code = static_cast<unsigned char>(character.front()) &
                (0xFFU >> (character.size() + (character.size() > 1 ? 1 : 0)));
    for (const char c : character.substr(1))
        code = code << 6U | (static_cast<unsigned char>(c) & 0x3FU);
    return code;
}

bool is_plain(char c)
{
    return c > ' ' && c < 0x7F && c != '=';
}

void add_quoted(char c, bool at_end, std::string& line, std::string& to)
{
    const bool stays = is_plain(c) || (text::is_blank(c) && !at_end);
    const auto written = stays ? std::string(1, c) : text::cat('=', text::hex(c));
    // Room for the "=" of a soft line break.
    if (line.size() + written.size() > longest_line - 1) {
        to += line + "=\n";
        line.clear();
    }
    line += written;
}

} // namespace

std::optional<std::string> in_charset(std::string_view utf8, std::string_view charset)
{
    if (!has_ascii(charset)) return {};
    if (!has_8bit(utf8) || text::equal_ignore_case(charset, "utf-8") ||
        text::equal_ignore_case(charset, "utf8"))
        return std::string(utf8);
    if (is_ascii_name(charset) || !mail::is_known_charset(charset)) return {};
    const auto bytes = bytes_of(charset);
    std::string out;
    while (!utf8.empty()) {
        const auto character = utf8.substr(0, mail::utf8_length(utf8));
        if (character.empty()) return {};
        utf8.remove_prefix(character.size());
        const auto found = bytes.find(character);
        if (character.size() > 1 && found == bytes.end()) return {};
        out += character.size() > 1 ? found->second : character.front();
    }
    return out;
}

std::string in_ascii_html(std::string_view utf8)
{
    std::string out;
    while (!utf8.empty()) {
        const auto length = mail::utf8_length(utf8);
        const auto character = utf8.substr(0, length == 0 ? 1 : length);
        if (length == 1)
            out += character;
        else
            out += text::cat("&#", length == 0 ? 0xFFFDU : code_point(character), ';');
        utf8.remove_prefix(character.size());
    }
    return out;
}

std::string escape_html(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

std::string in_quoted_printable(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    std::string line;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') {
            out += line + '\n';
            line.clear();
            continue;
        }
        add_quoted(text[i], i + 1 == text.size() || text[i + 1] == '\n', line, out);
    }
    return out + line;
}

std::string in_base64(std::string_view bytes)
{
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    constexpr std::size_t bytes_a_line = longest_line / 4 * 3;
    std::string out;
    out.reserve(bytes.size() / 3 * 4 + bytes.size() / bytes_a_line + 8);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto group = bytes.substr(i, 3);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8U |
                   (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += k <= group.size() ? digits[bits >> (18 - 6 * k) & 0x3FU] : '=';
        if (i % bytes_a_line == bytes_a_line - 3 || i + 3 >= bytes.size()) out += '\n';
    }
    return out;
}

} // namespace chainmail::smtp_out
