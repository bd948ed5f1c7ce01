// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "received_auth.h"

#include "scan.h"
#include "trace_format.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

bool has(std::string_view line, std::string_view text)
{
    return line.find(text) != npos;
}

bool ends_word(std::string_view line, std::size_t at)
{
    return at == line.size() || line[at] == ' ' || line[at] == ';';
}

// RFC 3848 and RFC 6531 protocol names with an A, and those that only webmail uses.
bool is_authenticated_protocol(std::string_view name)
{
    const std::string lower = text::lower(name);
    for (const auto* plain : {"asmtp", "http", "https", "httpu"}) {
        if (lower == plain) return true;
    }
    for (const std::string_view stem : {"esmtp", "lmtp", "utf8smtp", "utf8lmtp"}) {
        if (lower.starts_with(stem) &&
            (lower.substr(stem.size()) == "a" || lower.substr(stem.size()) == "sa"))
            return true;
    }
    return false;
}

std::string by_protocol(std::string_view line)
{
    for (auto at = find_ignore_case(line, " with "); at != npos;
         at = find_ignore_case(line, " with ", at + 1)) {
        const auto begin = at + 6;
        const auto end = skip_while(line, begin, text::is_alnum);
        const auto name = line.substr(begin, end - begin);
        if (ends_word(line, end) && is_authenticated_protocol(name))
            return std::string(name);
    }
    return {};
}

// Google writes ESMTPS, but gives submissions ids of a form of their own:
// "x12sm345abc.12.2020.01.02.03.04.05".
bool is_google_submission_id(std::string_view id)
{
    const auto fields = text::split(id, '.');
    if (fields.size() < 8) return false;
    const auto sm = fields[0].find("sm");
    if (sm == npos || sm < 1 || sm > 4) return false;
    const auto digits_end = skip_while(fields[0], sm + 2, text::is_digit);
    const auto digits = digits_end - sm - 2;
    const auto letters = fields[0].size() - digits_end;
    const auto all_digits = [](std::string_view s) {
        return std::all_of(s.begin(), s.end(), text::is_digit);
    };
    return digits >= 2 && digits <= 9 && letters == 3 && all_digits(fields[1]) &&
           fields[2].size() == 4 && all_digits(fields[2]) && all_digits(fields[3]);
}

std::string by_google(std::string_view line)
{
    static const TraceFormat google(" by mx.google.com with ESMTPS id {id}");
    static const TraceFormat cipher("(version={ident} cipher={part})");
    TraceMatch match;
    if (!google.found_in(line, match) ||
        !is_google_submission_id(match[TraceField::id]))
        return {};
    if (!cipher.found_in(line, match)) return {};
    return text::cat("GMail - transport=",
                     match[TraceField::ident],
                     " cipher=",
                     match[TraceField::part]);
}

std::string by_courier(std::string_view line)
{
    static const TraceFormat closed("]) (AUTH: {id} {part}) by ");
    static const TraceFormat other(")] (AUTH: {id} {part}) by ");
    TraceMatch match;
    if (!closed.found_in(line, match) && !other.found_in(line, match)) return {};
    for (const auto* name : {"LOGIN", "PLAIN", "DIGEST-MD5", "CRAM-MD5"}) {
        if (match[TraceField::id] == name) return name;
    }
    return {};
}

// "(authenticated ...)" behind the bracketed address of the client.
bool says_authenticated(std::string_view line)
{
    static const TraceFormat plain("]) {some}({some}authenticated{some}){some} by");
    static const TraceFormat remark(
        "] ({inner})) {some}({some}authenticated{some}){some} by");
    static const TraceFormat other(")] {some}({some}authenticated{some}){some} by");
    TraceMatch match;
    return has(line, "authenticated") &&
           (plain.found_in(line, match) || remark.found_in(line, match) ||
            other.found_in(line, match));
}

std::string by_gmx(std::string_view line)
{
    static const TraceFormat gmx(
        "from {word?} ({hello} {word?}) [{other-ip}] by {by} ({inner}) with {smtp}");
    TraceMatch match;
    if (!has(line, "mail.gmx.") || !gmx.found_in(line, match)) return {};
    const auto by = match[TraceField::by];
    if (by != "mail.gmx.net" && by != "mail.gmx.com") return {};
    return text::cat(
        "GMX (", has(line, ") with ESMTP") ? "ESMTP" : "SMTP", " / ", by, ")");
}

std::string by_postfix(std::string_view line)
{
    static const TraceFormat postfix(
        ") (Authenticated sender: {word}) by {word} ({inner}) with ");
    TraceMatch match;
    if (!postfix.found_in(line, match)) return {};
    const auto name = match[TraceField::part];
    return name == "Postfix" ? "Postfix" : text::cat("Postfix (", name, ")");
}

bool is_communigate(std::string_view line)
{
    if (!has(line, " (account ")) return false;
    for (const auto* way : {"HTTP", "SMTP", "XIMSS", "IMAP"}) {
        if (has(line, text::cat("CommuniGate Pro ", way))) return true;
    }
    return false;
}

std::string via_http(std::string_view line)
{
    for (auto at = find_ignore_case(line, "(via http"); at != npos;
         at = find_ignore_case(line, "(via http", at + 1)) {
        const auto close = line.find(')', at);
        if (close == npos || close > at + 10 || !ends_word(line, close + 1)) continue;
        return std::string(line.substr(at + 5, close - at - 5));
    }
    return {};
}

} // namespace

std::string authentication_of(std::string_view line)
{
    static const TraceFormat critical_path(
        ") by {some} ({word}) (authenticated as {some}) id ");
    const bool has_by = has(line, " by ");
    TraceMatch match;
    if (const auto name = by_protocol(line); has_by && !name.empty()) return name;
    if (const auto name = by_google(line); !name.empty()) return name;
    if (const auto name = by_courier(line); !name.empty()) return name;
    if (says_authenticated(line)) return "Sendmail";
    if (const auto name = by_gmx(line); !name.empty()) return name;
    if (has(line, " (authenticated as ") && critical_path.found_in(line, match))
        return "CriticalPath";
    if (const auto name = by_postfix(line); !name.empty()) return name;
    if (is_communigate(line)) return "Communigate";
    if (has(line, " with Microsoft Exchange Server HTTP-DAV")) return "HTTP-DAV";
    if (const auto name = via_http(line); has_by && !name.empty()) return name;
    return {};
}

} // namespace chainmail::spam_score
