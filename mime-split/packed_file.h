// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Files packed by "Insert object" of Windows ([MS-OLEDS] 2.3.6, Ole10Native).
#ifndef CHAINMAIL_MIME_SPLIT_PACKED_FILE_H
#define CHAINMAIL_MIME_SPLIT_PACKED_FILE_H

#include <string>
#include <string_view>

namespace chainmail::mime_split {

struct PackedFile {
    std::string label; ///< without a directory
    std::string name;  ///< the same of where it came from
    std::string_view content;
};

/// `stream` begins with its size. What is not of this form is all content.
PackedFile read_packed_file(std::string_view stream);

} // namespace chainmail::mime_split

#endif
