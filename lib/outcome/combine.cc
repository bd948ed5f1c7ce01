// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "outcome/combine.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::outcome {

namespace {

using text::cat;

std::size_t count(const std::vector<Outcome>& all, State state)
{
    return static_cast<std::size_t>(
        std::ranges::count(all, state, [](const Outcome& one) { return one.state; }));
}

const Outcome* first(const std::vector<Outcome>& all, State state)
{
    const auto found = std::ranges::find(all, state, &Outcome::state);
    return found == all.end() ? nullptr : &*found;
}

// A real answer says more to the sender than our own words.
const Outcome& most_telling_rejection(const std::vector<Outcome>& all)
{
    const auto found = std::ranges::find_if(all, [](const Outcome& one) {
        return one.state == State::rejected && !one.answer.empty();
    });
    return found == all.end() ? *first(all, State::rejected) : *found;
}

std::string no_dsn(const std::vector<Outcome>& all, std::string_view id)
{
    const bool by_hop = !most_telling_rejection(all).answer.empty();
    return cat("451 4.5.0 id=",
               id,
               " - some recipients refused by ",
               by_hop ? "next hop" : "policy",
               " and no DSN can be made by this version; use LMTP");
}

// "REJECT" for all, "2 REJECT" for two of several.
std::string counted(std::size_t n, std::size_t all, std::string_view word)
{
    return n == all ? std::string(word) : cat(n, " ", word);
}

std::string not_delivered(const std::vector<Outcome>& all)
{
    const auto rejected = count(all, State::rejected);
    const auto discarded = count(all, State::discarded);
    std::vector<std::string> parts;
    if (rejected != 0) parts.push_back(counted(rejected, all.size(), "REJECT"));
    if (discarded != 0) parts.push_back(counted(discarded, all.size(), "DISCARD"));
    if (parts.empty()) return {};
    const bool some_delivered = rejected + discarded < all.size();
    return cat(", ", some_delivered ? "but " : "", text::join(parts, ", and "));
}

} // namespace

bool must_abandon(const std::vector<Outcome>& all)
{
    return count(all, State::waiting) != 0 &&
           (count(all, State::deferred) != 0 || count(all, State::rejected) != 0);
}

void unite(std::vector<Outcome>& all, std::string_view id)
{
    const auto* deferred = first(all, State::deferred);
    const bool mixed = count(all, State::rejected) != 0 &&
                       count(all, State::waiting) + count(all, State::delivered) != 0;
    if (deferred == nullptr && !mixed) return;
    const std::string reply = deferred != nullptr ? deferred->reply : no_dsn(all, id);
    for (auto& one : all) {
        if (one.state != State::waiting && one.state != State::rejected) continue;
        one.state = State::deferred;
        one.reply = reply;
    }
}

std::string combine(const std::vector<Outcome>& all, std::string_view id)
{
    if (const auto* deferred = first(all, State::deferred)) return deferred->reply;
    const auto discarded = count(all, State::discarded);
    const auto rejected = count(all, State::rejected);
    if (!all.empty() && discarded == all.size()) return all.front().reply;
    if (rejected != 0 && rejected + discarded == all.size())
        return most_telling_rejection(all).reply;
    const auto* delivered = first(all, State::delivered);
    return cat(delivered != nullptr ? delivered->reply : cat("250 2.5.0 Ok, id=", id),
               not_delivered(all));
}

} // namespace chainmail::outcome
