// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/visible_name.h"

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

bool is_unseen(char32_t code)
{
    return std::any_of(unseen.begin(), unseen.end(), [&](const Range& range) {
        return code >= range.first && code <= range.last;
    });
}

} // namespace

std::string visible_name(std::string_view name)
{
    std::string out;
    while (!name.empty()) {
        const auto character = first_of(name);
        name.remove_prefix(character.bytes.size());
        if (!is_unseen(character.code)) out += character.bytes;
    }
    return out;
}

} // namespace chainmail::mail
