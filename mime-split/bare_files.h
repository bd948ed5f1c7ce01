// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Files in text whose lines are encoded and have nothing in front of them that says so:
// some programs look for such lines wherever they are.
#ifndef CHAINMAIL_MIME_SPLIT_BARE_FILES_H
#define CHAINMAIL_MIME_SPLIT_BARE_FILES_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mime_split {

struct BareFile {
    std::size_t offset = 0; ///< of its first line
    std::string content;
};

/// Those of base64 and uuencode whose first bytes are a known file's; keys and
/// signatures look the same, and are none. Time is linear in the size of `text`.
std::vector<BareFile> bare_files(std::string_view text);

/// The first bytes of `content` are those of a known type of file.
bool is_known_file(std::string_view content);

} // namespace chainmail::mime_split

#endif
