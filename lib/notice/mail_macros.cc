// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice/mail_macros.h"

#include "base/text.h"
#include "mail/address.h"
#include "mail/date.h"
#include "mail/encoded_word.h"
#include "mail/field.h"
#include "notice/text_macros.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

namespace chainmail::notice {

namespace {

using text::cat;

struct Source {
    const MailFacts& mail;
    const NoticeFacts& notice;
    const mail::Header& fields;
};

std::string in_brackets(std::string_view address)
{
    return cat("<", address, ">");
}

std::string truth(bool value)
{
    return value ? "1" : "";
}

// One line without control characters, decoded.
std::string shown(const mail::Field* field)
{
    if (field == nullptr) return {};
    auto value = mail::decode_words(mail::unfold(field->value));
    std::ranges::replace_if(value, text::is_control, ' ');
    return value;
}

// The last field of the name, or the one that the third argument counts.
std::string header_field(const Source& from, const List& arguments)
{
    if (arguments.empty()) return {};
    const auto all = mail::find_all(from.fields, text::trim(arguments[0]));
    if (all.empty()) return {};
    const auto limit = arguments.size() > 1
                           ? text::to_number(text::trim(arguments[1])).value_or(0)
                           : 0;
    const auto place = arguments.size() > 2 ? text::trim(arguments[2]) : "-1";
    const bool from_end = place.starts_with('-');
    const auto number = text::to_number(place.substr(from_end ? 1 : 0)).value_or(1);
    if (number >= all.size() + (from_end ? 1 : 0) || (from_end && number == 0))
        return {};
    const auto at = from_end ? all.size() - number : number;
    return cut(shown(all[at]), limit);
}

std::string first_field(const Source& from, std::string_view name)
{
    return shown(mail::find(from.fields, name));
}

std::string user_agent(const Source& from, const List& arguments)
{
    for (const auto* name : {"User-Agent", "X-Mailer"}) {
        const auto value = first_field(from, name);
        if (value.empty()) continue;
        const auto part = arguments.empty() ? "" : arguments[0];
        if (part == "name") return name;
        return part == "body" ? value : cat(name, ": ", value);
    }
    return {};
}

// The oldest Received: who gave the mail to whom, without what its server says of
// itself.
std::string first_hop(const Source& from)
{
    const auto all = mail::find_all(from.fields, "Received");
    if (all.empty()) return {};
    auto value = shown(all.back());
    if (!text::starts_with_ignore_case(value, "from ")) return {};
    value = value.substr(5, value.find(" by ") - 5);
    std::erase_if(value, [](char c) { return c == '(' || c == ')'; });
    return std::string(text::trim(value));
}

std::string oldest_address(const Source& from)
{
    const auto hop = first_hop(from);
    const auto begin = hop.rfind('[');
    const auto end = hop.find(']', begin == hop.npos ? 0 : begin);
    return begin == hop.npos || end == hop.npos
               ? std::string()
               : hop.substr(begin + 1, end - begin - 1);
}

std::string client(const Source& from)
{
    const auto& e = *from.mail.envelope;
    return e.client.addr.empty() ? e.peer : e.client.addr;
}

std::string client_with_port(const Source& from)
{
    const auto& port = from.mail.envelope->client.port;
    const auto address = client(from);
    if (address.empty()) return {};
    return cat("[", address, "]", port.empty() ? "" : ":" + port);
}

std::string ccat(const Source& from, const List& arguments)
{
    const auto what = text::lower(arguments.empty() ? "" : text::trim(arguments[0]));
    const auto which =
        text::lower(arguments.size() < 2 ? "" : text::trim(arguments[1]));
    const auto& mail = from.mail;
    const auto& category = which == "main" ? mail.main : mail.blocking;
    if (what == "name") return std::string(name_of(category));
    if (what == "major") return std::to_string(category.major);
    if (what == "minor") return std::to_string(category.minor);
    if (what == "is_blocking") return truth(mail.is_blocked);
    if (what == "is_nonblocking") return truth(!mail.is_blocked);
    if (what == "is_blocked_by_nonmain")
        return truth(mail.is_blocked && mail.blocking != mail.main);
    return cat("(", category.major, ",", category.minor, ")");
}

List recipients(const Source& from)
{
    List all;
    for (const auto& one : from.mail.envelope->recipients)
        all.push_back(one.addr);
    return all;
}

List header_lines(const Source& from)
{
    List lines;
    for (const auto& field : from.fields.fields)
        lines.emplace_back(text::trim(field.whole));
    return lines;
}

// Those of the SpamAssassin report that the score is made of.
List spam_report(const Source& from)
{
    List lines{cat("Content analysis: ", from.mail.score, " points")};
    lines.insert(lines.end(), from.mail.tests.begin(), from.mail.tests.end());
    return lines;
}

std::string seconds(const Source& from)
{
    return std::to_string(from.mail.envelope->time_ms / 1000);
}

std::string date(const Source& from)
{
    return mail::date_time(
        static_cast<std::int64_t>(from.mail.envelope->time_ms / 1000));
}

std::string authors(const Source& from)
{
    const auto* field = mail::find(from.fields, "From");
    if (field == nullptr) return {};
    auto all = mail::find_addresses(mail::unfold(field->value), 20);
    for (auto& one : all)
        one = cat("<", one, ">");
    return text::join(all, ", ");
}

// What recipients want to be told of: NOTIFY of RFC 3461.
std::string wishes(const Source& from)
{
    if (from.mail.envelope->sender.empty()) return "NEVER";
    std::set<std::string> all;
    for (const auto& one : from.mail.envelope->recipients) {
        const auto notify = text::upper(one.notify.empty() ? "FAILURE" : one.notify);
        for (const auto word : text::split(notify, ','))
            all.emplace(word);
    }
    return text::join(std::vector<std::string>(all.begin(), all.end()), ",");
}

using Function = Value (*)(const Source&, const List&);

const std::map<std::string_view, Function>& functions()
{
    using S = const Source&;
    using A = const List&;
    static const std::map<std::string_view, Function> all{
        {"f", [](S s, A) { return Value(s.notice.from); }},
        {"T", [](S s, A) { return Value(s.notice.to); }},
        {"C", [](S, A) { return Value(List{}); }},
        {"B", [](S, A) { return Value(List{}); }},
        {"p", [](S s, A) { return Value(s.mail.bank); }},
        {"h", [](S s, A) { return Value(s.mail.host_name); }},
        {"n", [](S s, A) { return Value(s.mail.envelope->id); }},
        {"i", [](S s, A) { return Value(s.mail.mail_id); }},
        {"secret_id", [](S s, A) { return Value(s.mail.secret_id); }},
        {"u", [](S s, A) { return Value(seconds(s)); }},
        {"d", [](S s, A) { return Value(s.notice.date); }},
        {"date_rfc2822_local", [](S s, A) { return Value(date(s)); }},
        {"s", [](S s, A) { return Value(in_brackets(s.mail.envelope->sender)); }},
        {"o", [](S s, A) { return Value(s.mail.envelope->sender); }},
        {"S", [](S s, A) { return Value(in_brackets(s.mail.envelope->sender)); }},
        {"rfc2822_from", [](S s, A) { return Value(authors(s)); }},
        {"e", [](S s, A) { return Value(oldest_address(s)); }},
        {"t", [](S s, A) { return Value(first_hop(s)); }},
        {"g", [](S s, A) { return Value(s.mail.envelope->client.name); }},
        {"a", [](S s, A) { return Value(client(s)); }},
        {"client_helo", [](S s, A) { return Value(s.mail.envelope->client.helo); }},
        {"client_port", [](S s, A) { return Value(s.mail.envelope->client.port); }},
        {"client_addr_port", [](S s, A) { return Value(client_with_port(s)); }},
        {"client_protocol",
         [](S s, A) { return Value(s.mail.envelope->client.proto); }},
        {"protocol", [](S s, A) { return Value(s.mail.envelope->protocol); }},
        {"l", [](S s, A) { return Value(truth(s.mail.originating)); }},
        {"R", [](S s, A) { return Value(recipients(s)); }},
        {"D", [](S s, A) { return Value(s.mail.delivered); }},
        {"O", [](S s, A) { return Value(s.mail.failed); }},
        {"N", [](S s, A) { return Value(s.mail.reports); }},
        {"j", [](S s, A) { return Value(first_field(s, "Subject")); }},
        {"m", [](S s, A) { return Value(first_field(s, "Message-ID")); }},
        {"r", [](S s, A) { return Value(first_field(s, "Resent-Message-ID")); }},
        {"header_field", [](S s, A a) { return Value(header_field(s, a)); }},
        {"useragent", [](S s, A a) { return Value(user_agent(s, a)); }},
        {"Q", [](S s, A) { return Value(s.mail.envelope->client.ident); }},
        {"H", [](S s, A) { return Value(header_lines(s)); }},
        {"z", [](S s, A) { return Value(std::to_string(s.mail.envelope->size)); }},
        {"q", [](S s, A) { return Value(s.mail.quarantine); }},
        {"ccat", [](S s, A a) { return Value(ccat(s, a)); }},
        {"v", [](S s, A) { return Value(s.mail.scanner_output); }},
        {"V", [](S s, A) { return Value(s.mail.viruses); }},
        {"F",
         [](S s, A) {
             return s.mail.banned.empty() ? Value(List{}) : Value(List{s.mail.banned});
         }},
        {"W", [](S s, A) { return Value(s.mail.scanners); }},
        {"X", [](S s, A) { return Value(s.mail.header_faults); }},
        {"A", [](S s, A) { return Value(spam_report(s)); }},
        {"SUMMARY", [](S s, A) { return Value(text::join(spam_report(s), "\n")); }},
        {"c", [](S s, A) { return Value(s.mail.score); }},
        {"TESTS", [](S s, A) { return Value(s.mail.tests); }},
        {"AUTOLEARN", [](S s, A) { return Value(s.mail.autolearn); }},
        {"dkim", [](S, A) { return Value(std::string()); }},
        {"dsn_notify", [](S s, A) { return Value(wishes(s)); }},
        {"report_format", [](S, A) { return Value(std::string("dsn")); }},
        {"feedback_type", [](S, A) { return Value(std::string()); }},
    };
    return all;
}

std::string_view short_name(std::string_view name)
{
    static const std::map<std::string_view, std::string_view> synonyms{
        {"HOSTNAME", "h"},
        {"log_id", "n"},
        {"LOGID", "n"},
        {"mail_id", "i"},
        {"MAILID", "i"},
        {"date_unix_utc", "u"},
        {"DATE", "date_rfc2822_local"},
        {"client_addr", "a"},
        {"header_field_octets", "header_field"},
        {"HEADER", "header_field"},
        {"SCORE", "c"},
        {"TESTSSCORES", "TESTS"},
    };
    const auto found = synonyms.find(name);
    return found == synonyms.end() ? name : found->second;
}

} // namespace

Macros mail_macros(const MailFacts& mail, const NoticeFacts& notice)
{
    auto fields = std::make_shared<mail::Header>(mail::split_header(mail.header));
    return [&mail, &notice, fields](std::string_view name,
                                    const List& arguments) -> std::optional<Value> {
        const auto found = functions().find(short_name(name));
        if (found == functions().end()) return text_macro(name, arguments);
        return found->second({mail, notice, *fields}, arguments);
    };
}

std::string_view name_of(const Category& category)
{
    switch (category.major) {
    case 1:
        return category.minor == 1 ? "CleanTag" : "Clean";
    case 2:
        return category.minor == 1   ? "MtaTempFailed"
               : category.minor == 2 ? "MtaRejected"
                                     : "MtaFailed";
    case 3:
        return "Oversized";
    case 4: {
        constexpr std::string_view names[] = {"BadHdr",
                                              "BadHdrMime",
                                              "BadHdr8bit",
                                              "BadHdrChar",
                                              "BadHdrSpace",
                                              "BadHdrLong",
                                              "BadHdrSyntax",
                                              "BadHdrMissing",
                                              "BadHdrDupl"};
        const bool known = category.minor >= 0 && category.minor <= 8;
        return names[known ? category.minor : 0];
    }
    case 5:
        return category.minor == 1 ? "Spammy3" : "Spammy";
    case 6:
        return "Spam";
    case 7:
        return category.minor == 1   ? "UncheckedEncrypted"
               : category.minor == 2 ? "UncheckedOverLimits"
               : category.minor == 3 ? "UncheckedAmbiguousContent"
                                     : "Unchecked";
    case 8:
        return "Banned";
    case 9:
        return "Virus";
    default:
        return "CatchAll";
    }
}

} // namespace chainmail::notice
