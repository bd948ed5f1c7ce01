// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "places.h"

#include "base/text.h"
#include "interface_bank.h"

#include <algorithm>

namespace chainmail::supervisor {

namespace {

using text::cat;
using Texts = std::vector<std::string>;

bool take_prefix(std::string_view& s, std::string_view prefix)
{
    if (!text::starts_with_ignore_case(s, prefix)) return false;
    s.remove_prefix(prefix.size());
    return true;
}

bool take_suffix(std::string_view& s, std::string_view suffix)
{
    if (s.size() < suffix.size() ||
        !text::equal_ignore_case(s.substr(s.size() - suffix.size()), suffix))
        return false;
    s.remove_suffix(suffix.size());
    return true;
}

std::string place(std::string_view host, std::string_view port)
{
    const bool bare = !host.starts_with('[');
    return cat(bare ? "[" : "", host, bare ? "]:" : ":", port);
}

// "*" stands for both kinds of addresses.
void add_host(Texts& places, std::string_view host, std::string_view port)
{
    if (host == "*" || host.empty()) {
        places.push_back(place("0.0.0.0", port));
        places.push_back(place("::", port));
    } else {
        places.push_back(place(host, port));
    }
}

Result<Texts> hosts_of(const config::Settings& settings)
{
    auto hosts = settings.as_texts("$inet_socket_bind");
    if (!hosts) return hosts.error();
    if (hosts->empty()) hosts->emplace_back("*");
    return hosts;
}

// All of them, those of another protocol included.
Result<Texts> all_places(const config::Settings& settings)
{
    const auto hosts = hosts_of(settings);
    if (!hosts) return hosts.error();
    Texts places;
    for (const auto* name :
         {"@listen_sockets", "$unix_socketname", "$inet_socket_port"}) {
        const auto elements = settings.as_texts(name);
        if (!elements) return elements.error();
        for (const auto& element : *elements) {
            if (element.empty()) continue;
            auto some = places_of(element, *hosts);
            if (!some)
                return settings.refuse(name,
                                       cat("no place to listen: <",
                                           element,
                                           ">, write PORT, [ADDRESS]:PORT or /PATH"));
            for (auto& one : *some)
                if (std::ranges::count(places, one) == 0)
                    places.push_back(std::move(one));
        }
    }
    return places;
}

bool is_skipped(const config::Settings& settings, const std::string& place)
{
    return place.starts_with('/') && !bank_of(settings, place).is_mail();
}

} // namespace

std::optional<Texts> places_of(std::string_view element, const Texts& hosts)
{
    const bool named = take_prefix(element, "unix:");
    const bool unix_socket =
        take_suffix(element, "|unix") || take_suffix(element, "/unix") || named;
    if (unix_socket || element.starts_with('/')) {
        if (!element.starts_with('/')) return {};
        return Texts{std::string(element)};
    }
    if (!take_prefix(element, "inet6:")) take_prefix(element, "inet:");
    if (!take_suffix(element, "/tcp")) take_suffix(element, "|tcp");
    const auto colon = element.rfind(':');
    const bool alone = colon == std::string_view::npos;
    const auto port = alone ? element : element.substr(colon + 1);
    const auto number = text::to_number(port);
    if (!number || *number == 0 || *number > 65535) return {};
    Texts places;
    if (!alone) add_host(places, element.substr(0, colon), port);
    for (std::size_t i = 0; alone && i < hosts.size(); ++i)
        add_host(places, hosts[i], port);
    return places;
}

Result<Texts> listen_places(const config::Settings& settings)
{
    auto places = all_places(settings);
    if (!places) return places.error();
    std::erase_if(*places,
                  [&](const auto& place) { return is_skipped(settings, place); });
    if (places->empty())
        return settings.refuse("$inet_socket_port", "nothing to listen on");
    return places;
}

Result<Texts> skipped_places(const config::Settings& settings)
{
    auto places = all_places(settings);
    if (!places) return places.error();
    std::erase_if(*places,
                  [&](const auto& place) { return !is_skipped(settings, place); });
    return places;
}

} // namespace chainmail::supervisor
