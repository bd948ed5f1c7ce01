// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mistakes.h"

#include "base/text.h"
#include "config/constants.h"
#include "config/variables.h"
#include "mail/alter_options.h"

#include <algorithm>
#include <array>

namespace chainmail::supervisor {

namespace {

using config::Hash;
using config::List;
using config::Reference;
using config::Settings;
using config::Value;
using text::cat;
using Lines = std::vector<std::string>;

std::string place(const Settings& settings, std::string_view name)
{
    return cat(name, " (", config::text(settings.origin(name)), ")");
}

bool is_empty(const Value& value)
{
    if (const auto* list = value.get<List>()) return list->empty();
    if (const auto* hash = value.get<Hash>()) return hash->empty();
    return value.is_undef();
}

// Without any entry nobody is local, whatever the database might say.
void add_local_domains(const Settings& settings, Lines& to)
{
    if (settings.as_bool("$sql_lookups")) return;
    for (const auto& table : settings.list("@local_domains_maps")) {
        const auto* reference = table.get<Reference>();
        if (!is_empty(reference != nullptr ? settings.target(*reference) : table))
            return;
    }
    to.push_back("no local domains: nobody gets X-Spam fields; set "
                 "@local_domains_acl or $mydomain");
}

void add_checks_off(const Settings& settings, Lines& to)
{
    struct Check {
        std::string_view name, what;
    };
    for (const auto& check :
         {Check{"@bypass_virus_checks_maps", "mail is not checked for viruses"},
          Check{"@bypass_spam_checks_maps", "mail is not checked for spam"}})
        if (is_off_for_all(settings, check.name))
            to.push_back(
                cat(check.what,
                    ": ",
                    place(settings, check.name),
                    " switches it off for everybody; take the line out, or set "
                    "the list again in a later file"));
}

void add_missing_banks(const Settings& settings, Lines& to)
{
    const auto* places = settings.scalar("%interface_policy").get<Hash>();
    const auto* banks = settings.scalar("%policy_bank").get<Hash>();
    if (places == nullptr) return;
    for (const auto& [key, name] : *places) {
        const auto wanted = name.text().value_or("");
        if (wanted.empty() || (banks != nullptr && banks->contains(wanted))) continue;
        to.push_back(cat("%interface_policy{'",
                         key,
                         "'} (",
                         config::text(settings.origin("%interface_policy", key)),
                         ") names the policy bank ",
                         wanted,
                         ", which is not there: nothing is loaded"));
    }
}

// Null for a key that amavisd calls unknown.
const config::Variable* find_key(std::string_view key)
{
    for (const char sigil : {'$', '@', '%'})
        if (const auto* found = config::find_variable(cat(std::string(1, sigil), key)))
            return found;
    return nullptr;
}

void add_bank_keys(const Settings& settings, Lines& to)
{
    const auto* banks = settings.scalar("%policy_bank").get<Hash>();
    if (banks == nullptr) return;
    for (const auto& [name, bank] : *banks) {
        const auto* keys = bank.get<Hash>();
        if (keys == nullptr) continue;
        const auto where = cat("policy bank ",
                               name,
                               " (",
                               config::text(settings.origin("%policy_bank", name)),
                               "): ");
        for (const auto& [key, value] : *keys) {
            const auto* found = find_key(key);
            if (found == nullptr && key != "REPLACE" && key != "ACTION")
                to.push_back(cat(where, key, " is no setting and has no effect"));
            if (found != nullptr && found->effect == config::Effect::pending &&
                value.is_true() && key != "protocol")
                to.push_back(cat(where, key, " has no effect yet: ", found->note));
        }
    }
}

// Own mail looks like that of strangers: spam that comes from it is scored as theirs,
// and the log calls it an open relay.
void add_no_originating(const Settings& settings, Lines& to)
{
    const auto* banks = settings.scalar("%policy_bank").get<Hash>();
    const auto says_so = [&](const auto& bank) {
        const auto* keys = bank.second.template get<Hash>();
        return bank.first == "MYNETS" ||
               (keys != nullptr && keys->contains("originating"));
    };
    const bool known = banks != nullptr && std::ranges::any_of(*banks, says_so);
    if (!known && !settings.as_bool("$originating"))
        to.push_back(
            "mail of your own users is not told apart (never \"originating\"): "
            "$policy_bank{'MYNETS'} = {}; does it for the clients in @mynetworks");
}

void add_quarantine(const Settings& settings, Lines& to)
{
    const auto directory = settings.scalar("$QUARANTINEDIR").text().value_or("");
    if (!directory.empty()) return;
    for (const auto* name : {"$virus_quarantine_to", "$spam_quarantine_to"})
        if (settings.has(name) && settings.scalar(name).is_true())
            to.push_back(cat(place(settings, name),
                             " asks for a quarantine, and $QUARANTINEDIR names none"));
}

void add_max_servers(const Settings& settings,
                     const std::optional<FilterTransport>& transport,
                     Lines& to)
{
    const auto chains = settings.scalar("$max_servers").number().value_or(0);
    if (!transport || chains == static_cast<double>(transport->maxproc)) return;
    to.push_back(cat("Postfix opens up to ",
                     transport->maxproc,
                     " connections (maxproc of ",
                     transport->name,
                     ", master.cf:",
                     transport->line,
                     "), and ",
                     place(settings, "$max_servers"),
                     " is ",
                     config::print(chains),
                     ": make them the same"));
}

// Before the queue a refusal is heard by the one who sends the mail.
void add_backscatter(const Settings& settings, bool before_queue, Lines& to)
{
    for (const auto* name :
         {"$final_virus_destiny", "$final_banned_destiny", "$final_spam_destiny"}) {
        const auto destiny = settings.scalar(name).number().value_or(0);
        const bool bounces = destiny == int{config::D_BOUNCE};
        if (!bounces && (before_queue || destiny != int{config::D_REJECT})) continue;
        to.push_back(cat(place(settings, name),
                         " is ",
                         bounces ? "D_BOUNCE" : "D_REJECT",
                         ": behind Postfix' queue the bounce goes to a sender who is "
                         "forged as a rule (backscatter); D_DISCARD or D_PASS do not"));
    }
}

// amavisd bans nothing for a name that it does not know.
void add_unknown_rules(const Settings& settings, Lines& to)
{
    const auto* rules = settings.scalar("%banned_rules").get<Hash>();
    const auto check = [&](const Value& names) {
        std::string text = names.text().value_or("");
        std::ranges::replace(text, ',', ' ');
        for (const auto name : text::split(text, ' ')) {
            const bool known = rules == nullptr || rules->empty()
                                   ? name == "DEFAULT"
                                   : rules->contains(name);
            if (!name.empty() && !known)
                to.push_back(cat(place(settings, "@banned_filename_maps"),
                                 " names the rule ",
                                 name,
                                 ", which is not in %banned_rules: it bans nothing"));
        }
    };
    for (const auto& table : settings.list("@banned_filename_maps")) {
        const auto* reference = table.get<Reference>();
        const auto& value = reference != nullptr ? settings.target(*reference) : table;
        if (const auto* hash = value.get<Hash>())
            for (const auto& [key, names] : *hash)
                check(names);
        else if (value.get<std::string>() != nullptr)
            check(value);
    }
}

// altermime would stop at them with each mail.
void add_disclaimers(const Settings& settings, Lines& to)
{
    constexpr std::string_view name = "@altermime_args_disclaimer";
    const auto arguments = settings.as_texts(name);
    if (!settings.has(name) || !arguments) return;
    if (const auto options = mail::read_alter_options(*arguments); !options)
        to.push_back(cat(place(settings, name),
                         ": ",
                         options.error().what,
                         ": mail gets no disclaimer"));
}

// As with amavisd such mail comes again until the client gives up.
void add_no_notify_method(const Settings& settings, Lines& to)
{
    for (const auto& method : settings.list("$notify_method"))
        if (!method.text().value_or("").empty()) return;
    to.push_back(
        cat(place(settings, "$notify_method"),
            " is empty: mail that somebody is to be told of is answered by 451 "
            "each time"));
}

} // namespace

bool is_off_for_all(const Settings& settings, std::string_view name)
{
    const auto list = settings.list(name);
    return !list.empty() && list.front().text() && list.front().is_true();
}

Lines find_mistakes(const Settings& settings,
                    const std::optional<FilterTransport>& transport,
                    bool before_queue)
{
    Lines all;
    add_local_domains(settings, all);
    add_checks_off(settings, all);
    add_missing_banks(settings, all);
    add_bank_keys(settings, all);
    add_no_originating(settings, all);
    add_quarantine(settings, all);
    add_max_servers(settings, transport, all);
    add_backscatter(settings, before_queue, all);
    add_unknown_rules(settings, all);
    add_disclaimers(settings, all);
    add_no_notify_method(settings, all);
    return all;
}

} // namespace chainmail::supervisor
