// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The connection: lines and blocks in, replies out. Moves bytes, knows no SMTP.
#ifndef CHAINMAIL_SMTP_IN_CLIENT_H
#define CHAINMAIL_SMTP_IN_CLIENT_H

#include "stage/slot.h"
#include "stop_signal.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::smtp_in {

class Client {
public:
    enum class Event {
        ready,     ///< what was asked for is there
        long_line, ///< a line of more than longest_line bytes was thrown away
        timed_out,
        stopped, ///< SIGTERM; only when waiting for a line
        gone,    ///< the connection is closed or broken
    };
    static constexpr std::size_t longest_line = 4096; ///< with its line end

    /// `slot` and `stop` must outlive the Client. Each wait takes at most `timeout_ms`:
    /// for a whole line, for the next bytes of data, for the client to take replies.
    Client(
        int in, int out, std::uint64_t timeout_ms, StopSignal& stop, stage::Slot& slot);

    void set_timeout(std::uint64_t timeout_ms) { timeout_ms_ = timeout_ms; }

    /// Kept until the client has nothing more to say that we have read (RFC 2920 3.2).
    void say(std::string_view reply) { replies_ += reply; }
    Event flush();

    /// A line without its LF or CR LF; valid until the next call.
    Event next_line(std::string_view& line);

    /// Bytes that are read and not consumed.
    std::string_view buffered() const;
    void consume(std::size_t size) { begin_ += size; }
    /// Waits for more of them; the buffer must be empty.
    Event more();

private:
    Event fill(std::uint64_t until_ms, bool stoppable);
    Event wait(int fd, short events, std::uint64_t until_ms, bool stoppable);
    bool take_line(std::string_view& line);
    std::uint64_t due();

    int in_;
    int out_;
    std::uint64_t timeout_ms_;
    StopSignal& stop_;
    stage::Slot& slot_;
    std::string replies_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool skipping_ = false; ///< inside a line that is too long
};

} // namespace chainmail::smtp_in

#endif
