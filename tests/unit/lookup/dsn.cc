// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "lookup/dsn.h"

#include "../check.h"

using namespace chainmail;
using namespace chainmail::lookup;

namespace {

// "keyword=value|..." of a data source, or what is wrong with it.
std::string parsed(std::string_view source,
                   const std::string& user = "",
                   const std::string& password = "")
{
    const auto dsn = parse_dsn(source, user, password);
    if (!dsn) return "error: " + dsn.error().what;
    std::string text;
    for (const auto& [keyword, value] : dsn->options)
        text += keyword + "=" + value + "|";
    return text;
}

} // namespace

TEST(what_people_write)
{
    CHECK_EQUAL(
        parsed("DBI:Pg:database=mailserver;host=127.0.0.1;port=5432", "u", "p w"),
        "dbname=mailserver|host=127.0.0.1|port=5432|user=u|password=p w|");
    CHECK_EQUAL(parsed("dbi:Pg:dbname=x"), "dbname=x|");
    CHECK_EQUAL(parsed("DBI:Pg:db=x;host=/run/postgresql;sslmode=verify-full;"),
                "dbname=x|host=/run/postgresql|sslmode=verify-full|");
    CHECK_EQUAL(parsed("DBI:Pg:dbname = x host=y"), "dbname=x|host=y|");
    CHECK_EQUAL(parsed("DBI:Pg:dbname='a; b\\'c';password=a\\;b"),
                "dbname=a; b'c|password=a;b|");
    CHECK_EQUAL(parsed("DBI:Pg:host=;dbname=x"), "host=|dbname=x|");
    CHECK_EQUAL(parsed("DBI:Pg:", "u"), "user=u|");
}

TEST(the_last_of_a_keyword_counts)
{
    const auto dsn = parse_dsn("DBI:Pg:user=a;host=x;host=y;port=7;dbname=d", "b", "");
    CHECK_EQUAL(dsn->option("user"), "b");
    CHECK_EQUAL(dsn->option("sslmode"), "");
    CHECK_EQUAL(dsn->text(), "y:7, database d");
    CHECK_EQUAL(parse_dsn("DBI:Pg:dbname=d", "b", "")->text(),
                "local socket, database d");
}

TEST(time_to_connect)
{
    CHECK_EQUAL(parse_dsn("DBI:Pg:dbname=d", "", "")->connect_ms, 3000U);
    CHECK_EQUAL(parse_dsn("DBI:Pg:connect_timeout=10", "", "")->connect_ms, 10000U);
    for (const std::string_view bad : {"0", "31", "-1", "x"})
        CHECK(!parse_dsn("DBI:Pg:connect_timeout=" + std::string(bad), "", ""));
}

TEST(what_is_refused_does_not_show_its_content)
{
    CHECK_EQUAL(parsed("DBI:mysql:database=x;password=hush"),
                "error: no support for DBI:mysql: chainmail reads from PostgreSQL only "
                "(DBI:Pg:)");
    CHECK_EQUAL(
        parsed("DBI:SQLite(x=>1):hush"),
        "error: no support for DBI:SQLite: chainmail reads from PostgreSQL only "
        "(DBI:Pg:)");
    CHECK_EQUAL(parsed("DBI:Pg(AutoCommit=>hush):dbname=x"),
                "error: attributes of the driver, DBI:Pg(...), have no meaning here");
    CHECK_EQUAL(parsed("DBI:Pg"),
                "error: attributes of the driver, DBI:Pg(...), have no meaning here");
    for (const std::string_view bad : {"",
                                       "Pg:dbname=hush",
                                       "DBI:Pg:hush",
                                       "DBI:Pg:a b hush=x",
                                       "DBI:Pg:dbname=x;hush;host=y",
                                       "DBI:Pg:password='hush"}) {
        const auto text = parsed(bad);
        CHECK(text.starts_with("error: "));
        CHECK(text.find("hush") == std::string::npos);
    }
}
