// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/child.h"

#include "base/text.h"
#include "os/fd.h"
#include "os/log.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chainmail::os {

namespace {

// Above every number that a program is given, so that placing one cannot overwrite
// another that is still to be placed.
constexpr int aside = 100;

bool place(std::span<const Placed> descriptors)
{
    std::vector<Placed> moved;
    for (const auto& d : descriptors)
        moved.push_back({::fcntl(d.from, F_DUPFD, aside), d.to});
    const int nothing = ::open("/dev/null", O_RDWR);
    if (nothing < 0 || ::dup2(nothing, 0) < 0 || ::dup2(nothing, 1) < 0) return false;
    for (const auto& d : moved)
        if (d.from < 0 || ::dup2(d.from, d.to) < 0) return false;
    // What is not among the given is not for the program.
    int lowest = 3;
    for (int fd = lowest; fd < aside; ++fd) {
        bool given = false;
        for (const auto& d : moved)
            given = given || d.to == fd;
        if (!given) ::close(fd);
    }
    return ::close_range(aside, ~0U, 0) == 0;
}

bool become_user(const std::string& name)
{
    const passwd* entry = ::getpwnam(name.c_str());
    return entry != nullptr && ::initgroups(name.c_str(), entry->pw_gid) == 0 &&
           ::setgid(entry->pw_gid) == 0 && ::setuid(entry->pw_uid) == 0;
}

[[noreturn]] void become(const std::vector<std::string>& words,
                         std::span<const Placed> descriptors,
                         const std::string& user,
                         pid_t parent)
{
    ::setpgid(0, 0);
    if (!user.empty() && ::geteuid() == 0 && !become_user(user)) {
        log(Level::error, text::cat("start ", words[0], ": cannot become ", user));
        ::_exit(111);
    }
    // Changing the user takes the signal off again.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent || !place(descriptors)) ::_exit(111);
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (const auto& word : words)
        argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    ::execv(argv[0], argv.data());
    log(Level::error, text::cat("start ", words[0], ": ", std::strerror(errno)));
    ::_exit(errno == ENOENT ? 100 : 111);
}

} // namespace

Result<pid_t> fork_child()
{
    pid_t pid = ::fork();
    if (pid < 0) return system_error("fork", errno);
    if (pid > 0) return pid;
    for (const int signal : {SIGCHLD, SIGHUP, SIGTERM, SIGINT, SIGUSR1})
        ::signal(signal, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    return pid;
}

Result<pid_t> start_program(const std::vector<std::string>& words,
                            std::span<const Placed> descriptors,
                            const std::string& user)
{
    const pid_t parent = ::getpid();
    auto pid = fork_child();
    if (pid && *pid == 0) become(words, descriptors, user, parent);
    return pid;
}

std::string program_folder()
{
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto beside = self.parent_path();
    const auto installed = beside.parent_path() / "libexec" / "chainmail";
    return std::filesystem::is_directory(installed, error) ? installed : beside;
}

std::string how_it_ended(int status)
{
    if (WIFSIGNALED(status))
        return text::cat(
            "signal ", WTERMSIG(status), " (", ::strsignal(WTERMSIG(status)), ")");
    return text::cat("exit status ", WEXITSTATUS(status));
}

} // namespace chainmail::os
