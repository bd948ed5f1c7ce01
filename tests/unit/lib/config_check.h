// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the tests of the configuration share: reading a text on a host that answers the
// same everywhere.
#ifndef CHAINMAIL_TESTS_CONFIG_CHECK_H
#define CHAINMAIL_TESTS_CONFIG_CHECK_H

#include "config/reader.h"
#include "tests/unit/check.h"

namespace check {

using chainmail::Error;
using chainmail::Result;
using chainmail::config::Hash;
using chainmail::config::List;
using chainmail::config::Origin;
using chainmail::config::Reference;
using chainmail::config::Regex;
using chainmail::config::Settings;
using chainmail::config::Value;

inline chainmail::config::Surroundings host()
{
    return {[]() -> Result<std::string> { return std::string("example.com"); },
            []() -> Result<std::string> { return std::string("mx.example.com"); }};
}

inline Result<Settings> read(std::string_view text)
{
    return chainmail::config::read_sources({{"50-user", std::string(text)}}, host());
}

/// A text that has to be right.
inline Settings settings(std::string_view text)
{
    auto result = read(text);
    if (result) return std::move(*result);
    fail(__FILE__, __LINE__, "cannot read: " + result.error().what);
    return *read("my ($x, @x, %x);");
}

/// A text that has to be wrong.
inline std::string error(std::string_view text)
{
    const auto result = read(text);
    return result ? "no error" : result.error().what;
}

/// The one value that the statements give $x, for short tests of the language.
inline Value x(const std::string& statements)
{
    return settings("my ($x, @x, %x);" + statements).scalar("$x");
}
inline List xs(const std::string& statements)
{
    return settings("my ($x, @x, %x);" + statements).list("@x");
}
inline std::string text(const Value& value)
{
    return value.text().value_or(std::string(value.kind()));
}
/// The elements with a | after each.
inline std::string row(const List& list)
{
    std::string out;
    for (const auto& one : list)
        out += text(one) + "|";
    return out;
}

} // namespace check

#endif
