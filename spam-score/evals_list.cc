// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evals on the administrator's lists of senders, recipients, subjects and relays. Each
// function has its name from before version 4 too.
#include "eval_argument.h"
#include "examination.h"
#include "networks.h"
#include "scan.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

const AddressList* find_list(const Settings& settings, std::string_view name)
{
    const auto named = settings.named_lists.find(text::lower(name));
    if (named != settings.named_lists.end()) return &named->second;
    const auto built_in = settings.address_lists.find(name);
    return built_in == settings.address_lists.end() ? nullptr : &built_in->second;
}

bool holds_any(const AddressList* list, const std::vector<std::string>& addresses)
{
    return list != nullptr &&
           std::any_of(addresses.begin(), addresses.end(), [&](const std::string& a) {
               return list->contains(a);
           });
}

Eval recipient_in(std::string_view name)
{
    return [list = std::string(name)](Examination& mail) {
        const AddressList* addresses = find_list(mail.settings(), list);
        // Most sites have no such list: then nobody has to be looked for.
        if (addresses == nullptr) return 0.0;
        return hit(holds_any(addresses, mail.header().recipients()));
    };
}

Eval sender_in(std::string_view name)
{
    return [list = std::string(name)](Examination& mail) {
        const AddressList* addresses = find_list(mail.settings(), list);
        if (addresses == nullptr) return 0.0;
        return hit(holds_any(addresses, mail.header().senders()));
    };
}

Result<Eval> check_to_in_welcomelist(const EvalArguments&)
{
    return recipient_in("welcomelist_to");
}

Result<Eval> check_to_in_blocklist(const EvalArguments&)
{
    return recipient_in("blocklist_to");
}

Result<Eval> check_to_in_more_spam(const EvalArguments&)
{
    return recipient_in("more_spam_to");
}

Result<Eval> check_to_in_all_spam(const EvalArguments&)
{
    return recipient_in("all_spam_to");
}

Result<Eval> check_to_in_list(const EvalArguments& arguments)
{
    return recipient_in(text_argument(arguments, 0));
}

Result<Eval> check_from_in_blocklist(const EvalArguments&)
{
    return sender_in("blocklist_from");
}

Result<Eval> check_from_in_list(const EvalArguments& arguments)
{
    return sender_in(text_argument(arguments, 0));
}

Result<Eval> check_replyto_in_list(const EvalArguments& arguments)
{
    return Eval([name = text_argument(arguments, 0)](Examination& mail) {
        const AddressList* list = find_list(mail.settings(), name);
        const std::string reply_to = mail.header().scalar("Reply-To:addr");
        return hit(list != nullptr && !reply_to.empty() && list->contains(reply_to));
    });
}

// Whom one's own servers got the mail from, or all hops when it never was outside.
std::vector<const Relay*> handing_relays(const Relays& relays)
{
    std::vector<const Relay*> out;
    if (!relays.untrusted.empty()) {
        out.push_back(&relays.untrusted.front());
    } else {
        for (const auto& relay : relays.trusted)
            out.push_back(&relay);
    }
    return out;
}

// `wanted` is a domain, or an address or network in brackets.
bool is_relay(const Relay& relay, std::string_view wanted)
{
    if (wanted.starts_with('[')) {
        const auto close = wanted.find(']');
        if (close == npos || relay.ip.empty()) return false;
        const std::string network =
            text::cat(wanted.substr(1, close - 1), wanted.substr(close + 1));
        Networks networks;
        const auto added = networks.add(network);
        return added && networks.contains(relay.ip);
    }
    const std::string name = text::lower(relay.rdns);
    return name.ends_with(wanted) && (name.size() == wanted.size() ||
                                      name[name.size() - wanted.size() - 1] == '.');
}

bool welcome_by_relay(const Examination& mail, std::string_view list)
{
    const auto& lists = mail.settings().relayed_lists;
    const auto entries = lists.find(list);
    if (entries == lists.end() || entries->second.empty()) return false;
    const auto relays = handing_relays(mail.relays());
    for (const auto& address : mail.header().senders()) {
        for (const auto wanted : entries->second.relays_for(address)) {
            if (std::any_of(relays.begin(), relays.end(), [&](const Relay* relay) {
                    return is_relay(*relay, wanted);
                }))
                return true;
        }
    }
    return false;
}

Result<Eval> check_from_in_welcomelist(const EvalArguments&)
{
    return Eval([plain = sender_in("welcomelist_from")](Examination& mail) {
        return hit(plain(mail) != 0 || welcome_by_relay(mail, "welcomelist_from_rcvd"));
    });
}

Result<Eval> check_from_in_default_welcomelist(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        return hit(welcome_by_relay(mail, "def_welcomelist_from_rcvd"));
    });
}

