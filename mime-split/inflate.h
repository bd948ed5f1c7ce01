// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// zlib streams (RFC 1950), block by block.
#ifndef CHAINMAIL_MIME_SPLIT_INFLATE_H
#define CHAINMAIL_MIME_SPLIT_INFLATE_H

#include <functional>
#include <string_view>

namespace chainmail::mime_split {

/// Gives what `compressed` holds to `take`, until that answers false. False when the
/// data is damaged or cut off; what was good came before.
bool inflate(std::string_view compressed,
             const std::function<bool(std::string_view)>& take);

} // namespace chainmail::mime_split

#endif
