// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "stage/guest.h"

#include "base/text.h"
#include "os/fd.h"
#include "os/log.h"
#include "os/socket_message.h"
#include "stage/guest_messages.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chainmail::stage {

namespace {

constexpr int aside = 20; // above the numbers that are handed over
// The supervisor only forwards; one that does not answer in this time is stopped.
constexpr int patience_ms = 2000;

void say_alone(const std::string& why)
{
    os::log(os::Level::info, why + ": working alone");
}

// -1: nobody to talk to, which is said unless there is no socket at all.
os::Fd knock_at(const std::string& path)
{
    sockaddr_un address{};
    if (path.size() >= sizeof address.sun_path) return os::Fd();
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, path.size());
    const os::Fd low(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    os::Fd socket(::fcntl(low.get(), F_DUPFD_CLOEXEC, aside));
    const auto* where = reinterpret_cast<const sockaddr*>(&address);
    if (socket && ::connect(socket.get(), where, sizeof address) == 0) return socket;
    if (errno != ENOENT && errno != ENOTDIR) say_alone(system_error(path, errno).what);
    return os::Fd();
}

Status send_knock(int socket, const std::string& directory)
{
    Knock knock;
    std::error_code error;
    const auto whole = directory.empty()
                           ? std::string()
                           : std::filesystem::canonical(directory, error).string();
    if (error || whole.size() >= knock.directory.size())
        return permanent("-c " + directory);
    whole.copy(knock.directory.data(), whole.size());
    return os::send_message(socket, bytes_of(knock), {});
}

Status send_hand(int socket, const Visit& visit)
{
    Hand hand;
    hand.terminal = ::isatty(2) == 1 ? 1 : 0;
    hand.count = static_cast<std::uint32_t>(visit.fds.size());
    for (std::size_t i = 0; i < visit.targets.size(); ++i)
        hand.targets.at(i) = visit.targets[i];
    return os::send_message(socket, bytes_of(hand), visit.fds);
}

Result<Note> receive_note(int socket)
{
    auto message = os::receive_message(socket, aside);
    if (!message) return message.error();
    if (!*message) return temporary("the supervisor is gone");
    const auto note = message_of<Note>((*message)->bytes);
    if (!note) return internal("the supervisor says what makes no sense");
    return *note;
}

// An answer other than `turn` is an error. `timeout_ms` -1: none.
Status expect(int socket, Turn turn, int timeout_ms)
{
    pollfd one{socket, POLLIN, 0};
    if (::poll(&one, 1, timeout_ms) != 1)
        return temporary("the supervisor does not answer");
    const auto note = receive_note(socket);
    if (!note) return note.error();
    if (note->turn == turn) return {};
    return temporary(note->text.data());
}

Status go_in(int socket, const Visit& visit)
{
    if (auto sent = send_knock(socket, visit.directory); !sent) return sent;
    if (auto come = expect(socket, Turn::come, patience_ms); !come) return come;
    if (auto sent = send_hand(socket, visit); !sent) return sent;
    // From here on a worker may have them: two must not read one pipe, so who has begun
    // to give waits for the answer.
    return expect(socket, Turn::begun, -1);
}

// Signals are held back, and read where the supervisor's notes are waited for.
os::Fd hold_signals()
{
    sigset_t held;
    ::sigemptyset(&held);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        ::sigaddset(&held, signal);
    ::sigprocmask(SIG_BLOCK, &held, nullptr);
    return os::Fd(::signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK));
}

void release_signals()
{
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void pass_signal(int signals, int socket)
{
    signalfd_siginfo info{};
    if (::read(signals, &info, sizeof info) != sizeof info) return;
    const GuestSignal signal{static_cast<std::int32_t>(info.ssi_signo)};
    // When it cannot be sent the supervisor is gone, and the socket says so next.
    [[maybe_unused]] const auto sent = os::send_message(socket, bytes_of(signal), {});
}

Result<int> await_end(int signals, int socket)
{
    for (;;) {
        std::array<pollfd, 2> fds{{{socket, POLLIN, 0}, {signals, POLLIN, 0}}};
        ::poll(fds.data(), fds.size(), -1);
        if (fds[1].revents != 0) pass_signal(signals, socket);
        if (fds[0].revents == 0) continue;
        const auto note = receive_note(socket);
        if (!note) return note.error();
        if (note->turn == Turn::ended) return note->status;
    }
}

// As the worker ended: whoever waits for us is to see the same.
int end_like(int status)
{
    if (!WIFSIGNALED(status)) return WEXITSTATUS(status);
    ::signal(WTERMSIG(status), SIG_DFL);
    release_signals();
    ::raise(WTERMSIG(status));
    return 111;
}

} // namespace

std::string run_directory()
{
    const char* place = ::getenv("CHAINMAIL_RUN");
    return place == nullptr ? "/run/chainmail" : place;
}

Visit visit_with_all(std::string door, std::string directory)
{
    Visit visit{std::move(door), std::move(directory), {}, {}};
    for (int fd = 0; fd < chain_fds; ++fd)
        if (os::is_open(fd)) visit.fds.push_back(fd);
    visit.targets = visit.fds;
    return visit;
}

Result<std::optional<int>> be_guest(const Visit& visit)
{
    const auto place = run_directory();
    if (place.empty()) return std::optional<int>{};
    const auto path = place + "/" + visit.door;
    const auto socket = knock_at(path);
    if (!socket) return std::optional<int>{};
    if (const auto inside = go_in(socket.get(), visit); !inside) {
        say_alone(path + ": " + inside.error().what);
        return std::optional<int>{};
    }
    const auto signals = hold_signals();
    // A pipe's end has to be the worker's alone. Log lines of our own go on to 2.
    for (const int fd : visit.fds)
        if (fd != 2) ::close(fd);
    const auto status = await_end(signals.get(), socket.get());
    if (!status) return status.error();
    return std::optional<int>(end_like(*status));
}

} // namespace chainmail::stage
