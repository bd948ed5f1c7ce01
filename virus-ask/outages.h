// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which scanners are down, known to all workers and to who is started from a shell: a
// file for each, whose time is that of the last attempt. Who cannot write them has no
// memory, and asks.
#ifndef CHAINMAIL_VIRUS_ASK_OUTAGES_H
#define CHAINMAIL_VIRUS_ASK_OUTAGES_H

#include "os/fd.h"

#include <cstdint>
#include <string>

namespace chainmail::virus_ask {

class Outages {
public:
    /// `place` is a directory; a scanner that is down is tried again after `retry_s`.
    explicit Outages(std::string place, std::int64_t retry_s = default_retry_s)
        : place_(std::move(place)),
          retry_s_(retry_s)
    {
    }
    static constexpr std::int64_t default_retry_s = 10;

    struct State {
        bool down = false;
        /// It is down and due, and the caller is the one to try: as long as this is
        /// open nobody else is.
        os::Fd turn;
    };
    /// `target` as the configuration writes it. Begins the next wait for others.
    State look(const std::string& target) const;

    /// True for the first to notice.
    bool begin(const std::string& target) const;
    /// How many seconds it has lasted; -1: it was over already.
    std::int64_t end(const std::string& target) const;

    /// Something is odd and no outage: who gets this may try whether it is one. Closed:
    /// another does.
    os::Fd suspect(const std::string& target) const;
    /// To be called while that is open.
    void unsuspect(const std::string& target) const;

private:
    std::string file(const char* kind, const std::string& target) const;

    std::string place_;
    std::int64_t retry_s_;
};

} // namespace chainmail::virus_ask

#endif
