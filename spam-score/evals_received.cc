// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evals that know how large providers' own mail looks on its way, to tell what only
// claims to come from there.
#include "eval_argument.h"
#include "examination.h"
#include "scan.h"
#include "trace_format.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

// Google's own fields have at least so many bytes.
constexpr std::size_t google_field = 60;

bool has(std::string_view s, std::string_view what)
{
    return s.find(what) != npos;
}

bool has(std::string_view s, const TraceFormat& form)
{
    TraceMatch match;
    return form.found_in(s, match);
}

template <typename Forms>
bool has_any(std::string_view s, const Forms& forms)
{
    return std::any_of(forms.begin(), forms.end(), [&](const TraceFormat& form) {
        return has(s, form);
    });
}

std::string squeezed(std::string_view s)
{
    std::string out;
    out.reserve(s.size());
    for (std::size_t at = 0; at < s.size();) {
        const auto end = skip_while(s, at, [](char c) { return !text::is_space(c); });
        out += s.substr(at, end - at);
        at = skip_space(s, end);
        if (at > end && !out.ends_with(' ')) out += ' ';
    }
    return out;
}

// The address of From ends in this domain, a word of its own.
bool is_from(const Examination& mail, std::string_view domain)
{
    const std::string from = mail.header().scalar("From:addr");
    return ends_with_ignore_case(from, domain) &&
           is_word_edge(from, from.size() - domain.size());
}

bool holds_ip(const Examination& mail, std::string_view field)
{
    return find_ip(mail.header().scalar(field)).has_value();
}

bool has_received(const Examination& mail)
{
    return !mail.header().list("Received").empty();
}

// List software that takes the Received fields away.
bool came_through_remover(const Examination& mail)
{
    static const TraceFormat ezmlm("contact {word}@{word}; run by ezmlm");
    static const TraceFormat list("mailing list {word}@{word}");
    static const TraceFormat network("qmail {digits} invoked from network); {digits} ");
    static const TraceFormat user("qmail {digits} invoked by {some}); {digits} ");
    static const TraceFormat groups("from groups.msn.com ({word}.msn.com ");
    if (!has_received(mail)) return true;
    const std::string received = mail.header().scalar("Received");
    if (has(mail.header().scalar("Mailing-List"), ezmlm) &&
        has(mail.header().scalar("Delivered-To"), list) &&
        (has(received, network) || has(received, user)))
        return true;
    return has(received, groups);
}

bool is_msn_groups(const Examination& mail)
{
    static const TraceFormat to("<{word}@groups.msn.com>");
    static const TraceFormat pickup("from mail pickup service by {by}groups.msn.com");
    TraceMatch match;
    const std::string recipient = mail.header().scalar("To");
    if (!to.found_in(recipient, match)) return false;
    const auto end = recipient.find("@groups.msn.com>");
    const auto begin = recipient.rfind('<', end) + 1;
    const std::string list = recipient.substr(begin, end - begin);
    if (!has(mail.header().scalar("Received"), pickup)) return false;
    const std::string id = mail.header().scalar("Message-Id");
    if (list == "notifications")
        return id.starts_with('<') && has(id, "groups.msn.com>");
    return id.starts_with(text::cat("<", list, "-")) && has(id, "@groups.msn.com>") &&
           has(mail.header().scalar("EnvelopeFrom:addr"),
               text::cat(list, "-bounce@groups.msn.com"));
}

enum class Hotmail { fine, forged, absent };

bool is_from_hotmail(const std::string& received, const Examination& mail)
{
    static const std::array by_address{
        TraceFormat("from {word?}hotmail.com ({word}.hotmail.com "),
        TraceFormat("from {word?}hotmail.com ({word}.hotmail.com)"),
        TraceFormat("from {word?}hotmail.com ({word}.hotmail.msn.com "),
        TraceFormat("from {word?}hotmail.com ({word}.hotmail.msn.com)"),
        TraceFormat("from {word?}.hotmail.com ([{ip}] "),
        TraceFormat("from {word?}.hotmail.com ([{ip}])"),
        TraceFormat("from {word?}.hotmail.com ([{ip}]:"),
        TraceFormat("from {word} by {word}.hotmail.com with HTTP;"),
        TraceFormat("from {word} by {word}.hotmail.msn.com with HTTP;"),
        TraceFormat("from [66.218.{word}] by {word}.yahoo.com"),
    };
    static const std::array by_originator{
        TraceFormat("from {word?}.outbound.protection.outlook.com "
                    "({word}.outbound.protection.outlook.com "),
        TraceFormat("from {word?}.outbound.protection.outlook.com "
                    "({word}.outbound.protection.outlook.com)"),
        TraceFormat("from {word?}.eurprd{digits}.prod.outlook.com ({ip})"),
        TraceFormat("from {word?}.namprd{digits}.prod.outlook.com ({ip})"),
    };
    const std::string originator = mail.header().scalar("X-OriginatorOrg");
    const bool from_service =
        has(originator, "hotmail.com") || has(originator, "msonline-outlook");
    return (holds_ip(mail, "X-Originating-Ip") && has_any(received, by_address)) ||
           (from_service && has_any(received, by_originator));
}

