// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What libarchive reads, in blocks: some of its loops go on for as long as there is
// input, and between two blocks they can be ended.
#ifndef CHAINMAIL_MIME_SPLIT_ARCHIVE_INPUT_H
#define CHAINMAIL_MIME_SPLIT_ARCHIVE_INPUT_H

#include "members.h"

#include <cstddef>
#include <string_view>

struct archive;

namespace chainmail::mime_split {

/// Lives as long as the archive that reads it.
class ArchiveInput {
public:
    /// The input fails when `members` wants nothing more.
    ArchiveInput(std::string_view content, Members& members)
        : content_(content),
          members_(members)
    {
    }

    /// archive_read_open(3); false: archive_error_string(3) says why.
    bool open(archive* by);

    // What the library calls.
    bool next(std::string_view& block);
    std::size_t skip(std::size_t bytes);
    bool go_to(std::size_t offset);
    std::size_t at() const { return at_; }
    std::size_t size() const { return content_.size(); }

private:
    std::string_view content_;
    Members& members_;
    std::size_t at_ = 0;
};

} // namespace chainmail::mime_split

#endif
