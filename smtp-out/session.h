// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Connections kept for the next message of the same client: connecting and greeting is
// half of the work of a small mail, for both ends.
#ifndef CHAINMAIL_SMTP_OUT_SESSION_H
#define CHAINMAIL_SMTP_OUT_SESSION_H

#include "connection.h"
#include "letter.h"

#include <cstdint>
#include <optional>
#include <string>

namespace chainmail::smtp_out {

/// A server that has greeted us and waits for MAIL.
struct Session {
    std::string method; ///< the way to it
    Connection connection;
    Features features;
};

/// Holds one at most. A session that is not taken within `most_idle_ms` is of no use.
class Sessions {
public:
    static constexpr std::uint64_t most_idle_ms = 15'000;

    Sessions() = default;
    Sessions(const Sessions&) = delete;
    Sessions& operator=(const Sessions&) = delete;
    ~Sessions() { close(); }

    bool has_any() const { return kept_.has_value(); }
    /// The session by that way, if the server has not said anything or gone since.
    std::optional<Session> take(const std::string& method);
    /// Says QUIT to the one that was there before.
    void keep(Session session);
    /// Says QUIT, without waiting for an answer.
    void close();

private:
    std::optional<Session> kept_;
    std::uint64_t since_ms_ = 0;
};

} // namespace chainmail::smtp_out

#endif
