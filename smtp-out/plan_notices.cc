// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "plan_notices.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::smtp_out {

namespace {

using text::cat;

// "BANNED (REASON)" is how the log puts it.
std::string banned_reason(const outcome::LogFacts& log)
{
    constexpr std::string_view begin = "BANNED (";
    for (const auto* text : {&log.blocked, &log.category})
        if (text->starts_with(begin) && text->ends_with(')'))
            return text->substr(begin.size(), text->size() - begin.size() - 1);
    return {};
}

} // namespace

notice::Category read_category(std::string_view text)
{
    const auto comma = text.find(',');
    const auto number = [](std::string_view digits) {
        return static_cast<int>(
            std::min<std::uint64_t>(text::to_number(digits).value_or(0), 99));
    };
    return {number(text.substr(0, comma)),
            comma == text.npos ? 0 : number(text.substr(comma + 1))};
}

void read_notice_field(std::string_view field,
                       const wire::Record::Line& line,
                       NoticePlan& to)
{
    const auto value = wire::unescape(line.value).value_or("");
    if (field == "kind")
        to.kind = line.value == "recipient" ? NoticePlan::Kind::recipient
                                            : NoticePlan::Kind::administrator;
    else if (field == "via")
        to.via = wire::split_fields(line.value);
    else if (field == "from")
        to.from = value;
    else if (field == "header-from")
        to.header_from = value;
    else if (field == "to")
        to.to.push_back(value);
    else if (field == "bcc")
        to.bcc = value;
    else if (field == "template")
        to.form += value;
    else if (field == "refused-template")
        to.refused_form += value;
    else if (field == "mail-id")
        to.mail_id = value;
}

void fill_in_notice_facts(const wire::Record& record, Plan& plan)
{
    if (plan.notices.empty() && !plan.dsn && !plan.log_form) return;
    auto& facts = plan.notice_facts;
    facts.mail_id = plan.log.mail_id;
    facts.secret_id = record.value("secret-id");
    facts.bank = plan.log.bank;
    facts.originating = plan.log.originating;
    facts.score = plan.log.hits;
    facts.autolearn = record.value("spam.autolearn");
    for (const auto& fields : record.all_fields("virus")) {
        const auto& name = fields.front();
        if (std::ranges::find(facts.viruses, name) == facts.viruses.end())
            facts.viruses.push_back(name);
        facts.scanner_output.push_back(
            cat(fields.size() > 1 ? fields[1] : "message", ": ", name));
    }
    if (!facts.viruses.empty() && record.has("virus.scanner"))
        facts.scanners.push_back(record.value("virus.scanner"));
    for (const auto& fields : record.all_fields("virus-ask.virus")) {
        const auto& name = fields.front();
        const auto& scanner = fields.back();
        if (std::ranges::count(facts.viruses, name) == 0) facts.viruses.push_back(name);
        if (std::ranges::count(facts.scanners, scanner) == 0)
            facts.scanners.push_back(scanner);
        facts.scanner_output.push_back(cat(scanner, ": ", name));
    }
    if (record.has("mime-error"))
        facts.header_faults.push_back("MIME error: " + record.value("mime-error"));
    for (const auto& fields : record.all_fields("badh"))
        if (fields.size() > 1) facts.header_faults.push_back(fields[1]);
    for (const auto& fields : record.all_fields("spam.test"))
        if (fields.size() > 1) facts.tests.push_back(cat(fields[0], "=", fields[1]));
    facts.banned = banned_reason(plan.log);
}

} // namespace chainmail::smtp_out
