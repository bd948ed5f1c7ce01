// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "round.h"

#include "base/text.h"
#include "os/clock.h"
#include "os/log.h"
#include "probe.h"

namespace chainmail::virus_ask {

namespace {

using text::cat;

Asked failed(Reply::Kind kind, std::string why)
{
    return {kind, {Says::failed, {}, std::move(why)}};
}

} // namespace

void Findings::write(wire::Builder& to) const
{
    for (const auto& [name, scanner] : hits)
        to.add("virus-ask.virus", std::vector<std::string>{name, scanner});
    constexpr std::string_view status = "virus-ask.status";
    if (!hits.empty())
        to.add(status, "infected");
    else if (answered)
        to.add(status, "clean");
    else if (asked)
        to.add(status, std::vector<std::string>{"failed", failure});
    else
        to.add(status, std::vector<std::string>{"skipped", "no scanner to ask"});
}

Findings Round::run(Material& material, bool answered, bool infected)
{
    ask_all(scanners_.primary, material, infected);
    if (!answered && !findings_.answered) ask_all(scanners_.backup, material, false);
    return std::move(findings_);
}

void Round::ask_all(std::vector<Asker>& askers, Material& material, bool infected)
{
    for (auto& asker : askers) {
        if (scanners_.first_infected_stops && (infected || !findings_.hits.empty()))
            return;
        findings_.asked = true;
        ask(asker, material);
    }
}

void Round::ask(Asker& asker, Material& material)
{
    // As amavisd: there is nothing in it.
    if (material.contents().empty()) {
        findings_.answered = true;
        return;
    }
    const auto asked = ask_somewhere(asker, material);
    const auto& verdict = asked.verdict;
    if (verdict.says == Says::failed)
        findings_.failure = cat(asker.name(), ": ", verdict.why);
    else if (verdict.says != Says::nothing)
        findings_.answered = true;
    if (verdict.says != Says::infected) return;
    for (const auto& name : verdict.names)
        findings_.hits.emplace_back(name, asker.name());
    os::log(
        os::Level::info,
        cat('(', id_, ") ", asker.name(), " found ", text::join(verdict.names, ", ")));
}

// The first that can be reached.
Asked Round::ask_somewhere(Asker& asker, Material& material)
{
    const Probe probe{asker, outages_, place_, id_};
    auto asked = failed(Reply::Kind::unreachable, "is down");
    for (const auto& target : asker.targets()) {
        auto state = outages_.look(target);
        if (state.down &&
            (!state.turn || !is_back(probe, target, std::move(state.turn))))
            continue;
        asked = ask_at(asker, target, material);
        if (asked.kind == Reply::Kind::unreachable) {
            note_outage(probe, target, asked.verdict.why);
            continue;
        }
        if (asked.verdict.says != Says::failed) return asked;
        os::log(os::Level::warning,
                cat('(',
                    id_,
                    ") (!)",
                    asker.name(),
                    " av-scanner FAILED: ",
                    asked.verdict.why));
        look_into(probe, target);
        if (asked.kind == Reply::Kind::answered) return asked;
    }
    return asked;
}

// A daemon that reloads may drop a connection: once more then, if there is time.
Asked Round::ask_at(Asker& asker, const std::string& target, Material& material)
{
    const auto share = share_ms();
    const auto begun = os::monotonic_ms();
    if (share == 0) return failed(Reply::Kind::answered, "time limit reached");
    auto asked = asker.ask(target, material, begun + share);
    if (asked.kind == Reply::Kind::silent && os::monotonic_ms() < begun + share / 2)
        asked = asker.ask(target, material, begun + share);
    return asked;
}

// Half of what is left: the next one needs time as well.
std::uint64_t Round::share_ms() const
{
    const auto now = os::monotonic_ms();
    return now < until_ms_ ? (until_ms_ - now) / 2 : 0;
}

} // namespace chainmail::virus_ask
