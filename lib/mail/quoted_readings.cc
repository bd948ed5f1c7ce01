// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/quoted_readings.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::mail {

namespace {

constexpr std::string_view blanks = " \t\r";

bool is_upper_hex(char c)
{
    return text::hex_value(c) >= 0 && !text::is_lower(c);
}

bool is_escape(std::string_view s, bool lower_case)
{
    if (s.size() < 3 || s[0] != '=') return false;
    return lower_case ? text::hex_value(s[1]) >= 0 && text::hex_value(s[2]) >= 0
                      : is_upper_hex(s[1]) && is_upper_hex(s[2]);
}

// How much of a bad escape at the start of `s` is lost.
std::size_t lost(std::string_view s, std::size_t drops)
{
    std::size_t taken = 1;
    while (taken < drops && taken < s.size() && s[taken] != '=')
        ++taken;
    return taken;
}

void take_line(std::string_view line, const QuotedRules& rules, std::string& out)
{
    while (!line.empty()) {
        const auto plain = line.substr(0, line.find('='));
        out += plain;
        line.remove_prefix(plain.size());
        if (line.empty()) return;
        if (is_escape(line, rules.lower_case)) {
            out += static_cast<char>(text::hex_value(line[1]) * 16 +
                                     text::hex_value(line[2]));
            line.remove_prefix(3);
        } else {
            if (rules.drops == 0) out += '=';
            line.remove_prefix(lost(line, rules.drops));
        }
    }
}

// Of each bad escape the "=" and one character; an "=" before another "=" or the end of
// its line is none yet.
std::string without_bad_escapes(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto rest = text.substr(i);
        const bool waits = rest.size() < 2 || rest[1] == '=' || rest[1] == '\n';
        if (rest.front() == '=' && !waits && !is_escape(rest, false))
            ++i;
        else
            out += rest.front();
    }
    return out;
}

std::string without_line_ends(std::string_view text, bool keeps_soft)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto rest = text.substr(i);
        if (!keeps_soft && (rest.starts_with("=\n") || rest.starts_with("=\r")))
            continue;
        if (rest.front() != '\n' && rest.front() != '\r') out += rest.front();
    }
    return out;
}

std::string only_escapes(std::string_view text)
{
    std::string out;
    for (auto at = text.find('='); at != text.npos; at = text.find('=', at + 1))
        if (is_escape(text.substr(at), true)) out += text.substr(at, 3);
    return out;
}

std::string only_ascii(std::string_view text)
{
    std::string out;
    for (const char c : text)
        if (c == '\n' || (!text::is_control(c) && !text::is_8bit(c))) out += c;
    return out;
}

std::string prepared(std::string_view text, QuotedRules::First first)
{
    switch (first) {
    case QuotedRules::First::removes_bad:
        return without_bad_escapes(text);
    case QuotedRules::First::joins_lines:
        return without_line_ends(text, false);
    case QuotedRules::First::joins_escapes:
        return without_line_ends(text, true);
    case QuotedRules::First::keeps_escapes:
        return only_escapes(text);
    case QuotedRules::First::keeps_ascii:
        return only_ascii(text);
    case QuotedRules::First::nothing:
        break;
    }
    return std::string(text);
}

// What is there that readers differ about.
struct Oddities {
    std::size_t upper = 0; ///< escapes with letters, by their case
    std::size_t lower = 0;
    std::size_t escapes = 0;
    std::size_t needless = 0; ///< of control characters, letters and digits: no text
    std::size_t others = 0; ///< characters that are no part of an escape or a line end
    bool bad = false;
    bool hard_ends = false;
    bool not_ascii = false;
};

bool has_letter(std::string_view escape)
{
    return text::is_alpha(escape[1]) || text::is_alpha(escape[2]);
}

// What only content that is no text has to escape, or only somebody who hides it.
bool is_needless(std::string_view escape)
{
    const int value = text::hex_value(escape[1]) * 16 + text::hex_value(escape[2]);
    const char c = static_cast<char>(value);
    return value < 0x80 && !text::is_space(c) &&
           (text::is_control(c) || text::is_alnum(c));
}

void look_at_line(std::string_view line, Oddities& found)
{
    for (std::size_t i = 0; i < line.size(); ++i) {
        const auto rest = line.substr(i);
        if (is_escape(rest, true)) {
            ++found.escapes;
            if (is_needless(rest)) ++found.needless;
            if (has_letter(rest))
                ++(is_escape(rest, false) ? found.upper : found.lower);
            i += 2;
            continue;
        }
        ++found.others;
        found.bad |= rest.front() == '=';
        found.not_ascii |= text::is_8bit(rest.front()) ||
                           (text::is_control(rest.front()) && rest.front() != '\t');
    }
}

// A line without its soft break, and whether it had one.
bool cut_soft_break(std::string_view& line)
{
    const auto end = line.find_last_not_of(blanks);
    if (end == line.npos || line[end] != '=') return false;
    line = line.substr(0, end);
    return true;
}

template <typename Take>
void for_each_line(std::string_view text, const Take& take)
{
    while (!text.empty()) {
        const auto at = text.find('\n');
        take(text.substr(0, at), at != text.npos);
        text.remove_prefix(std::min(at == text.npos ? at : at + 1, text.size()));
    }
}

Oddities find_oddities_in(std::string_view text)
{
    Oddities found;
    for_each_line(text, [&](std::string_view line, bool ends) {
        if (!cut_soft_break(line)) {
            if (line.ends_with('\r')) line.remove_suffix(1);
            found.hard_ends |= ends;
        }
        look_at_line(line, found);
    });
    return found;
}

} // namespace

std::string decode_quoted(std::string_view text, const QuotedRules& rules)
{
    if (rules.first != QuotedRules::First::nothing)
        return decode_quoted(prepared(text, rules.first),
                             {rules.lower_case, rules.drops, {}});
    std::string out;
    out.reserve(text.size());
    for_each_line(text, [&](std::string_view line, bool ends) {
        const bool soft = cut_soft_break(line);
        if (!soft) line = line.substr(0, line.find_last_not_of(blanks) + 1);
        take_line(line, rules, out);
        if (ends && !soft) out += '\n';
    });
    return out;
}

std::vector<QuotedRules> quoted_rules_for(std::string_view text)
{
    using First = QuotedRules::First;
    const auto found = find_oddities_in(text);
    const bool mixed = found.upper > 0 && found.lower > 0;
    const bool mostly_escapes =
        found.escapes * 3 > found.others && found.needless * 4 > found.escapes;
    std::vector<QuotedRules> rules(1);
    for (std::size_t drops = 1; found.bad && drops <= 3; ++drops)
        rules.push_back({true, drops, First::nothing});
    for (std::size_t drops = 0; (mixed || (found.bad && found.lower > 0)) && drops <= 3;
         ++drops)
        rules.push_back({false, drops, First::nothing});
    if (found.bad || mixed) rules.push_back({true, 0, First::removes_bad});
    if (found.bad || (mostly_escapes && found.hard_ends))
        rules.push_back({true, 0, First::joins_lines});
    if (mostly_escapes && (found.others > 0 || found.hard_ends))
        for (const auto first : {First::keeps_escapes, First::joins_escapes})
            rules.push_back({true, 0, first});
    if (found.not_ascii) rules.push_back({true, 0, First::keeps_ascii});
    return rules;
}

} // namespace chainmail::mail
