// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "freemail.h"

#include "scan.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t longest_local = 64;
constexpr std::size_t longest_label = 61;
constexpr std::size_t most_labels = 5; // with the top level domain
constexpr std::size_t url_side = 255;  // of the "@" in a web address

bool is_hex_run(std::string_view s, std::size_t size)
{
    return s.size() == size && std::all_of(s.begin(), s.end(), is_hex);
}

// Two groups of hexadecimal digits, or a UUID: an id, nobody's address.
bool is_message_id(std::string_view local)
{
    if (const auto dot = local.find('.'); dot != npos)
        return is_hex_run(local.substr(0, dot), 8) &&
               is_hex_run(local.substr(dot + 1), 8);
    const auto groups = text::split(local, '-');
    constexpr std::array<std::size_t, 5> sizes{8, 4, 4, 4, 12};
    if (groups.size() != sizes.size()) return false;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (!is_hex_run(groups[i], sizes[i])) return false;
    }
    return true;
}

bool is_postmaster(std::string_view local)
{
    return is_one_of(local, {"postmaster", "hostmaster", "domainmaster"});
}

// "list=example.com=user": an address wrapped into another.
std::size_t wrapped_parts(std::string_view local)
{
    const auto parts = text::split(local, '=');
    const bool complete = !parts.front().empty() && !parts.back().empty();
    return complete ? parts.size() : 1;
}

// Functions and machines at any provider, not people.
bool is_nobody(std::string_view local)
{
    if (is_one_of(local,
                  {"abuse",
                   "support",
                   "sales",
                   "info",
                   "helpdesk",
                   "contact",
                   "kontakt",
                   "bounce-",
                   "bounced-"}) ||
        is_postmaster(local) || local.starts_with("undisclosed"))
        return true;
    return (local.starts_with("request-") && is_hex_run(local.substr(8), 16)) ||
           is_message_id(local) || wrapped_parts(local) >= 3;
}

bool matches_labels(std::string_view pattern, std::string_view domain)
{
    for (;;) {
        const auto wanted = pattern.substr(0, pattern.find('.'));
        const auto label = domain.substr(0, domain.find('.'));
        if (!matches_glob(wanted, label)) return false;
        const bool is_last = wanted.size() == pattern.size();
        if (is_last || label.size() == domain.size())
            return is_last && label.size() == domain.size();
        pattern.remove_prefix(wanted.size() + 1);
        domain.remove_prefix(label.size() + 1);
    }
}

// A mark or almost any letter may stand inside "do not reply".
bool may_join(char c)
{
    const char lower = text::to_lower(c);
    return c == '.' || (lower >= '_' && lower <= 't');
}

bool is_noreply(std::string_view local)
{
    std::string_view rest = local;
    if (ends_with_ignore_case(rest, "reply"))
        rest.remove_suffix(5);
    else if (ends_with_ignore_case(rest, "replies"))
        rest.remove_suffix(7);
    else
        return false;
    const auto ends_with_no = [&](std::string_view s) {
        if (!ends_with_ignore_case(s, "no")) return false;
        s.remove_suffix(2);
        if (is_word_edge(local, s.size())) return true;
        for (const std::size_t joint : {0U, 1U}) {
            if (s.size() < joint || (joint == 1 && !may_join(s.back()))) continue;
            const auto before = s.substr(0, s.size() - joint);
            if (ends_with_ignore_case(before, "do") &&
                is_word_edge(local, before.size() - 2))
                return true;
        }
        return false;
    };
    return ends_with_no(rest) || (!rest.empty() && may_join(rest.back()) &&
                                  ends_with_no(rest.substr(0, rest.size() - 1)));
}

bool in_atom(char c)
{
    return text::is_alnum(c) || std::string_view("!#$%&'*+/=?^_`{|}~-").find(c) != npos;
}

bool in_domain(char c)
{
    return text::is_alnum(c) || c == '-' || c == '.';
}

// The end of a valid domain behind the "@" at `at`, or npos.
std::size_t end_of_domain(std::string_view s, std::size_t at, const Registry& registry)
{
    auto end = skip_while(s, at + 1, in_domain);
    while (end > at + 1 && s[end - 1] == '.')
        --end;
    const auto domain = s.substr(at + 1, end - at - 1);
    const auto labels = text::split(domain, '.');
    if (labels.size() < 2 || labels.size() > most_labels) return npos;
    const bool valid =
        std::all_of(labels.begin(), labels.end() - 1, [](std::string_view label) {
            return !label.empty() && label.size() <= longest_label &&
                   text::is_alnum(label.front()) && text::is_alnum(label.back());
        });
    return valid && registry.is_tld(labels.back()) ? end : npos;
}

// Where the local part in front of the "@" at `at` begins: as far back as atoms and
// single dots go, not before `from`. `allowed` may refuse a place; then it begins
// behind the next dot.
template <typename Allowed>
std::size_t
begin_of_local(std::string_view s, std::size_t at, std::size_t from, Allowed allowed)
{
    std::size_t best = npos;
    std::size_t end = at;
    while (end > from && in_atom(s[end - 1])) {
        auto begin = end;
        while (begin > from && in_atom(s[begin - 1]))
            --begin;
        const bool is_edge = begin == 0 || !in_atom(s[begin - 1]);
        if (is_edge && at - begin <= longest_local && allowed(begin)) best = begin;
        if (begin <= from || s[begin - 1] != '.' || at - begin > longest_local) break;
        end = begin - 1;
    }
    return best;
}

