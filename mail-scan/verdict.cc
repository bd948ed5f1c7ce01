// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "verdict.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::mail_scan {

namespace {

// amavisd's numbers of the categories, which policy writes.
constexpr unsigned virus = 9;
constexpr unsigned banned = 8;
constexpr unsigned unchecked = 7;
constexpr unsigned spam = 6;
constexpr unsigned spammy = 5;

Kind kind_of(const wire::Record& record, const Verdict& verdict)
{
    if (!verdict.viruses.empty()) return Kind::infected;
    const auto categories = record.fields("rcpt.1.ccat");
    const auto first = categories.empty() ? std::string() : categories.front();
    const auto major = text::to_number(first.substr(0, first.find(',')));
    if (!major) return Kind::error;
    switch (*major) {
    case virus:
        return Kind::infected;
    case banned:
        return Kind::banned;
    case unchecked:
        return Kind::unchecked;
    case spam:
    case spammy:
        return Kind::spam;
    default:
        return Kind::clean;
    }
}

std::vector<std::string> viruses_of(const wire::Record& record)
{
    std::vector<std::string> names;
    for (const auto& fields : record.all_fields("virus"))
        if (!fields.empty() && std::ranges::count(names, fields.front()) == 0)
            names.push_back(fields.front());
    return names;
}

// "BANNED (what,it,is)" for those who did not get it, or did.
std::string banned_name(const wire::Record& record)
{
    for (const auto* name : {"log.blocked", "log.category"}) {
        const auto category = record.value(name);
        if (!category.starts_with("BANNED (")) continue;
        const auto begin = category.find('(') + 1;
        return category.substr(begin, category.rfind(')') - begin);
    }
    return "";
}

std::string unchecked_reason(const wire::Record& record, const Flags& flags)
{
    if (record.has("hold")) return record.value("hold");
    for (const auto* name : {"virus-check.status", "mime-split.status"}) {
        const auto status = record.fields(name);
        if (status.size() > 1) return status[0] + ": " + status[1];
    }
    for (const auto& [part, word] : flags)
        if (!part.empty()) return text::cat("part ", part, ": ", word);
    return "not looked at in full";
}

// part.P.attr and part.P.ambiguous; hold is of the message.
void add_flags(const wire::Record& record, Verdict& verdict)
{
    for (std::size_t i = 0; i < record.size(); ++i) {
        const auto line = record.line(i);
        const auto dot = line.name.rfind('.');
        const auto field = line.name.substr(dot + 1);
        if (line.name == "hold") verdict.flags.emplace_back("", "hold");
        if (!line.name.starts_with("part.") ||
            (field != "attr" && field != "ambiguous"))
            continue;
        const auto part = std::string(line.name.substr(5, dot - 5));
        for (const auto& word : wire::split_fields(line.value))
            verdict.flags.emplace_back(part, word);
    }
}

} // namespace

Verdict read_verdict(const wire::Record& record)
{
    Verdict verdict;
    verdict.score = record.value("spam.score");
    for (const auto& fields : record.all_fields("spam.test"))
        if (fields.size() == 2) verdict.tests.emplace_back(fields[0], fields[1]);
    verdict.viruses = viruses_of(record);
    add_flags(record, verdict);
    verdict.kind = kind_of(record, verdict);
    if (verdict.kind == Kind::banned) verdict.banned = banned_name(record);
    if (verdict.kind == Kind::unchecked)
        verdict.reason = unchecked_reason(record, verdict.flags);
    if (verdict.kind == Kind::error) verdict.reason = "policy gave no category";
    return verdict;
}

Verdict error_verdict(std::string reason)
{
    Verdict verdict;
    verdict.reason = std::move(reason);
    return verdict;
}

} // namespace chainmail::mail_scan
