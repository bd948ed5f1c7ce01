// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/clock.h"

#include <ctime>
#include <sys/time.h>

namespace chainmail::os {

namespace {

std::uint64_t read_clock_ms(clockid_t which)
{
    timespec now{};
    ::clock_gettime(which, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1000 +
           static_cast<std::uint64_t>(now.tv_nsec) / 1000000;
}

} // namespace

std::uint64_t monotonic_ms()
{
    return read_clock_ms(CLOCK_MONOTONIC);
}

std::uint64_t unix_ms()
{
    return read_clock_ms(CLOCK_REALTIME);
}

std::uint64_t processor_ms()
{
    return read_clock_ms(CLOCK_PROCESS_CPUTIME_ID);
}

bool die_at(std::uint64_t deadline_ms)
{
    itimerval timer{};
    if (deadline_ms != 0) {
        const auto now = monotonic_ms();
        if (deadline_ms <= now) return false;
        const auto left = deadline_ms - now;
        timer.it_value.tv_sec = static_cast<time_t>(left / 1000);
        timer.it_value.tv_usec = static_cast<suseconds_t>(left % 1000 * 1000);
    }
    ::setitimer(ITIMER_REAL, &timer, nullptr);
    return true;
}

} // namespace chainmail::os