// Behind an address that is quoted: ">" or "somebody wrote:" in other languages, but
// not "phone:" and the like. Gives the length, 0 when it is not quoted.
std::size_t quote_mark_length(std::string_view rest)
{
    if (rest.starts_with('>')) return 1;
    const auto word = skip_space(rest, 0);
    if (word == 0 || word > 10) return 0;
    const auto end = skip_while(rest, word, text::is_alpha);
    const auto length = end - word;
    if (length < 2 || length > 11 || end >= rest.size() || rest[end] != ':') return 0;
    const auto name = rest.substr(word);
    for (const auto* other : {"fax", "facsi", "tel", "phone", "email", "mail"}) {
        if (text::starts_with_ignore_case(name, other)) return 0;
    }
    return end + 1;
}

// http://...@... from `at` (perhaps with "<" in front) on: where it ends, or npos.
std::size_t end_of_address_url(std::string_view s, std::size_t at)
{
    auto begin = at + (s[at] == '<' ? 1U : 0U);
    const auto rest = s.substr(begin);
    if (text::starts_with_ignore_case(rest, "http://"))
        begin += 7;
    else if (text::starts_with_ignore_case(rest, "https://"))
        begin += 8;
    else
        return npos;
    const auto run = skip_while(s, begin, [](char c) { return !text::is_space(c); });
    const auto shown = s.substr(0, run);
    std::size_t behind = npos;
    for (auto mark = std::min(begin + url_side, run) + 1; mark-- > begin;) {
        if (shown.substr(mark).starts_with('@'))
            behind = mark + 1;
        else if (shown.substr(mark).starts_with("%40"))
            behind = mark + 3;
        if (behind != npos) break;
    }
    return behind == npos ? npos : std::min(run, behind + url_side);
}

std::string without_address_urls(std::string_view s)
{
    std::string out;
    for (std::size_t at = 0; at < s.size();) {
        const bool may_begin = s[at] == '<' || s[at] == 'h' || s[at] == 'H';
        const auto end = may_begin ? end_of_address_url(s, at) : npos;
        if (end == npos) {
            out += s[at++];
        } else {
            out += ' ';
            at = end;
        }
    }
    return out;
}

} // namespace

bool is_freemail(std::string_view address, const FreemailSettings& settings)
{
    const auto at = address.rfind('@');
    const auto domain = at == npos ? address : address.substr(at + 1);
    if (address.empty() || settings.welcomelist.contains(address) ||
        settings.welcomelist.contains(domain))
        return false;
    if ((settings.import_welcomelist_auth &&
         settings.welcomelist_auth.contains(address)) ||
        (settings.import_def_welcomelist_auth &&
         settings.def_welcomelist_auth.contains(address)))
        return false;
    if (at != npos && is_nobody(address.substr(0, address.find('@')))) return false;
    return settings.domains.contains(domain) ||
           (at != npos && std::any_of(settings.wildcard_domains.begin(),
                                      settings.wildcard_domains.end(),
                                      [&](const std::string& pattern) {
                                          return matches_labels(pattern, domain);
                                      }));
}

bool looks_like_bulk(std::string_view envelope_from)
{
    const auto at = envelope_from.find('@');
    if (at == npos) return false;
    const std::string local = text::lower(envelope_from.substr(0, at));
    if (is_postmaster(local) || local == "double-bounce" || wrapped_parts(local) >= 2 ||
        is_noreply(local))
        return true;
    for (const std::string_view start : {"sentto-",
                                         "owner-",
                                         "return-",
                                         "bounce-",
                                         "bounced-",
                                         "grbounce-",
                                         "grbounced-"}) {
        if (local.starts_with(start) && local.size() > start.size()) return true;
    }
    for (const std::string_view end :
         {"-request", "-bounce", "-bounces", "-admin", "-owner"}) {
        if (local.ends_with(end)) return true;
    }
    return false;
}

std::optional<FoundAddress> find_address(std::string_view s,
                                         std::size_t from,
                                         bool not_behind_mailto,
                                         const Registry& registry)
{
    const auto allowed = [&](std::size_t begin) {
        return !not_behind_mailto ||
               !ends_with_ignore_case(s.substr(0, begin), "mailto:");
    };
    for (auto at = s.find('@', from); at != npos; at = s.find('@', at + 1)) {
        const auto begin = begin_of_local(s, at, from, allowed);
        if (begin == npos) continue;
        const auto end = end_of_domain(s, at, registry);
        if (end != npos) return FoundAddress{begin, end};
    }
    return {};
}

std::string without_quoted_addresses(std::string_view paragraph,
                                     const Registry& registry)
{
    if (paragraph.find('@') == npos && paragraph.find("%40") == npos)
        return std::string(paragraph);
    const std::string plain = without_address_urls(paragraph);
    const std::string_view s = plain;
    std::string out;
    std::size_t copied = 0;
    std::size_t from = 0;
    while (const auto found = find_address(s, from, true, registry)) {
        const auto mark = quote_mark_length(s.substr(found->end));
        if (mark == 0) {
            from = found->end;
            continue;
        }
        const bool opened = found->begin > copied && s[found->begin - 1] == '<';
        out += s.substr(copied, found->begin - (opened ? 1U : 0U) - copied);
        out += ' ';
        copied = from = found->end + mark;
    }
    out += s.substr(copied);
    return out;
}

} // namespace chainmail::spam_score
