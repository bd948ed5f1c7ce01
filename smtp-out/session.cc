// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "session.h"

#include "os/clock.h"

#include <utility>

namespace chainmail::smtp_out {

std::optional<Session> Sessions::take(const std::string& method)
{
    const bool usable = kept_ && kept_->method == method &&
                        os::monotonic_ms() - since_ms_ < most_idle_ms &&
                        kept_->connection.is_quiet();
    if (!usable) return {};
    return std::exchange(kept_, {});
}

void Sessions::keep(Session session)
{
    close();
    kept_ = std::move(session);
    since_ms_ = os::monotonic_ms();
}

void Sessions::close()
{
    if (kept_) kept_->connection.send("QUIT\r\n", 0);
    kept_.reset();
}

} // namespace chainmail::smtp_out
