// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evals on what the Date field and the Received fields say of the time.
#include "eval_argument.h"
#include "examination.h"
#include "mail_date.h"
#include "scan.h"
#include "trace_format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace chainmail::spam_score {

namespace {

std::optional<std::int64_t> date_of_header(const Examination& mail)
{
    for (const auto* name : {"resent-date", "date"}) {
        for (const auto* field : mail.message().header().find(name)) {
            if (const auto time = parse_date(field->decoded)) return time;
        }
    }
    return {};
}

// " 1 Jan 2026 12:00:00 +0000" somewhere in a line, with one more character in front.
std::string_view find_date_text(std::string_view line)
{
    const auto digits = [&](std::size_t at) {
        return skip_while(line, at, text::is_digit);
    };
    // The offset behind the text whose day begins at `at`, or npos.
    const auto end_of = [&](std::size_t at) -> std::size_t {
        const auto is = [&](std::size_t i, char c) {
            return i < line.size() && line[i] == c;
        };
        const auto day = digits(at);
        if (day == at || !is(day, ' ')) return npos;
        const auto month =
            skip_while(line, day + 1, [](char c) { return !text::is_space(c); });
        if (month != day + 4 || !is(month, ' ')) return npos;
        const auto year = digits(month + 1);
        if (year == month + 1 || !is(year, ' ')) return npos;
        auto part = year + 1;
        for (const char close : {':', ':', ' '}) {
            const auto end = digits(part);
            if (end == part || !is(end, close)) return npos;
            part = end + 1;
        }
        const auto zone =
            skip_while(line, part, [](char c) { return !text::is_space(c); });
        return zone == part ? npos : zone;
    };
    for (std::size_t at = 0; at + 1 < line.size(); ++at) {
        if (!text::is_space(line[at])) continue;
        for (const std::size_t day : {at + 2, at + 1}) {
            const auto end = day < line.size() ? end_of(day) : npos;
            if (end != npos) return line.substr(at, end - at);
        }
    }
    return {};
}

bool is_local_handover(std::string_view line)
{
    static const TraceFormat one("from {word} {word?}127.0.0.1");
    static const TraceFormat two("from {word} {word} {word?}127.0.0.1");
    static const TraceFormat qmail("qmail {digits} invoked by uid {digits}");
    TraceMatch match;
    return line.find("from localhost ") != npos || one.found_in(line, match) ||
           two.found_in(line, match) || qmail.found_in(line, match);
}

bool is_fetchmail(std::string_view line)
{
    static const TraceFormat fetchmail("by localhost with {word} (fetchmail-");
    TraceMatch match;
    return fetchmail.found_in(line, match);
}

std::vector<std::int64_t> received_times(const Examination& mail)
{
    std::vector<std::string_view> lines;
    for (const auto* field : mail.message().header().find("received")) {
        if (!text::trim(field->decoded).empty()) lines.push_back(field->decoded);
    }
    // What fetchmail adds says when the mail was fetched, not when it came.
    std::size_t first = !lines.empty() && is_local_handover(lines.front()) ? 1 : 0;
    first = first < lines.size() && is_fetchmail(lines[first]) ? first + 1 : 0;
    std::vector<std::int64_t> times;
    for (std::size_t i = first; i < lines.size(); ++i) {
        const auto found = find_date_text(lines[i]);
        if (found.empty()) continue;
        if (const auto time = parse_date(found)) times.push_back(*time);
    }
    return times;
}

// How many seconds the Date is ahead of the hop it is nearest to.
std::int64_t date_shift(const Examination& mail)
{
    const auto date = date_of_header(mail);
    const auto times = received_times(mail);
    if (!date || times.empty()) return 0;
    std::vector<std::int64_t> shifts;
    for (const auto time : times)
        shifts.push_back(*date - time);
    // The oldest hop may have taken its time from the Date.
    if (shifts.size() > 1 && shifts.back() == 0) shifts.pop_back();
    return *std::min_element(
        shifts.begin(), shifts.end(), [](std::int64_t a, std::int64_t b) {
            return std::llabs(a) < std::llabs(b);
        });
}

Result<Eval> check_for_shifted_date(const EvalArguments& arguments)
{
    constexpr double open = std::numeric_limits<double>::infinity();
    const auto hours = [&](std::size_t place, double otherwise) {
        if (text_argument(arguments, place) == "undef") return otherwise;
        return number_argument(arguments, place).value_or(0) * 3600;
    };
    const double least = hours(0, -open);
    const double below = hours(1, open);
    return Eval([=](Examination& mail) {
        if (!mail.date_shift) mail.date_shift = date_shift(mail);
        const auto shift = static_cast<double>(*mail.date_shift);
        return hit(shift >= least && shift < below);
    });
}

// Outlook's Message-ID holds the time in units of 2^32 times 100 ns since 1601,
// shifted.
double outlook_ticks(std::int64_t unix_seconds)
{
    constexpr double ticks_per_second = 1e7 / 4294967296.0;
    constexpr double ticks_at_epoch = 11'644'473'600 * ticks_per_second;
    return std::trunc(static_cast<double>(unix_seconds) * ticks_per_second +
                      ticks_at_epoch);
}

std::optional<double> outlook_token(std::string_view id)
{
    // <hhhhTTTTTTTT$hhhhhhhh$hhhhhhhh@
    const auto hex_run = [&](std::size_t at) {
        return skip_while(
            id, at, [](char c) { return text::is_digit(c) || (c >= 'a' && c <= 'f'); });
    };
    if (!id.starts_with('<') || hex_run(1) != 13 || id.size() < 32) return {};
    if (id[13] != '$' || hex_run(14) != 22 || id[22] != '$' || hex_run(23) != 31 ||
        id[31] != '@')
        return {};
    return static_cast<double>(
        std::strtoul(std::string(id.substr(5, 8)).c_str(), nullptr, 16));
}

Result<Eval> check_outlook_message_id(const EvalArguments&)
{
    constexpr double tolerance = 250; // ticks, some 30 hours
    return Eval([](Examination& mail) {
        const auto token = outlook_token(mail.header().scalar("MESSAGEID"));
        if (!token) return 0.0;
        const auto is_far = [&](const char* field) {
            const auto time = parse_date(mail.header().scalar(field)).value_or(0);
            return std::abs(*token - outlook_ticks(time)) >= tolerance;
        };
        return hit(is_far("Date") && is_far("Received"));
    });
}

constexpr std::array entries{
    EvalEntry{"check_for_shifted_date", check_for_shifted_date},
    EvalEntry{"check_outlook_message_id", check_outlook_message_id},
};

} // namespace

std::span<const EvalEntry> date_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
