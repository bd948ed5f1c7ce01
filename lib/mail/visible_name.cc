// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/visible_name.h"

#include "mail/charset.h"

#include <algorithm>
#include <array>

namespace chainmail::mail {

namespace {

struct Range {
    std::string_view first;
    std::string_view last;
};

// UnicodeData.txt, category Cf, as far as it is not seen in text of any script. UTF-8
// keeps the order of the characters.
constexpr std::array unseen{Range{"\u00AD", "\u00AD"},
                            Range{"\u061C", "\u061C"},
                            Range{"\u180E", "\u180E"},
                            Range{"\u200B", "\u200F"},
                            Range{"\u202A", "\u202E"},
                            Range{"\u2060", "\u2064"},
                            Range{"\u2066", "\u206F"},
                            Range{"\uFEFF", "\uFEFF"},
                            Range{"\U000E0001", "\U000E007F"}};

bool is_unseen(std::string_view character)
{
    return std::any_of(unseen.begin(), unseen.end(), [&](const Range& range) {
        return character >= range.first && character <= range.last;
    });
}

} // namespace

std::string visible_name(std::string_view name)
{
    std::string out;
    while (!name.empty()) {
        const auto length = std::max<std::size_t>(utf8_length(name), 1);
        if (!is_unseen(name.substr(0, length))) out += name.substr(0, length);
        name.remove_prefix(length);
    }
    return out;
}

} // namespace chainmail::mail
