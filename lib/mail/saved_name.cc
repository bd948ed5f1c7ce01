// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/saved_name.h"

#include <algorithm>
#include <array>

namespace chainmail::mail {

namespace {

struct Character {
    std::string_view bytes;
    char32_t code = 0;
};

// Of well-formed UTF-8; a byte that begins no character stands for itself.
Character first_of(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length == 1 || length > text.size()) return {text.substr(0, 1), lead};
    char32_t code = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    return {text.substr(0, length), code};
}

struct Range {
    char32_t first;
    char32_t last;
};

template <typename Ranges>
bool is_in(const Ranges& ranges, char32_t code)
{
    return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
        return code >= range.first && code <= range.last;
    });
}

// UnicodeData.txt, category Cf, as far as it is not seen in text of any script.
constexpr std::array unseen{Range{0xAD, 0xAD},
                            Range{0x61C, 0x61C},
                            Range{0x180E, 0x180E},
                            Range{0x200B, 0x200F},
                            Range{0x202A, 0x202E},
                            Range{0x2060, 0x2064},
                            Range{0x2066, 0x206F},
                            Range{0xFEFF, 0xFEFF},
                            Range{0xE0001, 0xE007F}};

// Category Zs, tab and full stop.
constexpr std::array dropped_at_end{Range{' ', ' '},
                                    Range{'\t', '\t'},
                                    Range{'.', '.'},
                                    Range{0xA0, 0xA0},
                                    Range{0x1680, 0x1680},
                                    Range{0x2000, 0x200A},
                                    Range{0x202F, 0x202F},
                                    Range{0x205F, 0x205F},
                                    Range{0x3000, 0x3000}};

} // namespace

std::string saved_name(std::string_view name)
{
    std::string out;
    std::size_t end = 0; // behind what stays
    for (std::size_t at = 0; at < name.size();) {
        const auto character = first_of(name.substr(at));
        at += character.bytes.size();
        if (is_in(unseen, character.code)) continue;
        out += character.bytes;
        if (!is_in(dropped_at_end, character.code)) end = out.size();
    }
    out.resize(end);
    return out;
}

} // namespace chainmail::mail
