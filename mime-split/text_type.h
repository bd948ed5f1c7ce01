// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Types of text, as file(1) tells them apart.
#ifndef CHAINMAIL_MIME_SPLIT_TEXT_TYPE_H
#define CHAINMAIL_MIME_SPLIT_TEXT_TYPE_H

#include "types.h"

#include <string_view>

namespace chainmail::mime_split {

/// `shorts` is empty when `content` is no text in any charset of mail, or a script,
/// which libmagic knows better.
Type type_of_text(std::string_view content);

} // namespace chainmail::mime_split

#endif
