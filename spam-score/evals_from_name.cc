// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evals on an address in the name of From. They share one look at it.
#include "eval_argument.h"
#include "examination.h"

#include <array>
#include <functional>

namespace chainmail::spam_score {

namespace {

// For other rules and for added fields, where something differs.
void set_tags(Examination& mail, const FromNameFindings& found)
{
    if (!found.address_differs() && !found.owner_differs()) return;
    const auto set = [&](std::string_view tag, const std::string& value) {
        mail.captured[std::string(tag)] = {value};
    };
    set("FNSFNAMEADDR", found.in_name->address);
    set("FNSFNAMEDOMAIN", found.in_name->domain);
    set("FNSFNAMEOWNER", found.in_name->owner);
    set("FNSFADDRADDR", found.sender.address);
    set("FNSFADDRDOMAIN", found.sender.domain);
    set("FNSFADDROWNER", found.sender.owner);
}

const FromNameFindings& look(Examination& mail)
{
    if (!mail.from_name) {
        mail.from_name = look_at_from_name(mail.header(), mail.settings().from_name);
        set_tags(mail, *mail.from_name);
    }
    return *mail.from_name;
}

Result<Eval> check_fromname_spoof(const EvalArguments& arguments)
{
    const std::string level = text_argument(arguments, 0);
    const bool is_own = level == "0" || level == "1" || level == "2";
    return Eval([is_own, own = is_own ? level.front() - '0' : 0](Examination& mail) {
        return hit(
            look(mail).is_spoofed(is_own ? own : mail.settings().from_name.check));
    });
}

template <auto Says>
Result<Eval> finding(const EvalArguments&)
{
    return Eval([](Examination& mail) { return hit(std::invoke(Says, look(mail))); });
}

constexpr std::string_view plugin = "FromNameSpoof";
constexpr std::array entries{
    EvalEntry{"check_fromname_spoof", check_fromname_spoof, plugin},
    EvalEntry{"check_fromname_different",
              finding<&FromNameFindings::address_differs>,
              plugin},
    EvalEntry{"check_fromname_domain_differ",
              finding<&FromNameFindings::domain_differs>,
              plugin},
    EvalEntry{"check_fromname_owners_differ",
              finding<&FromNameFindings::owner_differs>,
              plugin},
    EvalEntry{"check_fromname_contains_email",
              finding<&FromNameFindings::holds_address>,
              plugin},
    EvalEntry{"check_fromname_equals_to",
              finding<&FromNameFindings::equals_recipient>,
              plugin},
    EvalEntry{"check_fromname_equals_replyto",
              finding<&FromNameFindings::equals_reply_to>,
              plugin},
};

} // namespace

std::span<const EvalEntry> from_name_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
