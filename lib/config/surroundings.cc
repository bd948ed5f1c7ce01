// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/surroundings.h"

#include "os/fd.h"

#include <memory>
#include <netdb.h>
#include <unistd.h>

namespace chainmail::config {

namespace {

Result<std::string> read_mail_name()
{
    constexpr std::size_t limit = 4096;
    auto content = os::read_file("/etc/mailname", limit);
    if (!content) return content.error();
    return content->substr(0, content->find('\n'));
}

Result<std::string> find_host_name()
{
    char name[256] = {};
    if (gethostname(name, sizeof name - 1) != 0)
        return system_error("the name of this host", errno);
    addrinfo wanted = {};
    wanted.ai_flags = AI_CANONNAME;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    // A host that cannot resolve its own name still has one.
    if (getaddrinfo(name, nullptr, &wanted, &found) != 0) return std::string(name);
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
    return std::string(found->ai_canonname != nullptr ? found->ai_canonname : name);
}

} // namespace

Surroundings system_surroundings()
{
    return {read_mail_name, find_host_name};
}

} // namespace chainmail::config
