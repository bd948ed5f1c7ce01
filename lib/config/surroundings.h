// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the configuration asks of the system: the two questions that Debian's files put
// in back-ticks, and files. A member that is empty refuses.
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
    /// The content of a file of addresses or of text.
    std::function<Result<std::string>(const std::string& file)> content = {};
    /// The content of a further configuration file, which has to be as safe as the
    /// first.
    std::function<Result<std::string>(const std::string& file)> configuration = {};
    /// Perl's file tests: -e, -f, -d, -r, -s, -w, -x, -z by their letters.
    std::function<bool(char test, const std::string& file)> holds = {};
};

Surroundings system_surroundings();

} // namespace chainmail::config

#endif
