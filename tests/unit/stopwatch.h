// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Bounds of time in unit tests: seconds of this process's processor time since it was
// made, which the neighbours do not change. What sanitizers cost is taken off, roughly.
#ifndef CHAINMAIL_TESTS_UNIT_STOPWATCH_H
#define CHAINMAIL_TESTS_UNIT_STOPWATCH_H

#include "os/sanitized.h"

#include <ctime>

class Stopwatch {
public:
    double seconds() const
    {
        const auto used = static_cast<double>(std::clock() - start_) / CLOCKS_PER_SEC;
        return chainmail::os::sanitized ? used / 8 : used;
    }

private:
    std::clock_t start_ = std::clock();
};

#endif