bool names_hotmail(std::string_view received)
{
    for (auto at = received.find("hotmail.com"); at != npos;
         at = received.find("hotmail.com", at + 1)) {
        if (!is_word_edge(received, at + 11)) continue;
        // The word it ends began behind "from " or "HELO ", or says helo=.
        const auto blank = received.rfind(' ', at);
        const auto begin = blank == npos ? 0 : blank + 1;
        const auto before = received.substr(0, begin);
        const auto word = received.substr(begin, at - begin);
        if (before.ends_with("from ") || before.ends_with("HELO ") ||
            has(word, "helo="))
            return true;
    }
    return false;
}

Hotmail judge_hotmail(const Examination& mail)
{
    const std::string received = squeezed(mail.header().scalar("Received"));
    const bool names_it = names_hotmail(received);
    // Most mail has nothing to do with it.
    if (!names_it && !is_from(mail, "hotmail.com")) return Hotmail::fine;
    if (has(received,
            "from mail pickup service by hotmail.com with Microsoft SMTPSVC;") ||
        is_msn_groups(mail) || came_through_remover(mail) ||
        is_from_hotmail(received, mail))
        return Hotmail::fine;
    return names_it ? Hotmail::forged : Hotmail::absent;
}

Result<Eval> check_for_forged_hotmail(const EvalArguments&)
{
    return Eval(
        [](Examination& mail) { return hit(judge_hotmail(mail) == Hotmail::forged); });
}

Result<Eval> check_for_no_hotmail(const EvalArguments&)
{
    return Eval(
        [](Examination& mail) { return hit(judge_hotmail(mail) == Hotmail::absent); });
}

bool relayed_by_yahoo(const Examination& mail)
{
    const auto is_yahoo = [](const Relay& relay) {
        return relay.rdns.size() > 10 && relay.rdns.ends_with(".yahoo.com");
    };
    const Relays& relays = mail.relays();
    return std::any_of(relays.trusted.begin(), relays.trusted.end(), is_yahoo) ||
           (!relays.untrusted.empty() && is_yahoo(relays.untrusted.front()));
}

bool is_yahoo_version(std::string_view received)
{
    static const TraceFormat form(
        "by {word}.yahoo.com ({digits}.{digits}.{digits}/{digits}.{digits}.{digits}) "
        "id {word}");
    static const TraceFormat extended(
        "by {word}.yahoo.com ({digits}.{digits}.{digits}/{digits}.{digits}.{digits}) "
        "with ESMTP id {word}");
    return has(received, form) || has(received, extended);
}

Result<Eval> check_for_forged_yahoo(const EvalArguments&)
{
    static const std::array forms{
        TraceFormat("by web{word}.mail{word?}.yahoo.com via HTTP"),
        TraceFormat("by sonic{word}.consmr.mail{word?}.yahoo.com with HTTP"),
        TraceFormat("by smtp{word}.yahoo.com with SMTP"),
        TraceFormat("from [{ip}] by {word}.groups.yahoo.com with NNFMP"),
        TraceFormat("from [{ip}] by {word}.scd.yahoo.com with NNFMP"),
        TraceFormat("from [{ip}] by {word}.dcn.yahoo.com with NNFMP"),
    };
    static const TraceFormat bulk("mailer{digits}.bulk.scd.yahoo.com");
    return Eval([](Examination& mail) {
        if (!is_from(mail, "yahoo.com")) return 0.0;
        std::string received = mail.header().scalar("Received");
        if (!mail.header().scalar("Resent-From").empty() &&
            !mail.header().scalar("Resent-To").empty()) {
            const std::string other = mail.header().scalar("X-Received");
            if (!other.empty()) received = other;
        }
        received = squeezed(received);
        if (came_through_remover(mail) || relayed_by_yahoo(mail) ||
            has_any(received, forms) || is_yahoo_version(received))
            return 0.0;
        return hit(!(is_from(mail, "@reply.yahoo.com") && has(received, bulk)));
    });
}

