// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "outcome/log_line.h"

#include "base/text.h"
#include "mail/address.h"

#include <algorithm>
#include <set>

namespace chainmail::outcome {

namespace {

using text::cat;

constexpr std::string_view untagged = "Untagged";

// One word for all of them: whether the sender was sent anything, as amavisd has it.
std::string_view bounce_word(const std::vector<LogRecipient>& recipients)
{
    return std::ranges::any_of(
               recipients,
               [](const auto& one) { return one.outcome.told == Told::by_mail; })
               ? "Bounced"
               : "NoBounce";
}

// Ordered by "RelayedUntagged" where the line says "Relayed": amavisd's own order.
std::string
action_key(const LogFacts& facts, std::string_view bounce, const LogRecipient& one)
{
    const std::string_view direction = facts.originating
                                           ? one.local ? "Internal" : "Outbound"
                                       : one.local ? "Inbound"
                                                   : "OpenRelay";
    switch (one.outcome.state) {
    case State::delivered:
        return cat("Relayed", one.tagged ? "Tagged" : untagged, direction);
    case State::discarded:
        return cat("Discarded", direction);
    case State::bounced:
        return cat(bounce, direction);
    case State::rejected:
        if (one.outcome.told != Told::nothing) return cat(bounce, direction);
        return cat("Rejected", direction);
    case State::waiting:
    case State::deferred:
        break;
    }
    return cat("TempFailed", direction);
}

bool is_passed(const LogRecipient& one)
{
    return one.outcome.state == State::delivered;
}

bool is_stopped_by_hop(const LogRecipient& one)
{
    const auto& outcome = one.outcome;
    if (outcome.state == State::delivered) return false;
    return outcome.state == State::rejected || outcome.state == State::deferred ||
           !outcome.answer.empty();
}

std::string category(const LogFacts& facts,
                     const std::vector<LogRecipient>& recipients,
                     bool passed)
{
    if (!facts.blocked.empty()) return passed ? facts.category : facts.blocked;
    if (is_blocked_by_hop(recipients)) return "MTA-BLOCKED";
    return facts.category;
}

// " MYNETS LOCAL [192.0.2.9]:43512 [203.0.113.5]"
std::string origin(const LogFacts& facts)
{
    std::string out;
    if (!facts.bank.empty()) out += ' ' + facts.bank;
    if (facts.originating && !facts.client_addr.empty()) out += " LOCAL";
    if (!facts.client_addr.empty()) {
        out += " [" + facts.client_addr + ']';
        if (!facts.client_port.empty()) out += ':' + facts.client_port;
    }
    if (!facts.public_addr.empty()) out += " [" + facts.public_addr + ']';
    return out;
}

std::string in_brackets(const std::string& address)
{
    return cat("<", mail::with_lower_domain(address), ">");
}

std::string addresses(const std::vector<LogRecipient>& recipients, bool passed)
{
    std::vector<std::string> all;
    for (const auto& one : recipients)
        if (is_passed(one) == passed) all.push_back(in_brackets(one.address));
    return text::join(all, ",");
}

// The next hop's name for the message, or its whole answer where it gives none.
std::string queue_name(const std::string& answer)
{
    constexpr std::string_view words = "queued as ";
    const auto at = answer.find(words);
    if (at == std::string::npos) return answer;
    const auto begin = at + words.size();
    return answer.substr(begin, answer.find_first_of(" \t,;)", begin) - begin);
}

std::string queued_as(const std::vector<LogRecipient>& recipients)
{
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const auto& one : recipients)
        if (!one.outcome.answer.empty() && seen.insert(one.outcome.answer).second)
            names.push_back(queue_name(one.outcome.answer));
    return text::join(names, "/");
}

void add_known(std::string& to, std::string_view label, std::string_view value)
{
    if (!value.empty()) to += cat(", ", label, value);
}

std::string
line(const LogFacts& facts, const std::vector<LogRecipient>& recipients, bool passed)
{
    auto out = cat(passed ? "Passed " : "Blocked ",
                   category(facts, recipients, passed),
                   " {",
                   action_words(facts, recipients),
                   "},",
                   origin(facts),
                   " ",
                   in_brackets(facts.sender),
                   " -> ",
                   addresses(recipients, passed));
    add_known(out, "quarantine: ", text::join(facts.quarantine, ", "));
    add_known(out, "Queue-ID: ", facts.queue_id);
    add_known(out, "Message-ID: ", facts.message_id);
    add_known(out, "Resent-Message-ID: ", facts.resent_message_id);
    add_known(out, "mail_id: ", facts.mail_id);
    add_known(out, "Hits: ", facts.hits.empty() ? "-" : facts.hits);
    add_known(out, "size: ", std::to_string(facts.size));
    if (passed) add_known(out, "queued_as: ", queued_as(recipients));
    return out + cat(", ", facts.elapsed_ms, " ms");
}

} // namespace

std::string action_words(const LogFacts& facts,
                         const std::vector<LogRecipient>& recipients)
{
    std::set<std::string> keys;
    const auto bounce = bounce_word(recipients);
    for (const auto& one : recipients)
        keys.insert(action_key(facts, bounce, one));
    std::vector<std::string> words;
    for (auto word : keys) {
        if (const auto at = word.find(untagged); at != std::string::npos)
            word.erase(at, untagged.size());
        words.push_back(std::move(word));
    }
    if (facts.quarantined) words.emplace_back("Quarantined");
    if (facts.archived) words.emplace_back("Archived");
    return text::join(words, ",");
}

bool is_blocked_by_hop(const std::vector<LogRecipient>& recipients)
{
    return std::ranges::any_of(recipients, is_stopped_by_hop);
}

std::vector<std::string> log_lines(const LogFacts& facts,
                                   const std::vector<LogRecipient>& recipients)
{
    std::vector<std::string> lines;
    if (std::ranges::any_of(recipients, is_passed))
        lines.push_back(line(facts, recipients, true));
    if (!std::ranges::all_of(recipients, is_passed))
        lines.push_back(line(facts, recipients, false));
    return lines;
}

} // namespace chainmail::outcome
