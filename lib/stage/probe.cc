// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#ifdef CHAINMAIL_PROBE
#include "stage/probe.h"

#include "base/text.h"
#include "os/log.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace chainmail::stage {

namespace {

// All return as system calls do: -1 and errno, or something else.
using Attempt = long (*)(const std::string& argument);

long close_after(int fd)
{
    return fd < 0 ? -1 : ::close(fd);
}

long open_it(const std::string& path)
{
    return close_after(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

// An owner may give himself the right first.
long reopen(const std::string& number)
{
    constexpr mode_t ours = 0600;
    const auto path = "/proc/self/fd/" + number;
    const int fd = static_cast<int>(text::to_number(number).value_or(0));
    if (::fchmod(fd, ours) == 0 || ::chmod(path.c_str(), ours) == 0) return 0;
    return close_after(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
}

// Without O_EXCL: that a file is there, made by another program's probe just now, would
// be said before a refusal.
long create(const std::string& path)
{
    constexpr mode_t ours = 0600;
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, ours);
    if (fd >= 0) ::unlink(path.c_str());
    return close_after(fd);
}

// The file that a test names has no format a kernel could run: we come back either way.
long execute(const std::string& path)
{
    std::array<char*, 1> nothing{};
    return ::execve(path.c_str(), nothing.data(), nothing.data());
}

long connect_to(const std::string& port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    there.sin_port =
        htons(static_cast<std::uint16_t>(text::to_number(port).value_or(0)));
    const auto* where = reinterpret_cast<const sockaddr*>(&there);
    const long done = ::connect(fd, where, sizeof there);
    const int why = errno;
    ::close(fd);
    errno = why;
    return done;
}

long leave_if_child(long pid)
{
    if (pid == 0) ::_exit(0);
    return pid;
}

long fork_it(const std::string&)
{
    return leave_if_child(::fork());
}

// As a resident makes its workers.
long clone_it(const std::string&)
{
    return leave_if_child(
        ::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, 0));
}

long call(const std::string& words)
{
    std::array<long, 6> numbers{};
    const auto parts = text::split(words, ':');
    for (std::size_t i = 1; i < parts.size() && i <= numbers.size(); ++i)
        numbers[i - 1] = std::strtol(std::string(parts[i]).c_str(), nullptr, 0);
    const auto& [a, b, c, d, e, f] = numbers;
    const int number = ::seccomp_syscall_resolve_name(std::string(parts[0]).c_str());
    return ::syscall(number, a, b, c, d, e, f);
}

long call_i386(const std::string& number)
{
    long result = std::strtol(number.c_str(), nullptr, 0);
    asm volatile("int $0x80" : "+a"(result) : : "memory");
    return result;
}

struct Word {
    std::string_view name;
    Attempt attempt;
};

constexpr std::array<Word, 9> words{{{"open", open_it},
                                     {"reopen", reopen},
                                     {"create", create},
                                     {"exec", execute},
                                     {"connect", connect_to},
                                     {"fork", fork_it},
                                     {"clone", clone_it},
                                     {"call", call},
                                     {"i386", call_i386}}};

std::string result_of(Attempt attempt, const std::string& argument)
{
    if (attempt(argument) >= 0) return "allowed";
    const int why = errno;
    const char* name = ::strerrorname_np(why);
    return text::cat(why == EPERM || why == EACCES ? "refused " : "allowed, then ",
                     name == nullptr ? "?" : name);
}

void probe(std::string_view what)
{
    const auto name = what.substr(0, what.find('='));
    const std::string argument(what.substr(std::min(what.size(), name.size() + 1)));
    for (const auto& word : words)
        if (word.name == name)
            os::log(os::Level::info,
                    text::cat("probe ", what, ": ", result_of(word.attempt, argument)));
}

} // namespace

void probe_confinement()
{
    const char* all = std::getenv("CHAINMAIL_PROBE");
    if (all == nullptr) return;
    for (const auto what : text::split(all, ' '))
        probe(what);
}

} // namespace chainmail::stage

#endif
