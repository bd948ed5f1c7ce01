// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "uri_condition.h"

#include "perl_pattern.h"
#include "scan.h"

#include <algorithm>
#include <array>
#include <optional>

namespace chainmail::spam_score {

namespace {

std::optional<UriKey> key_of(std::string_view name)
{
    if (name == "raw") return UriKey::raw;
    if (name == "type") return UriKey::type;
    if (name == "cleaned") return UriKey::cleaned;
    if (name == "text") return UriKey::text;
    if (name == "domain") return UriKey::domain;
    if (name == "host") return UriKey::host;
    return {};
}

// The length of a pattern literal at the start of `s`: /RE/flags or m!RE!flags. Its
// delimiter does not stand inside, escaped or not.
std::size_t literal_length(std::string_view s)
{
    const std::size_t open = s.starts_with('m') ? 1 : 0;
    if (open >= s.size() || is_word(s[open]) || (open == 0 && s[0] != '/')) return 0;
    const auto close = s.find(s[open], open + 1);
    if (close == npos) return 0;
    const auto end = skip_while(
        s, close + 1, [](char c) { return std::string_view("imsx").find(c) != npos; });
    return end == s.size() || text::is_space(s[end]) ? end : 0;
}

} // namespace

bool UriCondition::holds(const UriRecord& uri, MatchScratch& scratch) const
{
    const auto good = [&](std::string_view value) {
        return regex.matches(value, scratch) != negated;
    };
    const auto any = [&](const auto& values) {
        return std::any_of(values.begin(), values.end(), good);
    };
    switch (key) {
    case UriKey::raw:
        return good(uri.raw);
    case UriKey::type:
        return any(uri.types);
    case UriKey::cleaned:
        return any(uri.cleaned);
    case UriKey::text:
        return any(uri.anchor_texts);
    case UriKey::domain:
        return any(uri.domains);
    case UriKey::host:
        return std::any_of(uri.hosts.begin(), uri.hosts.end(), [&](const auto& host) {
            return good(host.first);
        });
    }
    return false;
}

bool all_hold(const std::vector<UriCondition>& conditions,
              const UriRecord& uri,
              MatchScratch& scratch)
{
    return std::all_of(
        conditions.begin(), conditions.end(), [&](const UriCondition& condition) {
            return condition.holds(uri, scratch);
        });
}

Result<std::vector<UriCondition>> parse_uri_conditions(std::string_view s)
{
    std::vector<UriCondition> out;
    for (std::size_t at = skip_space(s, 0); at < s.size(); at = skip_space(s, at)) {
        const auto name_end = skip_while(s, at, is_word);
        const auto name = s.substr(at, name_end - at);
        const auto sign = skip_space(s, name_end);
        const auto op = s.substr(sign, 2);
        const auto key = key_of(name);
        if (!key || (op != "=~" && op != "!~"))
            return permanent(text::cat("not a condition: ", s.substr(at, 40)));
        const auto begin = skip_space(s, sign + 2);
        const auto length = literal_length(s.substr(begin));
        auto pattern = strip_delimiters(s.substr(begin, length));
        if (!pattern) return pattern.error();
        auto regex = Regex::compile(*pattern);
        if (!regex) return regex.error();
        std::erase_if(out, [&](const UriCondition& c) { return c.key == *key; });
        out.push_back({*key, op == "!~", std::move(*regex)});
        at = begin + length;
    }
    if (out.empty()) return permanent("no condition");
    return out;
}

} // namespace chainmail::spam_score
