// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the content of a compressed file is called.
#ifndef CHAINMAIL_MIME_SPLIT_UNPACKED_NAME_H
#define CHAINMAIL_MIME_SPLIT_UNPACKED_NAME_H

#include <string>
#include <string_view>

namespace chainmail::mime_split {

/// The name of the file without the ending of its compression: what gunzip(1) and its
/// like would make of it.
std::string unpacked_name(std::string_view name);

} // namespace chainmail::mime_split

#endif
