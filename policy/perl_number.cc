// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "perl_number.h"

#include "base/text.h"

#include <charconv>

namespace chainmail::policy {

double perl_number(std::string_view text)
{
    text = text::trim(text);
    // from_chars takes no plus sign.
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    double number = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc() ? number : 0;
}

} // namespace chainmail::policy
