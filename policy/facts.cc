// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "facts.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace chainmail::policy {

namespace {

using text::cat;

std::optional<double> parse_score(std::string_view text)
{
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || !std::isfinite(value)) return {};
    return value;
}

// The first word of PROGRAM.status. A program that is not in this chain, or that is
// switched off and so may have been left out of it, has skipped its work.
Result<std::string> status_of(const wire::Record& record,
                              const wire::Envelope& envelope,
                              const std::vector<std::string>& required,
                              const std::string& program)
{
    const auto name = program + ".status";
    if (record.has(name)) return record.fields(name).front();
    const bool expected = std::ranges::find(required, program) != required.end();
    if (!expected || envelope.skip.contains(program)) return std::string("skipped");
    return temporary(
        cat("no ", name, " in the record: ", program, " did not do its work"));
}

Error refuse(const std::string& program, std::string_view what)
{
    return temporary(
        cat(program, " says something unknown: ", text::printable(what, 80)));
}

Result<Check> read_check(const std::string& program,
                         const std::string& status,
                         const std::vector<std::string_view>& done)
{
    if (status == "skipped") return Check::skipped;
    if (status == "failed") return Check::failed;
    if (std::ranges::find(done, status) != done.end()) return Check::done;
    return refuse(program, cat("status ", status));
}

// The lists of each scanner, the built-in one first.
std::vector<std::vector<std::string>> virus_lists(const wire::Record& record,
                                                  bool built_in)
{
    std::vector<std::vector<std::string>> lists;
    if (built_in) lists.emplace_back();
    for (const auto& fields : record.all_fields("virus"))
        if (built_in) lists.front().push_back(fields.front());
    std::string scanner;
    for (const auto& fields : record.all_fields("virus-ask.virus")) {
        if (scanner.empty() || scanner != fields.back()) lists.emplace_back();
        scanner = fields.back();
        lists.back().push_back(fields.front());
    }
    return lists;
}

// As amavisd: the mail is checked when one scanner has an answer, and the first that
// finds something names it.
Status read_viruses(const wire::Record& record,
                    const std::string& own,
                    const std::string& others,
                    Facts& facts)
{
    const auto check = read_check("virus-check", own, {"clean", "infected"});
    if (!check) return check.error();
    const auto asked = read_check("virus-ask", others, {"clean", "infected"});
    if (!asked) return asked.error();
    const bool done = *check == Check::done || *asked == Check::done;
    facts.virus_check = done ? Check::done : *check == Check::skipped ? *asked : *check;
    facts.infected = own == "infected" || others == "infected";
    if (!facts.infected) return {};
    facts.further_viruses = virus_lists(record, own == "infected");
    if (facts.further_viruses.empty()) return {};
    facts.viruses = std::move(facts.further_viruses.front());
    facts.further_viruses.erase(facts.further_viruses.begin());
    return {};
}

Status read_spam(const wire::Record& record, const std::string& status, SpamFacts& spam)
{
    const auto check = read_check("spam-score", status, {"ok"});
    if (!check) return check.error();
    spam.check = *check;
    if (spam.check != Check::done) return {};
    const auto score = record.value("spam.score");
    spam.score = parse_score(score);
    if (!spam.score) return refuse("spam-score", cat("score ", score));
    for (const auto& fields : record.all_fields("spam.test")) {
        const auto points = parse_score(fields.back());
        if (fields.size() != 2 || !points)
            return refuse("spam-score", cat("test ", fields.front()));
        spam.tests.push_back({fields.front(), *points});
    }
    spam.autolearn = record.value("spam.autolearn");
    return {};
}

Status read_header_faults(const wire::Record& record, Facts& facts)
{
    for (const auto& fields : record.all_fields("badh")) {
        const auto minor = text::to_number(fields.front());
        if (!minor || *minor > 99 || fields.size() < 2)
            return refuse("mime-split", cat("badh ", fields.front()));
        HeaderFault fault{static_cast<int>(*minor), fields[1], {}, 0};
        if (fields.size() > 2) fault.test = fields[2];
        if (fields.size() > 3) fault.number = text::to_number(fields[3]).value_or(0);
        facts.header_faults.push_back(std::move(fault));
    }
    return {};
}

void read_part_facts(const wire::Record& record, Facts& facts)
{
    facts.parts = read_parts(record);
    for (const auto& part : facts.parts) {
        facts.is_encrypted |= part.attributes.find('C') != std::string::npos;
        facts.is_undecodable |= part.attributes.find('U') != std::string::npos;
        facts.is_ambiguous |=
            part.is_ambiguous || part.attributes.find('B') != std::string::npos;
    }
}

} // namespace

Result<Facts> read_facts(const wire::Record& record,
                         const wire::Envelope& envelope,
                         const std::vector<std::string>& required)
{
    const auto split = status_of(record, envelope, required, "mime-split");
    if (!split) return split.error();
    const auto virus = status_of(record, envelope, required, "virus-check");
    if (!virus) return virus.error();
    const auto asked = status_of(record, envelope, required, "virus-ask");
    if (!asked) return asked.error();
    const auto spam = status_of(record, envelope, required, "spam-score");
    if (!spam) return spam.error();
    if (*split != "ok" && *split != "hold" && *split != "skipped")
        return refuse("mime-split", cat("status ", *split));
    Facts facts;
    facts.size = envelope.size;
    facts.mime_error = record.value("mime-error");
    read_part_facts(record, facts);
    if (auto read = read_header_faults(record, facts); !read) return read.error();
    facts.hold = record.value("hold");
    if (auto read = read_viruses(record, *virus, *asked, facts); !read)
        return read.error();
    if (auto read = read_spam(record, *spam, facts.spam); !read) return read.error();
    return facts;
}

} // namespace chainmail::policy
