// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "command.h"

#include "base/text.h"
#include "os/child.h"
#include "os/clock.h"
#include "os/fd.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chainmail::virus_ask {

namespace {

using text::cat;

constexpr std::uint64_t look_ms = 20;

// Something of the group may be left when the program itself has ended.
class Group {
public:
    explicit Group(pid_t pid) : pid_(pid) {}
    Group(const Group&) = delete;
    Group& operator=(const Group&) = delete;
    ~Group() { end(); }

    /// How it ended, as waitpid(2) tells; nothing at `until_ms`.
    std::optional<int> await(std::uint64_t until_ms)
    {
        int status = 0;
        // A scanner that has closed its output is about to end.
        while (::waitpid(pid_, &status, WNOHANG) != pid_) {
            if (os::monotonic_ms() >= until_ms) return {};
            ::poll(nullptr, 0, 1);
        }
        ended_ = true;
        return status;
    }
    bool has_ended()
    {
        siginfo_t about{};
        return ::waitid(P_PID,
                        static_cast<id_t>(pid_),
                        &about,
                        WEXITED | WNOHANG | WNOWAIT) == 0 &&
               about.si_pid == pid_;
    }

private:
    void end()
    {
        ::kill(-pid_, SIGKILL);
        if (ended_) return;
        // It may not have made its group yet.
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    pid_t pid_;
    bool ended_ = false;
};

// To the end of the output, or of the program: a daemon that it starts may keep the
// output open.
bool read_output(int fd, Group& group, std::uint64_t until_ms, std::string& to)
{
    constexpr std::size_t at_once = 16U << 10U;
    std::array<char, at_once> buffer{};
    for (;;) {
        const auto now = os::monotonic_ms();
        if (now >= until_ms) return false;
        const bool ended = group.has_ended();
        pollfd one{fd, POLLIN, 0};
        const auto wait = std::min(until_ms - now, look_ms * 10);
        if (::poll(&one, 1, ended ? 0 : static_cast<int>(wait)) <= 0) {
            if (ended) return true;
            continue;
        }
        const auto n = os::read_some(fd, buffer.data(), buffer.size());
        if (!n || *n == 0) return true;
        to.append(buffer.data(), std::min(*n, longest_answer - to.size()));
    }
}

} // namespace

Reply run_command(const std::vector<std::string>& words,
                  const std::string& directory,
                  std::uint64_t until_ms)
{
    if (::access(words[0].c_str(), X_OK) != 0)
        return {Reply::Kind::unreachable,
                0,
                cat("cannot run ", words[0], ": ", std::strerror(errno))};
    auto pipe = os::make_pipe();
    if (!pipe || ::chdir(directory.c_str()) != 0)
        return {Reply::Kind::silent, 0, cat("prepare ", words[0])};
    const std::array<os::Placed, 2> output{
        {{pipe->write.get(), 1}, {pipe->write.get(), 2}}};
    const auto pid = os::start_program(words, output);
    const bool back = ::chdir("/") == 0;
    if (!pid || !back) return {Reply::Kind::silent, 0, cat("start ", words[0])};
    Group group(*pid);
    pipe->write.reset();
    std::string text;
    const bool all = read_output(pipe->read.get(), group, until_ms, text);
    const auto status = all ? group.await(until_ms) : std::nullopt;
    if (!status) return {Reply::Kind::silent, 0, cat(words[0], ": no answer in time")};
    if (!WIFEXITED(*status))
        return {Reply::Kind::silent,
                0,
                cat(words[0], " ended by ", os::how_it_ended(*status))};
    return {Reply::Kind::answered, WEXITSTATUS(*status), std::move(text)};
}

} // namespace chainmail::virus_ask
