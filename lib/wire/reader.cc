// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "wire/reader.h"

#include "base/text.h"
#include "os/fd.h"

#include <poll.h>

namespace chainmail::wire {

namespace {

constexpr std::size_t not_there = std::string::npos;

} // namespace

Reader::Reader(int fd)
    : fd_(fd),
      source_([fd](char* to, std::size_t size) { return os::read_some(fd, to, size); })
{
}

// The offset of the LF that is the closing empty line.
std::size_t Reader::closing_line()
{
    if (!buffer_.empty() && buffer_.front() == '\n') return 0;
    const auto at = buffer_.find("\n\n", scanned_);
    if (at != std::string::npos) return at + 1;
    scanned_ = buffer_.empty() ? 0 : buffer_.size() - 1;
    return not_there;
}

bool Reader::has_record()
{
    return closing_line() != not_there;
}

bool Reader::has_more() const
{
    if (!buffer_.empty() || fd_ < 0) return !buffer_.empty();
    pollfd one{fd_, POLLIN, 0};
    return ::poll(&one, 1, 0) == 1 && (one.revents & POLLIN) != 0;
}

Result<bool> Reader::fill()
{
    char block[16384];
    auto n = source_(block, sizeof block);
    if (!n) return n.error();
    buffer_.append(block, *n);
    return *n != 0;
}

Result<std::optional<Record>> Reader::next()
{
    for (;;) {
        if (const auto at = closing_line(); at != not_there) {
            auto record = Record::parse(buffer_.substr(0, at));
            buffer_.erase(0, at + 1);
            scanned_ = 0;
            if (!record) return record.error();
            return std::optional(std::move(*record));
        }
        if (buffer_.size() > Limits::record_bytes)
            return permanent(
                text::cat("record of more than ", Limits::record_bytes, " bytes"));
        const auto more = fill();
        if (!more) return more.error();
        if (!*more && buffer_.empty()) return std::optional<Record>{};
        if (!*more)
            return temporary("input ends inside a record, nothing is done with it");
    }
}

} // namespace chainmail::wire
