// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Reads records off a descriptor. A record that is not closed by its empty line is
// never handed out, whatever happened to the other end.
#ifndef CHAINMAIL_WIRE_READER_H
#define CHAINMAIL_WIRE_READER_H

#include "wire/record.h"

#include <functional>
#include <optional>

namespace chainmail::wire {

class Reader {
public:
    /// Gives up to `size` bytes, 0 at the end. A function, so that a test can be the
    /// descriptor.
    using Source = std::function<Result<std::size_t>(char* to, std::size_t size)>;

    explicit Reader(int fd);
    explicit Reader(Source source) : source_(std::move(source)) {}

    /// The next record; nothing at an end between two records. An end inside a record
    /// is a temporary error, a record against chainmail-record(5) a permanent one.
    Result<std::optional<Record>> next();

    /// For callers that poll: takes in what one read gives (false at the end), and says
    /// whether a whole record is there.
    Result<bool> fill();
    bool has_record();

    /// Whether something lies behind the record that next() gave. Within a chain a
    /// record is sent only after the reply to the one before it: then somebody on the
    /// way has made it up.
    bool has_more() const;

private:
    std::size_t closing_line();

    int fd_ = -1; ///< -1: a function is the source
    Source source_;
    std::string buffer_;
    std::size_t scanned_ = 0; ///< no closing line begins before this offset
};

} // namespace chainmail::wire

#endif
