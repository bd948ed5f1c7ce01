// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice/status.h"

#include "base/text.h"
#include "mail/date.h"
#include "mail/xtext.h"
#include "notice/text_macros.h"

#include <algorithm>

namespace chainmail::notice {

namespace {

using outcome::State;
using text::cat;

struct Wishes {
    bool failure = true, success = false, delay = true, never = false;
};

Wishes wishes_of(std::string_view notify)
{
    Wishes wishes;
    if (notify.empty()) return wishes;
    wishes = {false, false, false, false};
    for (const auto word : text::split(notify, ',')) {
        wishes.failure |= text::equal_ignore_case(word, "FAILURE");
        wishes.success |= text::equal_ignore_case(word, "SUCCESS");
        wishes.delay |= text::equal_ignore_case(word, "DELAY");
        wishes.never |= text::equal_ignore_case(word, "NEVER");
    }
    return wishes;
}

bool is_failed(const Fate& fate)
{
    return fate.outcome.state == State::rejected ||
           fate.outcome.state == State::bounced;
}

// The client hears the 5xx itself, and tells the sender.
bool is_passed_back(const std::vector<Fate>& fates)
{
    return std::ranges::all_of(fates, [](const Fate& one) {
        return one.outcome.state == State::rejected ||
               one.outcome.state == State::discarded;
    });
}

Action choose_failed(const Fate& fate, const Wishes& wishes, Telling& telling)
{
    const bool told = wishes.failure && !wishes.never && fate.no_failure.empty() &&
                      fate.nothing.empty();
    telling.suppressed |= !told;
    return told ? Action::failed : Action::none;
}

Action choose_delivered(const Fate& fate, const Wishes& wishes, Telling& telling)
{
    const bool warn = fate.warn && wishes.delay && !wishes.never;
    const bool success = wishes.success && !wishes.never && !fate.outcome.passed_dsn;
    if (!warn && !success) return Action::none;
    if (!fate.nothing.empty()) {
        telling.suppressed = true;
        return Action::none;
    }
    return success ? Action::relayed : Action::delayed;
}

std::string enhanced_code(std::string_view reply)
{
    if (reply.size() < 9 || reply[3] != ' ') return cat(reply.substr(0, 1), ".0.0");
    const auto word = reply.substr(4, reply.find(' ', 4) - 4);
    const bool good =
        word.size() >= 5 && word[0] == reply[0] && word[1] == '.' &&
        std::ranges::all_of(word, [](char c) { return text::is_digit(c) || c == '.'; });
    return good ? std::string(word) : cat(reply.substr(0, 1), ".0.0");
}

std::string_view name(Action action)
{
    switch (action) {
    case Action::failed:
        return "failed";
    case Action::delayed:
        return "delayed";
    case Action::relayed:
    case Action::none:
        break;
    }
    return "relayed";
}

// Nothing but one line.
std::string line(std::string text)
{
    std::ranges::replace_if(text, text::is_control, ' ');
    return text;
}

// A long reply of ours in the lines that it would have had (RFC 3461 9.2).
std::string diagnostic_field(const std::string& diagnostic, bool ours)
{
    constexpr std::string_view name = "Diagnostic-Code: smtp; ";
    constexpr std::size_t width = 78;
    const auto enhanced = enhanced_code(diagnostic);
    const auto lead = cat(diagnostic.substr(0, 3), " ", enhanced, " ");
    if (!ours || name.size() + diagnostic.size() <= width ||
        !diagnostic.starts_with(lead))
        return cat(name, diagnostic, "\n");
    const std::string room(name.size() - 1, 'x');
    const auto lines =
        wrap(room + diagnostic.substr(lead.size()), width - 1 - lead.size(), "", "");
    std::string out(name);
    const auto all = text::split(lines, '\n');
    for (std::size_t i = 0; i < all.size(); ++i)
        out += cat(i == 0 ? "" : " ",
                   lead.substr(0, 3),
                   i + 1 == all.size() ? " " : "-",
                   enhanced,
                   " ",
                   i == 0 ? all[i].substr(room.size()) : all[i],
                   "\n");
    return out;
}

std::string recipient_text(const wire::Envelope& envelope,
                           std::size_t i,
                           const Fate& fate,
                           Action action,
                           const Reporter& reporter)
{
    const auto& given = envelope.recipients[i];
    const bool renamed = given.orcpt.empty() && !fate.outcome.answer.empty() &&
                         !fate.final_address.empty() &&
                         fate.final_address != given.addr;
    std::string out = "\n";
    if (!given.orcpt.empty())
        out += cat("Original-Recipient: ", line(given.orcpt), "\n");
    if (renamed) out += cat("X-NextToLast-Final-Recipient: rfc822;", given.addr, "\n");
    out += cat("Final-Recipient: rfc822;",
               line(renamed ? fate.final_address : given.addr),
               "\nAction: ",
               name(action),
               "\nStatus: ",
               enhanced_code(fate.outcome.reply),
               "\n");
    auto diagnostic = fate.outcome.reply;
    if (action == Action::delayed) {
        diagnostic = "250 2.6.0 Bad message, but will be delivered anyway";
    } else if (!fate.outcome.answer.empty()) {
        out += cat("Remote-MTA: dns; ", line(next_hop(fate.outcome.reply)), "\n");
        diagnostic = fate.outcome.answer;
    }
    const bool ours = action != Action::delayed && fate.outcome.answer.empty();
    return out + diagnostic_field(line(diagnostic), ours) +
           cat("Last-Attempt-Date: ",
               reporter.date,
               "\nFinal-Log-ID: ",
               envelope.id,
               "/",
               reporter.mail_id,
               "\n");
}

} // namespace

bool Telling::any() const
{
    return !std::ranges::all_of(actions,
                                [](Action one) { return one == Action::none; });
}

bool Telling::has(Action action) const
{
    return std::ranges::find(actions, action) != actions.end();
}

Telling choose(const wire::Envelope& envelope,
               const std::vector<Fate>& fates,
               bool by_recipient)
{
    Telling telling;
    const bool all_passed_back = is_passed_back(fates);
    for (std::size_t i = 0; i < fates.size(); ++i) {
        const auto& fate = fates[i];
        auto wishes = wishes_of(envelope.recipients[i].notify);
        wishes.never |= envelope.sender.empty();
        auto action = Action::none;
        const bool passed_back =
            fate.outcome.state == State::rejected && (by_recipient || all_passed_back);
        if (is_failed(fate) && !passed_back)
            action = choose_failed(fate, wishes, telling);
        else if (fate.outcome.state == State::delivered)
            action = choose_delivered(fate, wishes, telling);
        telling.actions.push_back(action);
    }
    return telling;
}

std::string status_text(const wire::Envelope& envelope,
                        const std::vector<Fate>& fates,
                        const Telling& telling,
                        const Reporter& reporter)
{
    auto out = cat("Reporting-MTA: dns; ", reporter.host_name, "\n");
    if (!envelope.helo.empty())
        out += cat("Received-From-MTA: dns; ",
                   line(envelope.helo),
                   " ([",
                   envelope.peer,
                   "])\n");
    out += cat("Arrival-Date: ",
               mail::date_time(static_cast<std::int64_t>(envelope.time_ms / 1000)),
               "\n");
    if (!envelope.envid.empty())
        out += cat(
            "Original-Envelope-Id: ", line(mail::decode_xtext(envelope.envid)), "\n");
    for (std::size_t i = 0; i < fates.size(); ++i)
        if (telling.actions[i] != Action::none)
            out += recipient_text(envelope, i, fates[i], telling.actions[i], reporter);
    return out;
}

std::string next_hop(const std::string& reply)
{
    constexpr std::string_view mark = "from MTA(";
    const auto begin = reply.find(mark);
    if (begin == std::string::npos) return {};
    const auto at = reply.find(':', begin + mark.size()) + 1;
    return reply.substr(at, reply.find(')', at) - at);
}

} // namespace chainmail::notice
