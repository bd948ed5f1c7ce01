// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/random.h"

#include <cerrno>
#include <sys/random.h>

namespace chainmail::os {

Result<std::string> random_bytes(std::size_t count)
{
    std::string bytes(count, '\0');
    // Up to 256 bytes come whole; before that the call may be broken off.
    while (::getrandom(bytes.data(), count, 0) != static_cast<ssize_t>(count))
        if (errno != EINTR) return system_error("getrandom", errno);
    return bytes;
}

} // namespace chainmail::os
