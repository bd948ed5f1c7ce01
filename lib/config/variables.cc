// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/variables.h"

#include "base/text.h"
#include "config/variable_table.h"

#include <algorithm>

namespace chainmail::config {

namespace {

constexpr std::string_view secrets[] = {"@lookup_sql_dsn",
                                        "@storage_sql_dsn",
                                        "@storage_redis_dsn",
                                        "$default_ldap",
                                        "$amavis_auth_pass",
                                        "$attachment_password"};

std::vector<std::string_view> split_words(std::string_view words)
{
    auto all = text::split(words, ' ');
    std::erase(all, std::string_view());
    return all;
}

void add(std::vector<Variable>& all, const VariableGroup& group)
{
    for (const auto name : split_words(group.names)) {
        all.push_back(
            {std::string(name), group.effect, group.shape, group.standard, group.note});
    }
}

std::vector<Variable> make_table()
{
    std::vector<Variable> all;
    for (const auto& one : used_variables()) {
        all.push_back({std::string(one.name),
                       Effect::used,
                       one.shape,
                       one.standard,
                       one.programs});
    }
    for (const auto groups :
         {policy_variables(), disposal_variables(), other_variables()}) {
        for (const auto& group : groups)
            add(all, group);
    }
    std::sort(all.begin(), all.end(), [](const Variable& a, const Variable& b) {
        return a.name < b.name;
    });
    return all;
}

} // namespace

const std::vector<Variable>& variables()
{
    static const std::vector<Variable> table = make_table();
    return table;
}

const Variable* find_variable(std::string_view name)
{
    const auto& all = variables();
    const auto found = std::lower_bound(
        all.begin(), all.end(), name, [](const Variable& one, std::string_view wanted) {
            return one.name < wanted;
        });
    return found != all.end() && found->name == name ? &*found : nullptr;
}

std::string_view canonical_name(std::string_view name)
{
    if (name == "$DO_SYSLOG") return "$do_syslog";
    if (name == "$LOGFILE") return "$logfile";
    if (name == "$sql_partition_tag") return "$partition_tag";
    if (name == "%final_destiny_by_ccat") return "%final_destiny_maps_by_ccat";
    if (name == "%defang_by_ccat") return "%defang_maps_by_ccat";
    return name;
}

bool is_secret(std::string_view name)
{
    return std::find(std::begin(secrets), std::end(secrets), name) != std::end(secrets);
}

std::string_view secret_in(std::string_view text)
{
    for (const auto name : secrets) {
        if (text.find(name.substr(1)) != std::string_view::npos) return name;
    }
    return {};
}

} // namespace chainmail::config
