// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "reception.h"

#include "base/text.h"
#include "os/log.h"

#include <algorithm>
#include <sys/socket.h>
#include <unistd.h>

namespace chainmail::supervisor {

namespace {

using os::Level;

void log_place(const Listener& listener)
{
    os::log(Level::info,
            listener.socket ? "listening on " + listener.place
                            : listener.place + " skipped: no IPv6 on this machine");
}

void log_skipped(const config::Settings& settings)
{
    const auto places = skipped_places(settings);
    if (!places) return;
    for (const auto& place : *places)
        os::log(Level::notice,
                place + " skipped: its policy bank wants a protocol that is not "
                        "spoken here");
}

void remove_file(const Listener& listener)
{
    if (listener.place.starts_with('/') && listener.socket && !listener.given)
        ::unlink(listener.place.c_str());
}

} // namespace

Status Reception::adopt(std::vector<os::Fd> sockets)
{
    for (auto& socket : sockets) {
        auto listener = supervisor::adopt(std::move(socket));
        if (!listener) return listener.error();
        os::log(Level::info, "listening on " + listener->place + ", as handed over");
        doors_.push_back({std::move(*listener), {}});
        adopted_ = true;
    }
    return {};
}

Result<std::vector<std::string>>
Reception::wanted(const config::Settings& settings) const
{
    if (adopted_ || !places_.empty()) return places_;
    return listen_places(settings);
}

bool Reception::is_open(const std::string& place) const
{
    return std::ranges::any_of(
        doors_, [&place](const Door& door) { return door.listener.place == place; });
}

Status Reception::check(const config::Settings& settings) const
{
    auto places = wanted(settings);
    if (!places) return places.error();
    for (const auto& door : doors_)
        if (door.listener.given) places->push_back(door.listener.place);
    for (const auto& place : *places)
        if (auto access = Access::of(settings, place); !access) return access.error();
    return {};
}

Result<std::vector<Reception::Door>>
Reception::open_new(const config::Settings& settings,
                    const std::vector<std::string>& places) const
{
    const auto file = socket_file(settings);
    if (!file) return file.error();
    std::vector<Door> doors;
    for (const auto& place : places) {
        if (is_open(place)) continue;
        auto listener = listen_on(place, *file);
        if (!listener) return listener.error();
        log_place(*listener);
        doors.push_back({std::move(*listener), {}});
    }
    return doors;
}

Status Reception::open(const config::Settings& settings)
{
    if (auto usable = check(settings); !usable) return usable;
    const auto places = wanted(settings);
    if (!places) return places.error();
    auto opened = open_new(settings, *places);
    if (!opened) return opened.error();
    if (!adopted_ && places_.empty()) log_skipped(settings);
    std::erase_if(doors_, [&places](const Door& door) {
        const bool stays =
            door.listener.given || std::ranges::count(*places, door.listener.place) > 0;
        if (!stays) remove_file(door.listener);
        return !stays;
    });
    for (auto& door : *opened)
        doors_.push_back(std::move(door));
    for (auto& door : doors_) {
        auto access = Access::of(settings, door.listener.place);
        if (!access) return access.error();
        door.access = std::move(*access);
    }
    const bool none = std::ranges::none_of(doors_, [](const Door& door) {
        return static_cast<bool>(door.listener.socket);
    });
    if (none) return permanent("there is no address to listen on");
    return {};
}

void Reception::close()
{
    for (const auto& door : doors_)
        remove_file(door.listener);
    doors_.clear();
}

os::Fd Reception::accept(std::size_t i)
{
    const auto& door = doors_[i];
    os::Fd connection(
        ::accept4(door.listener.socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection) return connection;
    const auto refusal = door.access.refusal(peer_address(connection.get()));
    if (refusal.empty()) return connection;
    os::log(Level::notice, refusal);
    return os::Fd();
}

} // namespace chainmail::supervisor
