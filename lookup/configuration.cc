// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "configuration.h"

#include "base/text.h"
#include "postgres.h"

namespace chainmail::lookup {

namespace {

using text::cat;

constexpr std::string_view dsn_name = "@lookup_sql_dsn";

Error refuse_dsn(const config::Settings& settings,
                 std::size_t number,
                 std::string_view why)
{
    return permanent(cat(config::text(settings.origin(dsn_name)),
                         ": ",
                         dsn_name,
                         ", element ",
                         number,
                         ": ",
                         why));
}

// An element: ['DBI:Pg:...', 'user', 'password'], the last two may be missing or undef.
Result<Dsn> read_dsn(const config::List& fields)
{
    std::string texts[3];
    if (fields.empty() || fields.size() > 4)
        return permanent("a list ['DBI:Pg:...', 'user', 'password'] is wanted");
    for (std::size_t i = 0; i < fields.size() && i < 3; ++i) {
        const auto text = fields[i].text();
        if (!text) return permanent("data source, user and password are texts");
        texts[i] = *text;
    }
    auto dsn = parse_dsn(texts[0], texts[1], texts[2]);
    if (!dsn) return dsn;
    for (const auto& [keyword, value] : dsn->options)
        if (!is_postgres_option(keyword))
            return permanent(
                cat("PostgreSQL has no connection option <", keyword, ">"));
    return dsn;
}

Status read_dsns(const config::Settings& settings, Configuration& to)
{
    std::size_t number = 0;
    for (const auto& element : settings.list(dsn_name)) {
        ++number;
        const auto* reference = element.get<config::Reference>();
        const auto* fields = reference != nullptr
                                 ? settings.target(*reference).get<config::List>()
                                 : element.get<config::List>();
        if (fields == nullptr)
            return refuse_dsn(settings,
                              number,
                              "a list ['DBI:Pg:...', 'user', 'password'] is wanted");
        auto dsn = read_dsn(*fields);
        if (!dsn) return refuse_dsn(settings, number, dsn.error().what);
        to.dsns.push_back(std::move(*dsn));
    }
    return {};
}

// Nothing when the clause is missing, undef or ''.
Result<std::optional<Clause>> read_clause(const config::Settings& settings,
                                          const std::string& key)
{
    constexpr std::string_view name = "%sql_clause";
    const auto* hash = settings.scalar(name).get<config::Hash>();
    if (hash == nullptr) return settings.refuse(name, "a hash is wanted");
    const auto found = hash->find(key);
    if (found == hash->end()) return std::optional<Clause>{};
    auto origin = settings.origin(name, key);
    const auto* value = &found->second;
    if (const auto* reference = value->get<config::Reference>()) {
        origin = settings.origin(reference->name);
        value = &settings.target(*reference);
    }
    const auto sql = value->text();
    if (!sql)
        return permanent(
            cat(config::text(origin), ": $sql_clause{'", key, "'}: a text is wanted"));
    if (sql->empty()) return std::optional<Clause>{};
    const auto place =
        origin.line == 0 ? config::text(origin) : cat(origin.file, ":", origin.line);
    auto clause = Clause::parse(*sql, key, place);
    if (!clause) return clause.error();
    return std::optional(std::move(*clause));
}

} // namespace

std::vector<std::string> setting_names()
{
    return {std::string(dsn_name),
            "$sql_select_policy",
            "$sql_select_white_black_list",
            "%sql_clause",
            "$sql_allow_8bit_address",
            "$sql_lookups_no_at_means_domain",
            "$trim_trailing_space_in_lookup_result_fields",
            "$recipient_delimiter",
            "$localpart_is_case_sensitive",
            "$sql_lookup_connections",
            "$log_level"};
}

Result<Configuration> read_configuration(const config::Settings& settings)
{
    Configuration configuration;
    if (auto read = read_dsns(settings, configuration); !read) return read.error();
    auto policy = read_clause(settings, "sel_policy");
    if (!policy) return policy.error();
    configuration.policy = std::move(*policy);
    auto lists = read_clause(settings, "sel_wblist");
    if (!lists) return lists.error();
    configuration.lists = std::move(*lists);
    const auto delimiter = settings.as_text("$recipient_delimiter");
    if (!delimiter) return delimiter.error();
    configuration.keys.delimiter = delimiter->value_or("");
    configuration.keys.case_sensitive =
        settings.as_bool("$localpart_is_case_sensitive");
    if (settings.as_bool("$sql_lookups_no_at_means_domain"))
        configuration.style = KeyStyle::hash;
    configuration.allow_8bit = settings.as_bool("$sql_allow_8bit_address");
    configuration.trims =
        settings.as_bool("$trim_trailing_space_in_lookup_result_fields");
    const auto connections = settings.as_count("$sql_lookup_connections", 1, 32);
    if (!connections) return connections.error();
    configuration.connections = connections->value_or(2);
    const auto level = settings.as_count("$log_level", 0, 100);
    if (!level) return level.error();
    configuration.log_level = level->value_or(0);
    return configuration;
}

} // namespace chainmail::lookup
