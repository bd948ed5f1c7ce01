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

// A real answer says more to the sender than our own words. Null when nobody is
// rejected.
const Outcome* most_telling_rejection(const std::vector<Outcome>& all)
{
    const auto found = std::ranges::find_if(all, [](const Outcome& one) {
        return one.state == State::rejected && !one.answer.empty();
    });
    return found == all.end() ? first(all, State::rejected) : &*found;
}

// "REJECT" for all, "2 REJECT" for two of several.
std::string counted(std::size_t n, std::size_t all, std::string_view word)
{
    return n == all ? std::string(word) : cat(n, " ", word);
}

bool is_suppressed(const std::vector<Outcome>& all)
{
    return std::ranges::any_of(
        all, [](const Outcome& one) { return one.told == Told::suppressed; });
}

bool is_by_mail(const std::vector<Outcome>& all)
{
    return std::ranges::any_of(
        all, [](const Outcome& one) { return one.told == Told::by_mail; });
}

std::string not_delivered(const std::vector<Outcome>& all)
{
    const auto rejected = count(all, State::rejected);
    const auto bounced = count(all, State::bounced);
    const auto discarded = count(all, State::discarded);
    const bool silent = is_suppressed(all) && !is_by_mail(all);
    std::vector<std::string> parts;
    if (rejected != 0) parts.push_back(counted(rejected, all.size(), "REJECT"));
    if (bounced != 0)
        parts.push_back(counted(
            bounced, all.size(), silent ? "DISCARD(bounce.suppressed)" : "BOUNCE"));
    if (discarded != 0) parts.push_back(counted(discarded, all.size(), "DISCARD"));
    if (parts.empty()) return {};
    const bool some_delivered = rejected + bounced + discarded < all.size();
    return cat(", ", some_delivered ? "but " : "", text::join(parts, ", and "));
}

} // namespace

bool must_abandon(const std::vector<Outcome>& all)
{
    return count(all, State::waiting) != 0 && count(all, State::deferred) != 0;
}

void unite(std::vector<Outcome>& all)
{
    const auto* deferred = first(all, State::deferred);
    if (deferred == nullptr) return;
    const auto reply = deferred->reply;
    for (auto& one : all) {
        const bool by_policy = one.state == State::discarded && one.answer.empty();
        if (one.state == State::delivered || by_policy) continue;
        one.state = State::deferred;
        one.reply = reply;
    }
}

std::string combine(const std::vector<Outcome>& all, std::string_view id)
{
    if (const auto* deferred = first(all, State::deferred)) return deferred->reply;
    const auto discarded = count(all, State::discarded);
    if (!all.empty() && discarded == all.size()) return all.front().reply;
    const auto* rejection = most_telling_rejection(all);
    if (rejection != nullptr && count(all, State::rejected) + discarded == all.size())
        return rejection->reply;
    const auto* delivered = first(all, State::delivered);
    return cat(delivered != nullptr ? delivered->reply : cat("250 2.5.0 Ok, id=", id),
               not_delivered(all));
}

std::string reply_for(const Outcome& one, std::string_view address)
{
    if (one.state != State::bounced) return one.reply;
    return cat("250 2.5.0 Ok <",
               address,
               ">, DSN ",
               one.told == Told::by_mail ? "was sent" : "suppressed",
               " (",
               one.reply,
               ")");
}

} // namespace chainmail::outcome
