// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "characters.h"

#include "base/text.h"

#include <array>
#include <cstdint>
#include <utility>

namespace chainmail::spam_score {

namespace {

constexpr bool is_continuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// Unicode's White_Space property above ASCII.
constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 9> white_ranges{{
    {0x85, 0x85},
    {0xA0, 0xA0},
    {0x1680, 0x1680},
    {0x2000, 0x200A},
    {0x2028, 0x2029},
    {0x202F, 0x202F},
    {0x205F, 0x205F},
    {0x3000, 0x3000},
}};

// Blocks of the Unicode code charts without word characters; single exceptions within
// them do not matter to what is counted here.
constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 10> wordless_ranges{{
    {0x2000, 0x203E},
    {0x2041, 0x2053},
    {0x2055, 0x2070},
    {0x20A0, 0x20CF},
    {0x2190, 0x245F},
    {0x2500, 0x2BFF},
    {0x3000, 0x3004},
    {0x3008, 0x3020},
    {0xFE30, 0xFE32},
    {0xE000, 0xF8FF},
}};

template <typename Ranges>
bool is_in(const Ranges& ranges, std::uint32_t code)
{
    for (const auto& [first, last] : ranges) {
        if (code >= first && code <= last) return true;
    }
    return false;
}

} // namespace

std::string Characters::octets() const
{
    if (wide || is_ascii(utf8)) return utf8;
    std::string out;
    out.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) {
        const auto [code, length] = character_at(utf8, at);
        out += static_cast<char>(code);
        at += length;
    }
    return out;
}

bool is_ascii(std::string_view bytes)
{
    return text::ascii_length(bytes) == bytes.size();
}

std::size_t count_characters(std::string_view utf8)
{
    constexpr std::size_t stride = 64;
    std::size_t count = 0;
    while (!utf8.empty()) {
        const auto piece = utf8.substr(0, stride);
        utf8.remove_prefix(piece.size());
        count += piece.size();
        if (is_ascii(piece)) continue;
        for (const char c : piece)
            count -= is_continuation(c) ? 1U : 0U;
    }
    return count;
}

std::size_t offset_of_character(std::string_view utf8, std::size_t count)
{
    std::size_t at = 0;
    while (at < utf8.size() && (count > 0 || is_continuation(utf8[at]))) {
        if (!is_continuation(utf8[at])) --count;
        ++at;
    }
    return at;
}

Character character_at(std::string_view utf8, std::size_t at)
{
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(utf8[at + i]));
    };
    const std::uint32_t first = byte(0);
    const std::size_t length = first < 0xC0   ? 1
                               : first < 0xE0 ? 2
                               : first < 0xF0 ? 3
                                              : 4;
    if (length == 1 || at + length > utf8.size()) return {first, 1};
    std::uint32_t code = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(utf8[at + i])) return {first, 1};
        code = code << 6U | (byte(i) & 0x3FU);
    }
    return {code, length};
}

bool is_white(std::uint32_t code, bool wide)
{
    if (code < 0x80) return text::is_space(static_cast<char>(code));
    return wide && is_in(white_ranges, code);
}

bool is_word_character(std::uint32_t code, bool wide)
{
    if (code < 0x80) return text::is_alnum(static_cast<char>(code)) || code == '_';
    if (!wide) return false;
    if (code < 0x100)
        return code == 0xAA || code == 0xB5 || code == 0xBA ||
               (code >= 0xC0 && code != 0xD7 && code != 0xF7);
    return !is_in(wordless_ranges, code) && !is_white(code, true);
}

} // namespace chainmail::spam_score
