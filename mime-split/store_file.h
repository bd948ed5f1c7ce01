// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Descriptor 4: decoded parts are written to it, and read again to be opened.
#ifndef CHAINMAIL_MIME_SPLIT_STORE_FILE_H
#define CHAINMAIL_MIME_SPLIT_STORE_FILE_H

#include "base/result.h"
#include "os/fd.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace chainmail::mime_split {

class StoreFile {
public:
    explicit StoreFile(int fd) : fd_(fd) {}

    Status put(std::uint64_t offset, std::string_view bytes);

    /// What was put there; valid while this object lives.
    Result<std::string_view> view(std::uint64_t offset, std::uint64_t length);

private:
    int fd_;
    std::uint64_t end_ = 0; ///< of what was put
    /// The last one is the longest. What is viewed in the others stays valid.
    std::vector<os::Mapping> mappings_;
};

} // namespace chainmail::mime_split

#endif
