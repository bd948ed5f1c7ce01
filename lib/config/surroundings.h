// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the configuration asks of the system: the two questions that Debian's files put
// in back-ticks.
#ifndef CHAINMAIL_CONFIG_SURROUNDINGS_H
#define CHAINMAIL_CONFIG_SURROUNDINGS_H

#include "base/result.h"

#include <functional>
#include <string>

namespace chainmail::config {

struct Surroundings {
    /// The first line of /etc/mailname.
    std::function<Result<std::string>()> mail_name;
    /// The fully qualified name of the host; may have to wait for the resolver.
    std::function<Result<std::string>()> host_name;
};

Surroundings system_surroundings();

} // namespace chainmail::config

#endif
