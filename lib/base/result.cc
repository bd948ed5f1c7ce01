// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "base/result.h"

#include <cstring>

namespace chainmail {

Error system_error(std::string what, int sys)
{
    what += ": ";
    what += std::strerror(sys);
    return {Fault::temporary, std::move(what)};
}

int exit_status(const Error& error)
{
    switch (error.fault) {
    case Fault::temporary:
        return 111;
    case Fault::permanent:
        return 100;
    case Fault::internal:
        return 101;
    }
    return 101;
}

} // namespace chainmail
