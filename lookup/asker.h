// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// One who asks: its descriptors and what is half read or half written.
#ifndef CHAINMAIL_LOOKUP_ASKER_H
#define CHAINMAIL_LOOKUP_ASKER_H

#include "base/result.h"
#include "lookup/question.h"
#include "os/fd.h"

#include <cstdint>
#include <map>
#include <optional>
#include <poll.h>
#include <string>
#include <vector>

namespace chainmail::lookup {

/// One connection. While its question is being answered nothing is read from it: what
/// it sends meanwhile waits in its socket.
class Asker {
public:
    /// Answers go to `out`, which may make us wait, or to `in` when that is none.
    Asker(os::Fd in, os::Fd out);

    bool is_busy() const { return busy_; }
    bool is_over() const { return over_; }
    /// What to wait for; the descriptor is -1 when there is nothing.
    pollfd polled() const;
    /// Moves bytes after poll(2); an error is for the log and the end of the
    /// connection.
    Status proceed(short events);
    /// The next question, once; is_busy() until its answer is written.
    Result<std::optional<Question>> take_question();
    /// A whole record.
    void answer(std::string text);

private:
    Status receive();
    Status send();

    os::Fd in_;
    os::Fd out_;
    std::string received_;
    std::size_t scanned_ = 0; ///< no empty line begins before this offset
    std::string unsent_;
    bool busy_ = false;
    bool ended_ = false; ///< nothing more comes in
    bool over_ = false;
};

} // namespace chainmail::lookup

#endif
