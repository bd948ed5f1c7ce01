// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What a setting can hold: the values of amavisd's configuration language.
#ifndef CHAINMAIL_CONFIG_VALUE_H
#define CHAINMAIL_CONFIG_VALUE_H

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chainmail::config {

class Value;
using List = std::vector<Value>;
/// Ordered by key: Perl promises no order, we promise the same one each time.
using Hash = std::map<std::string, Value, std::less<>>;

/// \$x, \@x, \%x. The name keeps its sigil. It is looked up when the value is used, so
/// what a later file assigns to the variable is seen. What \'text' and the like refer
/// to has a name as well.
struct Reference {
    std::string name;
    bool operator==(const Reference&) const = default;
};

/// qr/PATTERN/FLAGS, interpolated already. Flags: each of "i", "m", "s", "x" at most
/// once, in this order.
struct Regex {
    std::string pattern;
    std::string flags;
    bool operator==(const Regex&) const = default;
};

/// A template only because Value is not complete yet.
template <typename V>
struct RegexRowOf {
    Regex regex;
    V value;
    bool operator==(const RegexRowOf&) const = default;
};
using RegexRow = RegexRowOf<Value>;

/// What new_RE() makes: the first row whose pattern is found in a text decides, and its
/// value is the answer. A row written as a plain pattern has the value 1.
struct RegexTable {
    std::vector<RegexRow> rows;
    bool operator==(const RegexTable&) const;
};

/// What only the programs can give a meaning: a function by name (\&ask_daemon, without
/// arguments), or one of the functions that make a table of a field in SQL or DNS
/// (q_sql_s, q_sql_n, q_sql_b, q_dns_a), or Opaque: "its argument is a constant, even
/// if it is a list".
struct Special {
    std::string function; ///< without "&"
    List arguments;
    bool operator==(const Special&) const;
};

struct Undef {
    bool operator==(const Undef&) const = default;
};

/// One value. A List or Hash is what [...] or {...} makes, or the content of an @x or
/// %x.
class Value {
public:
    using Content = std::variant<Undef,
                                 double,
                                 std::string,
                                 Reference,
                                 Regex,
                                 List,
                                 Hash,
                                 RegexTable,
                                 Special>;

    Value() = default;
    Value(Content content) : content_(std::move(content)) {}      // NOLINT(google-*)
    Value(double number) : content_(number) {}                    // NOLINT(google-*)
    Value(std::string text) : content_(std::move(text)) {}        // NOLINT(google-*)
    Value(std::string_view text) : content_(std::string(text)) {} // NOLINT(google-*)
    Value(const char* text) : content_(std::string(text)) {}      // NOLINT(google-*)

    bool is_undef() const { return std::holds_alternative<Undef>(content_); }
    /// Null when the value is of another kind.
    template <typename T>
    const T* get() const
    {
        return std::get_if<T>(&content_);
    }
    template <typename T>
    T* get()
    {
        return std::get_if<T>(&content_);
    }
    const Content& content() const { return content_; }

    /// Perl's truth: undef, '', '0' and 0 are false ('0.0' and '00' are true).
    bool is_true() const;
    /// The text Perl prints: a number by "%.15g" (2.0 is "2"), undef is "". Nothing for
    /// kinds that have no text of their own: lists, hashes, references, patterns.
    std::optional<std::string> text() const;
    /// A number, or a text that is one from end to end. undef is not one.
    std::optional<double> number() const;
    /// "a text", "a list", ... for messages.
    std::string_view kind() const;

    bool operator==(const Value&) const = default;

private:
    Content content_;
};

/// As Perl prints a number: "%.15g", whole numbers below 2**53 in all their digits.
std::string print(double number);
/// The number that the whole of `text` is (white space around it does not matter).
std::optional<double> parse_number(std::string_view text);

} // namespace chainmail::config

#endif
