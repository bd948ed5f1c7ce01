// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Types that the first bytes of a file tell.
#ifndef CHAINMAIL_MIME_SPLIT_LEADING_BYTES_H
#define CHAINMAIL_MIME_SPLIT_LEADING_BYTES_H

#include "types.h"

#include <string_view>

namespace chainmail::mime_split {

/// What our table says. `shorts` is empty when it does not know them: then the format
/// may still be known.
Type type_by_bytes(std::string_view content);

} // namespace chainmail::mime_split

#endif
