// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// libmagic as a value: what file(1) says of bytes in memory.
#ifndef CHAINMAIL_MIME_SPLIT_MAGIC_H
#define CHAINMAIL_MIME_SPLIT_MAGIC_H

#include "base/result.h"

#include <memory>
#include <string>
#include <string_view>

struct magic_set;

namespace chainmail::mime_split {

class Magic {
public:
    /// The database of this machine, mapped: no file is opened after that.
    static Result<Magic> load();

    /// The description that file(1) prints; "data" when there is none.
    std::string describe(std::string_view content) const;

private:
    struct Close {
        void operator()(magic_set* cookie) const;
    };
    std::unique_ptr<magic_set, Close> cookie_;
};

} // namespace chainmail::mime_split

#endif
