// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Programs, libraries and objects of Unix (System V ABI, chapter 4).
#ifndef CHAINMAIL_MIME_SPLIT_ELF_TYPE_H
#define CHAINMAIL_MIME_SPLIT_ELF_TYPE_H

#include <string_view>

namespace chainmail::mime_split {

/// The short types of an ELF file, separated by blanks.
std::string_view elf_type(std::string_view content);

} // namespace chainmail::mime_split

#endif
