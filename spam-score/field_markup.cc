// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "field_markup.h"

#include "mail/encoded_word.h"
#include "scan.h"
#include "wrap.h"

#include <algorithm>
#include <cstdint>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t longest_line = 79;

bool is_plain(char c)
{
    return c == '\t' || (c >= ' ' && c <= '~');
}

bool is_special(char c)
{
    return !is_plain(c) || c == '\t' || c == '=' || c == '?' || c == '_';
}

std::string base64(std::string_view bytes)
{
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto group = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = bits << 8U |
                   (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            out += i <= group.size() ? alphabet[bits >> (18U - 6U * i) & 63U] : '=';
    }
    return out;
}

std::string encoded_word(std::string_view bytes)
{
    const auto special =
        static_cast<std::size_t>(std::count_if(bytes.begin(), bytes.end(), is_special));
    const bool as_text = bytes.size() + 2 * special <= 4 * (bytes.size() + 2) / 3;
    return text::cat("=?UTF-8?",
                     as_text ? "Q?" : "B?",
                     as_text ? mail::q_encoded(bytes) : base64(bytes),
                     "?=");
}

std::string encode_line(std::string_view line)
{
    const auto* const first = std::find_if_not(line.begin(), line.end(), is_plain);
    if (first == line.end()) return std::string(line);
    auto begin = static_cast<std::size_t>(first - line.begin());
    while (begin > 0 && !text::is_blank(line[begin - 1]))
        --begin;
    auto end = line.size();
    while (is_plain(line[end - 1]))
        --end;
    while (end < line.size() && !text::is_blank(line[end]))
        ++end;
    return text::cat(line.substr(0, begin),
                     encoded_word(line.substr(begin, end - begin)),
                     line.substr(end));
}

} // namespace

std::string fold_field(std::string_view name, std::string_view text, bool fold)
{
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.remove_suffix(1);
    if (text.find('\n') != npos) {
        std::string out;
        for (const auto line : text::split(text, '\n')) {
            if (line.data() != text.data()) out += fold ? "\n\t" : " ";
            out += fold ? text::trim(line) : line;
        }
        return out;
    }
    if (!fold) return std::string(text);
    // The name takes its room on the first line, and is cut off again.
    const std::string label = text::cat("X-Spam-", name, "!!");
    std::string lines =
        wrap(label + std::string(text), {"", "\t", longest_line, false, true});
    std::string out;
    each_line(lines, [&](std::string_view line) {
        if (!text::trim(line).empty()) out += line;
    });
    return out.substr(std::min(label.size(), out.size()));
}

std::string encode_field(std::string_view text)
{
    std::string out;
    each_line(text, [&](std::string_view line) {
        const bool ended = line.ends_with('\n');
        if (ended) line.remove_suffix(1);
        out += encode_line(line);
        if (ended) out += '\n';
    });
    return out;
}

} // namespace chainmail::spam_score
