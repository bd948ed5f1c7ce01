// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Lists of MAPI properties as TNEF has them ([MS-OXTNEF] 2.1.3.4).
#ifndef CHAINMAIL_MIME_SPLIT_MAPI_H
#define CHAINMAIL_MIME_SPLIT_MAPI_H

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace chainmail::mime_split {

struct Property {
    std::uint16_t type = 0;
    std::uint16_t id = 0;
    std::string_view value; ///< the first one, of text and bytes only; else empty
};

constexpr std::uint16_t mapi_object = 0x000D;
constexpr std::uint16_t mapi_unicode = 0x001F;

/// Calls `take` for each property; what is cut off ends the list.
void read_properties(std::string_view list,
                     const std::function<void(const Property&)>& take);

/// The text of a property, as UTF-8 or in a charset nobody names; without the NUL.
std::string text_of(const Property& property);

} // namespace chainmail::mime_split

#endif