Result<Eval> check_for_forged_gmail(const EvalArguments&)
{
    static const TraceFormat private_relay("by 10.{word} with SMTP id {word}");
    static const TraceFormat ipv6_relay(
        "by 2002:a{digits}:{word}:{word} with SMTP id {word}");
    static const TraceFormat submission(
        "by smtp.googlemail.com with ESMTPSA id {word}");
    return Eval([](Examination& mail) {
        if (!is_from(mail, "gmail.com")) return 0.0;
        const std::string relayed = mail.header().scalar("X-Received");
        if (has(relayed, private_relay) || has(relayed, ipv6_relay) ||
            has(mail.header().scalar("Received"), submission))
            return 0.0;
        return hit(mail.header().scalar("X-Gm-Message-State").size() < google_field ||
                   mail.header().scalar("X-Google-Smtp-Source").size() < google_field);
    });
}

Result<Eval> check_for_forged_eudoramail(const EvalArguments&)
{
    static const TraceFormat form("by {word?}whowhere.com;");
    return Eval([](Examination& mail) {
        if (!is_from(mail, "eudoramail.com") || came_through_remover(mail)) return 0.0;
        const std::string received = squeezed(mail.header().scalar("Received"));
        return hit(!(has(received, form) && holds_ip(mail, "X-Sender-Ip")));
    });
}

Result<Eval> check_for_forged_juno(const EvalArguments&)
{
    static const std::array own{
        TraceFormat("from{any}juno.com{any}[{ip}]{any}by"),
        TraceFormat("from{any}juno.com{any}({ip}){any}by"),
        TraceFormat("from{any}untd.com{any}[{ip}]{any}by"),
        TraceFormat("from{any}untd.com{any}({ip}){any}by"),
        TraceFormat(" cookie.juno.com "),
        TraceFormat(" cookie.untd.com "),
    };
    return Eval([](Examination& mail) {
        if (!is_from(mail, "juno.com") || came_through_remover(mail)) return 0.0;
        const std::string origin = mail.header().scalar("X-Originating-IP");
        const std::string mailer = mail.header().scalar("X-Mailer");
        const std::string received = mail.header().scalar("Received");
        return hit(origin.empty() || !has_any(received, own) || !has(mailer, "Juno "));
    });
}

// " rly-xx99." is how AOL's relays are called.
bool names_aol_relay(std::string_view received)
{
    constexpr std::string_view stem = " rly-";
    for (auto at = find_ignore_case(received, stem); at != npos;
         at = find_ignore_case(received, stem, at + 1)) {
        const auto name = received.substr(at + stem.size(), 5);
        if (name.size() == 5 && text::is_alpha(name[0]) && text::is_alpha(name[1]) &&
            text::is_digit(name[2]) && text::is_digit(name[3]) && name[4] == '.')
            return true;
    }
    return false;
}

Result<Eval> check_for_fake_aol_relay(const EvalArguments&)
{
    static const std::array true_forms{
        TraceFormat("/AOL-{digits}.{digits}.{digits})"),
        TraceFormat("ESMTP id RELAY"),
        TraceFormat("ESMTP id MAILRELAY"),
        TraceFormat("ESMTP id MAILIN"),
    };
    return Eval([](Examination& mail) {
        const std::string received = squeezed(mail.header().scalar("Received"));
        return hit(names_aol_relay(received) && !has_any(received, true_forms));
    });
}

Result<Eval> gated_through_received_hdr_remover(const EvalArguments&)
{
    return Eval([](Examination& mail) { return hit(came_through_remover(mail)); });
}

constexpr std::array entries{
    EvalEntry{"check_for_forged_hotmail_received_headers", check_for_forged_hotmail},
    EvalEntry{"check_for_no_hotmail_received_headers", check_for_no_hotmail},
    EvalEntry{"check_for_forged_yahoo_received_headers", check_for_forged_yahoo},
    EvalEntry{"check_for_forged_gmail_received_headers", check_for_forged_gmail},
    EvalEntry{"check_for_forged_eudoramail_received_headers",
              check_for_forged_eudoramail},
    EvalEntry{"check_for_forged_juno_received_headers", check_for_forged_juno},
    EvalEntry{"check_for_fake_aol_relay_in_rcvd", check_for_fake_aol_relay},
    EvalEntry{"gated_through_received_hdr_remover", gated_through_received_hdr_remover},
};

} // namespace

std::span<const EvalEntry> received_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