Result<Eval> check_mailfrom_matches_rcvd(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        const std::string sender = mail.header().scalar("EnvelopeFrom:addr");
        const auto at = sender.rfind('@');
        if (at == std::string::npos) return 0.0;
        const auto host = std::string_view(sender).substr(at + 1);
        const auto dot = host.find('.', 1);
        if (dot == npos || dot + 1 == host.size()) return 0.0;
        const Registry& registry = mail.settings().registry;
        const auto domain = registry.registered_domain(host);
        const auto relays = handing_relays(mail.relays());
        return hit(std::any_of(relays.begin(), relays.end(), [&](const Relay* relay) {
            return !relay->rdns.empty() &&
                   registry.registered_domain(relay->rdns) == domain;
        }));
    });
}

Eval subject_in(std::string_view name)
{
    return [list = std::string(name)](Examination& mail) {
        const auto at = mail.settings().subject_lists.find(list);
        if (at == mail.settings().subject_lists.end()) return 0.0;
        const std::string subject = text::lower(mail.header().scalar("Subject"));
        return hit(
            !subject.empty() &&
            std::any_of(
                at->second.begin(), at->second.end(), [&](const std::string& glob) {
                    return matches_glob(text::cat("*", glob, "*"), subject);
                }));
    };
}

Result<Eval> check_subject_in_welcomelist(const EvalArguments&)
{
    return subject_in("welcomelist_subject");
}

Result<Eval> check_subject_in_blocklist(const EvalArguments&)
{
    return subject_in("blocklist_subject");
}

Result<Eval> have_any_bounce_relays(const EvalArguments&)
{
    return Eval(
        [](Examination& mail) { return hit(!mail.settings().bounce_relays.empty()); });
}

bool names_own_relay(std::string_view line, const std::vector<std::string>& globs)
{
    for (const auto word : split_words(line)) {
        const auto dot = word.find('.', 1);
        if (dot == npos || dot + 1 == word.size()) continue;
        const std::string name = text::lower(word);
        if (std::any_of(globs.begin(), globs.end(), [&](const std::string& g) {
                return matches_glob(g, name);
            }))
            return true;
    }
    return false;
}

bool is_received_line(std::string_view line)
{
    const auto begin = skip_while(line, 0, [](char c) { return c == '>' || c == ' '; });
    return text::starts_with_ignore_case(line.substr(begin), "received:");
}

// A bounce that quotes a Received line of one's own server answers one's own mail.
Result<Eval> check_welcomelist_bounce_relays(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        const auto& globs = mail.settings().bounce_relays;
        if (globs.empty()) return 0.0;
        for (const auto line : mail.body()) {
            if (is_received_line(line) && names_own_relay(line, globs)) return 1.0;
        }
        std::string field;
        bool found = false;
        each_line(mail.message().pristine_body, [&](std::string_view line) {
            if (!line.empty() && text::is_space(line.front()))
                field += line;
            else
                field = line;
            found = found || (is_received_line(field) && names_own_relay(field, globs));
        });
        return hit(found);
    });
}

constexpr std::array entries{
    EvalEntry{"check_to_in_welcomelist", check_to_in_welcomelist},
    EvalEntry{"check_to_in_whitelist", check_to_in_welcomelist},
    EvalEntry{"check_to_in_blocklist", check_to_in_blocklist},
    EvalEntry{"check_to_in_blacklist", check_to_in_blocklist},
    EvalEntry{"check_to_in_more_spam", check_to_in_more_spam},
    EvalEntry{"check_to_in_all_spam", check_to_in_all_spam},
    EvalEntry{"check_to_in_list", check_to_in_list},
    EvalEntry{"check_from_in_blocklist", check_from_in_blocklist},
    EvalEntry{"check_from_in_blacklist", check_from_in_blocklist},
    EvalEntry{"check_from_in_list", check_from_in_list},
    EvalEntry{"check_replyto_in_list", check_replyto_in_list},
    EvalEntry{"check_from_in_welcomelist", check_from_in_welcomelist},
    EvalEntry{"check_from_in_whitelist", check_from_in_welcomelist},
    EvalEntry{"check_from_in_default_welcomelist", check_from_in_default_welcomelist},
    EvalEntry{"check_from_in_default_whitelist", check_from_in_default_welcomelist},
    EvalEntry{"check_mailfrom_matches_rcvd", check_mailfrom_matches_rcvd},
    EvalEntry{"check_subject_in_welcomelist", check_subject_in_welcomelist},
    EvalEntry{"check_subject_in_whitelist", check_subject_in_welcomelist},
    EvalEntry{"check_subject_in_blocklist", check_subject_in_blocklist},
    EvalEntry{"check_subject_in_blacklist", check_subject_in_blocklist},
    EvalEntry{"have_any_bounce_relays", have_any_bounce_relays},
    EvalEntry{"check_welcomelist_bounce_relays", check_welcomelist_bounce_relays},
    EvalEntry{"check_whitelist_bounce_relays", check_welcomelist_bounce_relays},
};

} // namespace

std::span<const EvalEntry> list_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
