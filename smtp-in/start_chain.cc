// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "start_chain.h"

#include "base/text.h"
#include "os/log.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chainmail::smtp_in {

namespace {

constexpr int chain_fds = 9;    // 0 to 8
constexpr int lowest_copy = 20; // above what they become

struct File {
    os::Fd whole;
    os::Fd read_only;
};

Result<os::Fd> make_file(const std::vector<std::string>& directories)
{
    std::string faults;
    for (const auto& directory : directories) {
        if (directory.empty()) continue;
        auto file = os::unlinked_file(directory);
        if (file) return file;
        faults += (faults.empty() ? "" : "; ") + file.error().what;
    }
    return temporary(faults + ": set $TEMPBASE or TMPDIR to a directory for files");
}

Result<File> make_shared_file(const std::vector<std::string>& directories)
{
    auto whole = make_file(directories);
    if (!whole) return whole.error();
    // The mode of an unlinked file lets nobody open it again; for a moment we need to.
    if (::fchmod(whole->get(), S_IRUSR) != 0) return system_error("fchmod", errno);
    auto read_only = os::reopen_read_only(whole->get());
    if (!read_only) return read_only.error();
    if (::fchmod(whole->get(), 0) != 0) return system_error("fchmod", errno);
    return File{std::move(*whole), std::move(*read_only)};
}

struct Placement {
    int from;
    int to;
};

// Between fork and exec. The copies come first: a target may be another one's source.
bool place(std::array<Placement, 5> plan)
{
    for (auto& one : plan) {
        one.from = ::fcntl(one.from, F_DUPFD_CLOEXEC, lowest_copy);
        if (one.from < 0) return false;
    }
    for (const auto& one : plan)
        if (::dup2(one.from, one.to) < 0) return false;
    for (int fd = 5; fd <= 7; ++fd)
        ::close(fd);
    return ::close_range(chain_fds, ~0U, 0) == 0;
}

// Signals as a program expects them at its start.
void reset_signals()
{
    ::signal(SIGPIPE, SIG_DFL);
    ::signal(SIGXFSZ, SIG_DFL);
    ::signal(SIGTERM, SIG_DFL);
    sigset_t none{};
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void execute(const std::vector<std::string>& words)
{
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (const auto& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execvp(arguments.front(), arguments.data());
    os::log(os::Level::error,
            text::cat("run ", words.front(), ": ", std::strerror(errno)));
    ::_exit(111);
}

} // namespace

Result<Links> start_chain(const std::vector<std::string>& words,
                          const std::vector<std::string>& directories)
{
    auto message = make_shared_file(directories);
    if (!message) return message.error();
    auto envelope = make_shared_file(directories);
    if (!envelope) return envelope.error();
    auto parts = make_file(directories);
    if (!parts) return parts.error();
    auto records = os::make_pipe();
    if (!records) return records.error();
    auto reply = os::make_pipe();
    if (!reply) return reply.error();
    const pid_t pid = ::fork();
    if (pid < 0) return system_error("fork", errno);
    if (pid == 0) {
        reset_signals();
        const std::array<Placement, 5> plan{{{records->read.get(), 0},
                                             {reply->write.get(), 1},
                                             {message->read_only.get(), 3},
                                             {parts->get(), 4},
                                             {envelope->read_only.get(), 8}}};
        if (!place(plan)) ::_exit(111);
        execute(words);
    }
    return Links{std::move(message->whole),
                 os::Fd(),
                 std::move(reply->read),
                 std::move(records->write),
                 std::move(envelope->whole)};
}

} // namespace chainmail::smtp_in
