// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Text that has to be turned into other text before files can be seen in it. Pure, and
// linear in the size of the text.
#ifndef CHAINMAIL_MIME_SPLIT_HIDDEN_TEXT_H
#define CHAINMAIL_MIME_SPLIT_HIDDEN_TEXT_H

#include <string>
#include <string_view>

namespace chainmail::mime_split {

/// `bytes` as UTF-8 where they are UTF-16 or UTF-32, as a byte order mark, the NULs of
/// their ASCII characters, or `charset` tells, in this order; else nothing.
std::string narrow_text(std::string_view bytes, std::string_view charset);

/// The lines of files without MIME (mail/inline_file.h) that are indented or quoted with
/// ">", "|" or ":", without these marks; nothing when there are none.
std::string quoted_files(std::string_view text);

} // namespace chainmail::mime_split

#endif
