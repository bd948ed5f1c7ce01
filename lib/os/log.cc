// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/log.h"

#include "base/text.h"

#include <algorithm>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

namespace chainmail::os {

namespace {

struct Form {
    std::string_view name;
    bool person = false; ///< descriptor 2 is a terminal: no "<PRIO>"
    bool system = false; ///< descriptor 2 is a socket of syslog
};

// The one global of the library: all lines of a process look alike.
Form& form()
{
    static Form form; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
    return form;
}

bool client_hears_the_log()
{
    struct stat client {};
    struct stat log {};
    return ::fstat(0, &client) == 0 && ::fstat(2, &log) == 0 &&
           S_ISSOCK(client.st_mode) && client.st_ino == log.st_ino &&
           client.st_dev == log.st_dev;
}

int open_system_log()
{
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::string_view(_PATH_LOG).copy(address.sun_path, sizeof address.sun_path - 1);
    const auto* where = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(fd, where, sizeof address) == 0) return fd;
    ::close(fd);
    return ::open("/dev/null", O_WRONLY | O_CLOEXEC);
}

void turn_away_from_client()
{
    const int fd = open_system_log();
    ::dup2(fd, 2);
    ::close(fd);
}

bool is_datagram_socket(int fd)
{
    int type = 0;
    socklen_t size = sizeof type;
    return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
           type == SOCK_DGRAM;
}

} // namespace

void log_name(std::string_view name)
{
    if (client_hears_the_log()) turn_away_from_client();
    // Asked once: a confined program cannot ask any more.
    form() = {name, ::isatty(2) == 1, is_datagram_socket(2)};
}

void log_to_person(bool person)
{
    form().person = person;
    form().system = false;
}

bool logs_to_system()
{
    return form().system;
}

void log(Level level, std::string_view text)
{
    // The system's log wants to know of each line whose it is.
    const bool named = form().system || !text.starts_with('(');
    const auto name = named ? form().name : std::string_view{};
    const int facility = form().system ? LOG_MAIL : 0;
    const auto priority = text::cat("<", facility + static_cast<int>(level), ">");
    const std::string line = text::cat(form().person ? "" : priority,
                                       name,
                                       name.empty() ? "" : ": ",
                                       text::printable(text, 2000),
                                       "\n");
    // A log that cannot be written is no reason to lose or delay mail.
    [[maybe_unused]] const auto written = ::write(2, line.data(), line.size());
}

void log_about(Level level, std::string_view id, std::string_view text)
{
    constexpr std::size_t longest_line = 980;
    const auto shown = text::printable(text, text.size() * 4);
    for (const auto& piece : split_line(id, shown, longest_line))
        log(level, piece);
}

std::vector<std::string>
split_line(std::string_view id, std::string_view text, std::size_t limit)
{
    constexpr std::string_view dots = "...";
    const auto prefix = text::cat("(", id, ") ");
    // An id as long as a line would leave no room to go on: then lines are longer.
    const auto room = std::max<std::size_t>(
        limit > prefix.size() ? limit - prefix.size() : 0, 4 * dots.size());
    std::vector<std::string> pieces;
    std::string_view lead;
    while (lead.size() + text.size() > room) {
        const auto n = room - lead.size() - dots.size();
        pieces.push_back(text::cat(prefix, lead, text.substr(0, n), dots));
        text.remove_prefix(n);
        lead = dots;
    }
    pieces.push_back(text::cat(prefix, lead, text));
    return pieces;
}

} // namespace chainmail::os
