// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Asking lookup(8).
#ifndef CHAINMAIL_LOOKUP_CLIENT_H
#define CHAINMAIL_LOOKUP_CLIENT_H

#include "base/result.h"
#include "lookup/question.h"

namespace chainmail::lookup {

/// One connection to lookup. It needs no call besides read, write, poll, fcntl and the
/// clock: it works in a confined program.
class Client {
public:
    /// `fd` stays the caller's, must outlive this, and becomes non-blocking. -1: lookup
    /// is not there, which each ask() says.
    explicit Client(int fd);

    /// Waits until the question's deadline, 30 s at most. Whatever goes wrong but a
    /// question that is too large is a temporary error; once the connection is out of
    /// step (its end, a time-out, an answer to something else) all later ones are too.
    Result<Answer> ask(const Question& question);

private:
    Result<Answer> exchange(const Question& question, const std::string& text);
    Status send(std::string_view text, std::uint64_t until_ms);
    Result<wire::Record> receive(std::uint64_t until_ms);

    int fd_;
    bool usable_ = true;
};

} // namespace chainmail::lookup

#endif
