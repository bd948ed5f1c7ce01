// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Statements, and what is said of those that cannot be read.
#include "config/parser.h"

#include "base/text.h"
#include "config/complaint.h"

#include <algorithm>
#include <array>

namespace chainmail::config {

namespace {

constexpr std::string_view unsupported = " is not supported by this version";

constexpr std::array<std::string_view, 20> program_words = {
    "if",      "unless",  "while", "until", "for",    "foreach", "sub",
    "package", "require", "eval",  "do",    "return", "local",   "state",
    "BEGIN",   "END",     "die",   "print", "warn",   "delete",
};

/// Perl's operators that are no part of this language, the longer before the shorter.
constexpr std::array<std::string_view, 45> foreign_operators = {
    "||=", "&&=", "//=", "**=", "<=>", "...", "->", "..", "=~", "!~", "==", "!=",
    "<=",  ">=",  "&&",  "||",  "//",  "++",  "--", ".=", "+=", "-=", "*=", "/=",
    "%=",  "x=",  "|=",  "&=",  "^=",  "<<",  ">>", "<",  ">",  "?",  ":",  "|",
    "&",   "^",   "!",   "~",   "[",   "{",   "%",  "/",  "*",
};
constexpr std::array<std::string_view, 20> foreign_words = {
    "x",  "if", "unless", "for", "foreach", "while", "until", "and", "or",  "not",
    "eq", "ne", "lt",     "gt",  "le",      "ge",    "cmp",   "xor", "isa", "when",
};

template <typename Words>
bool contains(const Words& words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// The operator of Perl that `rest` begins with, if we have no use for it.
std::string_view foreign_operator(std::string_view rest, std::string_view word)
{
    if (!word.empty()) return contains(foreign_words, word) ? word : std::string_view();
    for (const auto one : foreign_operators) {
        if (rest.starts_with(one)) return one;
    }
    return {};
}

} // namespace

Result<std::vector<Expr>> parse(std::string_view file, std::string_view text)
{
    return Parser(file, text).run();
}

Result<std::vector<Expr>> Parser::run()
{
    if (cursor_.rest().starts_with("\xEF\xBB\xBF"))
        cursor_.skip(3); // a byte order mark
    std::vector<Expr> statements;
    for (cursor_.skip_to_statement(); !cursor_.at_end(); cursor_.skip_to_statement())
        statement(statements);
    if (error_) return *error_;
    return statements;
}

Expr Parser::make(Expr::Kind kind, const Mark& start) const
{
    Expr expr;
    expr.kind = kind;
    expr.at = start.at;
    expr.source = cursor_.since(start.offset);
    return expr;
}

Expr Parser::fail(const Origin& at,
                  std::string_view what,
                  std::string_view offending,
                  std::string_view advice)
{
    if (!error_) error_ = complain(at, what, offending, advice);
    cursor_.end_at(cursor_.offset());
    return {};
}

bool Parser::enter()
{
    if (++depth_ <= deepest_nesting) return true;
    fail(cursor_.origin(),
         text::cat("more than ", deepest_nesting, " levels of nesting"),
         cursor_.rest());
    return false;
}

void Parser::statement(std::vector<Expr>& statements)
{
    const Mark start = mark();
    if (cursor_.take_if(';')) return;
    if (cursor_.peek() == '{' || cursor_.peek() == '}') {
        fail(start.at,
             cursor_.peek() == '{' ? "a block is not supported by this version"
                                   : "this } closes nothing",
             cursor_.rest());
        return;
    }
    if (Cursor ahead = cursor_; keyword(ahead.take_name(), start)) return;
    Expr expr = assignment();
    const Origin value_end = cursor_.origin();
    switch (expr.kind) {
    case Expr::Kind::assignment:
    case Expr::Kind::declaration:
    case Expr::Kind::call:
        statements.push_back(std::move(expr));
        break;
    case Expr::Kind::number: // the `1;` at the end of a file
        break;
    default:
        // The missing operator after a value is the better thing to complain about.
        cursor_.skip_space();
        if (!cursor_.at_end() && cursor_.peek() != ';') break;
        fail(expr.at, "this statement does nothing", expr.source);
    }
    if (statements.size() > most_statements)
        fail(start.at, text::cat("more than ", most_statements, " statements"));
    end_of_statement(value_end);
}

/// Deals with a statement that its first word decides.
bool Parser::keyword(std::string_view word, const Mark& start)
{
    if (word == "__END__" || word == "__DATA__") {
        cursor_.end_at(cursor_.offset());
        return true;
    }
    if (word == "use" || word == "no") {
        cursor_.skip(word.size());
        pragma(start);
        return true;
    }
    if (!contains(program_words, word)) return false;
    fail(start.at, text::cat(word, unsupported), cursor_.rest());
    return true;
}

void Parser::pragma(const Mark& start)
{
    cursor_.skip_space();
    const auto name = cursor_.take_name();
    if (name != "strict" && name != "warnings") {
        cursor_.skip(cursor_.rest().find_first_of(";\n"));
        fail(start.at,
             "a module cannot be used here",
             cursor_.since(start.offset),
             "no Perl is run; only `use strict` and `use warnings` may stand");
        return;
    }
    end_of_statement(cursor_.origin());
}

void Parser::end_of_statement(const Origin& value_end)
{
    cursor_.skip_space();
    if (cursor_.take_if(';') || cursor_.at_end()) return;
    unexpected("an operator or ;", value_end);
}

Expr Parser::unexpected(std::string_view expected, const Origin& value_end)
{
    const Origin here = cursor_.origin();
    if (cursor_.at_end())
        return fail(here, text::cat(expected, " is missing at the end of the file"));
    Cursor ahead = cursor_;
    const auto found = foreign_operator(cursor_.rest(), ahead.take_name());
    if (!found.empty())
        return fail(
            here, text::cat("the operator ", found, unsupported), cursor_.rest());
    std::string advice;
    if (here.line != value_end.line) {
        advice = text::cat(
            "is a `;` or `,` missing at the end of line ", value_end.line, "?");
    } else if (cursor_.peek() == ',' || cursor_.rest().starts_with("=>")) {
        advice = "a list stands in parentheses";
    }
    return fail(here, text::cat(expected, " is expected"), cursor_.rest(), advice);
}

} // namespace chainmail::config
