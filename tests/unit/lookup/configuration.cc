// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "lookup/configuration.h"

#include "../check.h"

using namespace chainmail;
using namespace chainmail::lookup;

namespace {

Result<Configuration> read(const std::string& text)
{
    const auto settings = config::read_text("conf", text);
    if (!settings) return settings.error();
    return read_configuration(settings->only(setting_names()));
}

std::string fault(const std::string& text)
{
    const auto configuration = read(text);
    return configuration ? "" : configuration.error().what;
}

} // namespace

TEST(defaults)
{
    const auto configuration = read("");
    CHECK(configuration->dsns.empty());
    CHECK(configuration->policy && configuration->lists);
    CHECK_EQUAL(configuration->policy->name(), "sel_policy");
    CHECK_EQUAL(configuration->lists->origin(), "built-in default");
    CHECK(configuration->style == KeyStyle::sql);
    CHECK_EQUAL(configuration->keys.delimiter, "");
    CHECK_EQUAL(configuration->connections, std::size_t{2});
    CHECK(!configuration->allow_8bit && !configuration->trims);
}

TEST(what_people_write)
{
    const auto configuration = read(
        "@lookup_sql_dsn = (['DBI:Pg:database=mailserver;host=127.0.0.1;port=5432',\n"
        "  'mailuser', 'secret'], ['DBI:Pg:dbname=other', undef, undef]);\n"
        "$sql_select_policy = 'SELECT name FROM virtual_domains WHERE "
        "CONCAT(\\'@\\',name) IN (%k)';\n"
        "$sql_clause{'sel_wblist'} = undef;\n"
        "$recipient_delimiter = '+'; $localpart_is_case_sensitive = 1;\n"
        "$sql_lookups_no_at_means_domain = 1; $sql_allow_8bit_address = 1;\n"
        "$trim_trailing_space_in_lookup_result_fields = 1; $sql_lookup_connections = "
        "4;");
    CHECK(configuration);
    CHECK_EQUAL(configuration->dsns.size(), std::size_t{2});
    CHECK_EQUAL(configuration->dsns[0].option("password"), "secret");
    CHECK_EQUAL(configuration->dsns[1].option("user"), "");
    CHECK_EQUAL(configuration->policy->sql(1),
                "SELECT name FROM virtual_domains WHERE CONCAT('@',name) IN ($1)");
    CHECK_EQUAL(configuration->policy->origin(), "conf:3");
    CHECK(!configuration->lists);
    CHECK(configuration->style == KeyStyle::hash);
    CHECK(configuration->keys.case_sensitive && configuration->allow_8bit);
    CHECK(configuration->trims);
    CHECK_EQUAL(configuration->connections, std::size_t{4});
}

TEST(an_empty_clause_is_switched_off)
{
    CHECK(!read("$sql_select_policy = '';")->policy);
    CHECK(!read("$sql_select_policy = undef;")->policy);
    CHECK(!read("%sql_clause = ();")->policy);
}

TEST(mistakes_are_refused_with_their_place_and_without_secrets)
{
    for (const std::string dsn : {"'DBI:Pg:dbname=x'",
                                  "[]",
                                  "['DBI:Pg:dbname=x', ['hush']]",
                                  "['DBI:mysql:hush', 'u', 'hush']",
                                  "['DBI:Pg:bad=hush']",
                                  "['DBI:Pg:dbname=x', 'u', 'hush', {}, 5]"}) {
        const auto what =
            fault("\n@lookup_sql_dsn = (['DBI:Pg:dbname=x'], " + dsn + ");");
        CHECK(what.starts_with("conf:2:"));
        CHECK(what.find("@lookup_sql_dsn") != std::string::npos);
        CHECK(what.find("hush") == std::string::npos);
    }
    CHECK_EQUAL(
        fault("$sql_select_policy = \"x = '%k'\";"),
        "conf:1: sel_policy: the placeholder %k stands within quotes or a comment");
    CHECK(!fault("$sql_lookup_connections = 0;").empty());
    CHECK(!fault("$sql_clause{'sel_policy'} = [1];").empty());
}
