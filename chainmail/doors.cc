// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "doors.h"

#include "base/text.h"
#include "os/log.h"
#include "stage/guest_messages.h"

#include <array>
#include <cerrno>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace chainmail::supervisor {

namespace {

using os::Level;
using text::cat;

constexpr std::array<std::string_view, 7> names{"smtp-in",
                                                "mime-split",
                                                "virus-check",
                                                "spam-score",
                                                "policy",
                                                "smtp-out",
                                                stage::connection_door};

os::Fd make_socket()
{
    return os::Fd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

// A supervisor that was killed leaves its sockets behind.
Status make_room(const sockaddr_un& address)
{
    const auto socket = make_socket();
    const auto* where = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(socket.get(), where, sizeof address) == 0 || errno == EAGAIN)
        return permanent("another chainmail offers its residents there");
    if (errno == ENOENT) return {};
    if (errno == ECONNREFUSED && ::unlink(address.sun_path) == 0) return {};
    return system_error("what is there", errno);
}

bool is_directory(const std::string& path)
{
    struct stat about {};
    return ::stat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode);
}

} // namespace

void Doors::open(const std::string& directory,
                 const std::string& user,
                 const std::vector<std::string>& more)
{
    if (!is_directory(directory)) {
        os::log(Level::info,
                cat("no directory <",
                    directory,
                    ">: programs started from a shell work alone"));
        return;
    }
    users_ = {0, ::geteuid()};
    const passwd* other =
        user.empty() || ::geteuid() != 0 ? nullptr : ::getpwnam(user.c_str());
    if (other != nullptr) {
        owner_ = other->pw_uid;
        users_.insert(other->pw_uid);
    }
    std::vector<std::string> all(names.begin(), names.end());
    all.insert(all.end(), more.begin(), more.end());
    for (const auto& name : all) {
        const auto opened = open_one(directory, name);
        if (opened) continue;
        os::log(Level::warning,
                cat(directory,
                    "/",
                    name,
                    ": ",
                    opened.error().what,
                    "; programs started from a shell work alone"));
        return close();
    }
    os::log(Level::info, "residents are offered in " + directory);
}

Status Doors::open_one(const std::string& directory, const std::string& name)
{
    const auto path = directory + "/" + name;
    sockaddr_un address{};
    if (path.size() >= sizeof address.sun_path)
        return permanent("the path is too long");
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, path.size());
    if (auto room = make_room(address); !room) return room;
    auto socket = make_socket();
    // Nobody gets in between bind and chown.
    const mode_t before = ::umask(0177);
    const bool bound = ::bind(socket.get(),
                              reinterpret_cast<const sockaddr*>(&address),
                              sizeof address) == 0;
    ::umask(before);
    if (!bound) return system_error("bind", errno);
    doors_.push_back({name, path, std::move(socket)});
    if (owner_ && ::chown(path.c_str(), *owner_, static_cast<gid_t>(-1)) != 0)
        return system_error("chown", errno);
    if (::listen(doors_.back().socket.get(), SOMAXCONN) != 0)
        return system_error("listen", errno);
    return {};
}

void Doors::close()
{
    for (const auto& door : doors_)
        ::unlink(door.path.c_str());
    doors_.clear();
}

os::Fd Doors::accept(std::size_t i) const
{
    os::Fd guest(::accept4(
        doors_[i].socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!guest) return guest;
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(guest.get(), SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 &&
        users_.contains(who.uid))
        return guest;
    os::log(Level::warning,
            cat(doors_[i].path, ": user ", who.uid, " may not use the residents"));
    return os::Fd();
}

} // namespace chainmail::supervisor
