// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "auth_results.h"

#include "scan.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

constexpr std::string_view field_name = "Authentication-Results";
constexpr std::string_view arc_prefix = "ARC-";

bool is_results_field(std::string_view name)
{
    if (text::starts_with_ignore_case(name, arc_prefix))
        name.remove_prefix(arc_prefix.size());
    return text::equal_ignore_case(name, field_name);
}

void add_servers(std::set<std::string, std::less<>>& servers, std::string_view value)
{
    for (const auto word : split_words(value))
        servers.insert(text::lower(word));
}

// "NAME: TEXT", when it is such a field and says something.
std::optional<AuthResultsField> field_of(std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == npos || !is_results_field(line.substr(0, colon))) return {};
    auto value = line.substr(0, line.find('\n'));
    value.remove_prefix(std::min(value.size(), skip_space(line, colon + 1)));
    if (value.empty()) return {};
    return AuthResultsField{std::string(line.substr(0, colon)), std::string(value), {}};
}

} // namespace

Status AuthResultsSettings::take(std::string_view key, std::string_view value)
{
    if (value.empty()) return permanent("a value is missing");
    if (key == "authres_trusted_authserv") {
        add_servers(trusted_servers, value);
    } else if (key == "authres_ignored_authserv") {
        add_servers(ignored_servers, value);
    } else if (key == "authres_networks") {
        const std::string lowered = text::lower(value);
        if (!is_one_of(lowered, {"internal", "trusted", "all"}))
            return permanent("one of internal, trusted and all is needed");
        networks = lowered;
    } else {
        return permanent("this directive is not known");
    }
    return {};
}

AuthResults read_auth_results(const HeaderValues& header,
                              const AuthResultsSettings& settings)
{
    AuthResults found;
    const auto request = settings.networks == "internal"  ? "ALL-INTERNAL"
                         : settings.networks == "trusted" ? "ALL-TRUSTED"
                                                          : "ALL";
    for (const auto& line : header.list(request)) {
        auto field = field_of(line);
        if (!field) continue;
        const auto parsed = parse_auth_results(field->name, field->text, settings);
        if (!parsed) {
            field->skipped = parsed.error().what;
        } else {
            for (const auto& [method, result] : *parsed) {
                auto& known = found.results[method];
                if (known.empty() || result == "pass") known = result;
            }
        }
        found.fields.push_back(std::move(*field));
    }
    return found;
}

} // namespace chainmail::spam_score
