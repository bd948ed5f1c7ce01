// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/surroundings.h"

#include "base/text.h"
#include "config/safety.h"
#include "os/fd.h"

#include <cerrno>
#include <memory>
#include <netdb.h>
#include <sys/stat.h>
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

Result<std::string> read_content(const std::string& file)
{
    constexpr std::size_t limit = 16U << 20U;
    struct stat about = {};
    if (stat(file.c_str(), &about) != 0) return system_error(file, errno);
    if (!S_ISREG(about.st_mode))
        return permanent(text::cat(file, ": this is no regular file"));
    return os::read_file(file, limit);
}

bool test_file(char test, const std::string& file)
{
    struct stat about = {};
    if (stat(file.c_str(), &about) != 0) return false;
    switch (test) {
    case 'f':
        return S_ISREG(about.st_mode);
    case 'd':
        return S_ISDIR(about.st_mode);
    case 's':
        return about.st_size > 0;
    case 'z':
        return about.st_size == 0;
    case 'r':
        return access(file.c_str(), R_OK) == 0;
    case 'w':
        return access(file.c_str(), W_OK) == 0;
    case 'x':
        return access(file.c_str(), X_OK) == 0;
    default: // e
        return true;
    }
}

} // namespace

Surroundings system_surroundings()
{
    return {
        read_mail_name, find_host_name, read_content, read_configuration, test_file};
}

} // namespace chainmail::config
