// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Values that begin with a word: constants, undef, my, push, and words before =>.
#include "base/text.h"
#include "config/complaint.h"
#include "config/constants.h"
#include "config/parser.h"

#include <algorithm>
#include <array>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

/// Functions that amavisd's files call and that this version does not have.
constexpr std::array<std::string_view, 19> known_functions = {
    "new_RE",
    "read_hash",
    "read_array",
    "read_cidr",
    "read_text",
    "dkim_key",
    "Opaque",
    "q_sql_s",
    "q_sql_n",
    "q_sql_b",
    "q_dns_a",
    "lc",
    "uc",
    "map",
    "defined",
    "include_config_files",
    "include_optional_config_files",
    "read_l10n_templates",
    "idn_to_ascii",
};

std::string advice_for(std::string_view word)
{
    for (const auto yes : {"true", "yes", "on", "enabled"}) {
        if (text::equal_ignore_case(word, yes)) return "yes is written 1";
    }
    for (const auto no : {"false", "no", "off", "disabled"}) {
        if (text::equal_ignore_case(word, no)) return "no is written 0";
    }
    std::vector<std::string> names = {"undef"};
    for (const auto& one : constants)
        names.emplace_back(one.name);
    const auto near = nearest(word, names);
    if (!near.empty()) return text::cat("did you mean ", near, "?");
    return "a text stands in quotes";
}

} // namespace

/// Whether the word just taken is a key: `word =>` means 'word'.
bool Parser::before_fat_comma() const
{
    Cursor ahead = cursor_;
    ahead.skip_space();
    return ahead.rest().starts_with("=>");
}

Expr Parser::word()
{
    const Mark start = mark();
    const auto name = cursor_.take_name();
    if (before_fat_comma()) {
        Expr expr = make(Kind::text, start);
        expr.text = name;
        return expr;
    }
    if (is_quote(name)) return quote(name, start);
    if (name == "undef") return undef(start);
    if (name == "my" || name == "our") return declaration(name, start);
    if (name == "push" || name == "unshift" || name == "chomp")
        return call(name, start);
    if (const auto value = constant(name)) {
        Expr expr = make(Kind::number, start);
        expr.number = *value;
        return expr;
    }
    return bare_word(name, start);
}

Expr Parser::bare_word(std::string_view name, const Mark& start)
{
    const auto all = cursor_.from(start.offset);
    const bool known =
        std::find(known_functions.begin(), known_functions.end(), name) !=
        known_functions.end();
    if (known) {
        return fail(
            start.at,
            text::cat("the function ", name, " is not supported by this version"),
            all);
    }
    if (name == "sub")
        return fail(start.at, "program code is not supported", all, "no Perl is run");
    cursor_.skip_space();
    if (cursor_.peek() == '(') return fail(start.at, "unknown function", all);
    return fail(start.at, "unknown word", name, advice_for(name));
}

Expr Parser::undef(const Mark& start)
{
    Cursor ahead = cursor_;
    ahead.skip_space();
    const char next = ahead.peek();
    if (next == '(') {
        ahead.skip(1);
        ahead.skip_space();
        if (ahead.take_if(')')) {
            cursor_ = ahead;
            return make(Kind::undef, start);
        }
    }
    if (next == '$' || next == '@' || next == '%' || next == '(') {
        return fail(start.at,
                    "undef with an argument is not supported by this version",
                    cursor_.from(start.offset),
                    "write `NAME = undef`, or `= ()` for lists and hashes");
    }
    return make(Kind::undef, start);
}

/// my $x; my ($x, @y); either may go on with " = value".
Expr Parser::declaration(std::string_view which, const Mark& start)
{
    if (!enter()) return {};
    cursor_.skip_space();
    Expr of = term();
    leave();
    if (failed()) return {};
    const auto& declared = of.kind == Kind::sequence ? of.parts : std::vector<Expr>{of};
    for (const auto& part : declared) {
        if (part.kind == Kind::variable) continue;
        return fail(part.at, text::cat(which, " declares variables only"), part.source);
    }
    Expr expr = make(Kind::declaration, start);
    expr.text = which;
    expr.parts.push_back(std::move(of));
    return expr;
}

Expr Parser::call(std::string_view function, const Mark& start)
{
    cursor_.skip_space();
    const Mark open = mark();
    std::vector<Expr> arguments;
    if (cursor_.take_if('(')) {
        arguments = list(')', open);
    } else {
        do {
            arguments.push_back(assignment());
            cursor_.skip_space();
        } while (cursor_.take_if(','));
    }
    if (failed()) return {};
    Expr expr = make(Kind::call, start);
    expr.text = function;
    expr.parts = std::move(arguments);
    return expr;
}

} // namespace chainmail::config
