// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// How long to wait before the next attempt to connect. Pure.
#ifndef CHAINMAIL_LOOKUP_BACK_OFF_H
#define CHAINMAIL_LOOKUP_BACK_OFF_H

#include <algorithm>
#include <cstdint>

namespace chainmail::lookup {

/// 0.5 s after the first failure, doubling to 30 s. Each is shortened by up to a fifth,
/// so that many machines do not come back to a database in step.
class BackOff {
public:
    /// After another failure: milliseconds to wait. `random` is any number.
    std::uint64_t next_ms(std::uint32_t random)
    {
        const auto whole = std::min(most_ms, first_ms << doublings_);
        if (first_ms << doublings_ < most_ms) ++doublings_;
        return whole - whole * (random % 1000) / 5000;
    }
    /// A connection stands.
    void reset() { doublings_ = 0; }

private:
    static constexpr std::uint64_t first_ms = 500;
    static constexpr std::uint64_t most_ms = 30'000;
    unsigned doublings_ = 0;
};

} // namespace chainmail::lookup

#endif
