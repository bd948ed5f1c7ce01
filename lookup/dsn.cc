// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "dsn.h"

#include "base/text.h"

#include <optional>

namespace chainmail::lookup {

namespace {

using text::cat;

bool is_separator(char c)
{
    return c == ';' || text::is_space(c);
}

// Reads "keyword = value" after "keyword = value" off a text.
class Options {
public:
    explicit Options(std::string_view text) : rest_(text) {}

    bool at_end()
    {
        while (!rest_.empty() && is_separator(rest_.front()))
            rest_.remove_prefix(1);
        return rest_.empty();
    }

    // Nothing when there is no "=".
    std::optional<std::string> keyword()
    {
        const auto equals = rest_.find('=');
        if (equals == std::string_view::npos) return {};
        std::string name(text::trim(rest_.substr(0, equals)));
        for (const char c : name)
            if (!text::is_alnum(c) && c != '_') return {};
        rest_.remove_prefix(equals + 1);
        while (!rest_.empty() && text::is_blank(rest_.front()))
            rest_.remove_prefix(1);
        if (name == "database" || name == "db") name = "dbname";
        return name;
    }

    // Nothing when a quote is not closed.
    std::optional<std::string> value()
    {
        const bool quoted = !rest_.empty() && rest_.front() == '\'';
        if (quoted) rest_.remove_prefix(1);
        std::string value;
        for (; !rest_.empty(); rest_.remove_prefix(1)) {
            if (quoted ? rest_.front() == '\'' : is_separator(rest_.front())) break;
            if (rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
            value += rest_.front();
        }
        if (quoted && rest_.empty()) return {};
        if (quoted) rest_.remove_prefix(1);
        return value;
    }

private:
    std::string_view rest_;
};

Status check_driver(std::string_view source)
{
    constexpr std::string_view dbi = "dbi:";
    if (!text::starts_with_ignore_case(source, dbi))
        return permanent("a data source begins with DBI:Pg:");
    const auto driver = source.substr(dbi.size(), source.find_first_of(":(", 4) - 4);
    if (driver == "Pg") return {};
    return permanent(cat("no support for DBI:",
                         text::printable(driver, 20),
                         ": chainmail reads from PostgreSQL only (DBI:Pg:)"));
}

Status read_timeout(Dsn& dsn)
{
    const auto given = dsn.option("connect_timeout");
    if (given.empty()) return {};
    const auto seconds = text::to_number(given);
    if (!seconds || *seconds < 1 || *seconds > 30)
        return permanent("connect_timeout= is a number of seconds from 1 to 30");
    dsn.connect_ms = *seconds * 1000;
    return {};
}

} // namespace

std::string_view Dsn::option(std::string_view keyword) const
{
    for (auto i = options.rbegin(); i != options.rend(); ++i)
        if (i->first == keyword) return i->second;
    return {};
}

std::string Dsn::text() const
{
    const auto host = option("host").empty() ? option("hostaddr") : option("host");
    std::string text(host.empty() ? "local socket" : host);
    if (const auto port = option("port"); !port.empty()) text += cat(":", port);
    return cat(text, ", database ", option("dbname"));
}

Result<Dsn>
parse_dsn(std::string_view source, const std::string& user, const std::string& password)
{
    if (auto driver = check_driver(source); !driver) return driver.error();
    constexpr std::string_view before = "dbi:Pg:";
    if (source.size() < before.size() || source[before.size() - 1] != ':')
        return permanent("attributes of the driver, DBI:Pg(...), have no meaning here");
    Dsn dsn;
    for (Options options(source.substr(before.size())); !options.at_end();) {
        const auto keyword = options.keyword();
        if (!keyword) return permanent("behind DBI:Pg: come name=value;name=value");
        auto value = options.value();
        if (!value) return permanent(cat(*keyword, "=: a quote that is not closed"));
        dsn.options.emplace_back(*keyword, std::move(*value));
    }
    if (!user.empty()) dsn.options.emplace_back("user", user);
    if (!password.empty()) dsn.options.emplace_back("password", password);
    if (auto read = read_timeout(dsn); !read) return read.error();
    return dsn;
}

} // namespace chainmail::lookup
