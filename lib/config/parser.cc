// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Statements, and what is said of those that cannot be read.
#include "config/parser.h"

#include "base/text.h"
#include "config/complaint.h"
#include "config/variables.h"

#include <algorithm>
#include <array>

namespace chainmail::config {

namespace {

constexpr std::string_view unsupported = " is not supported";
constexpr std::string_view no_perl = "no Perl is run";

struct Refusal {
    std::string_view word;
    std::string_view advice;
};

/// Words that begin statements of Perl that are none of ours.
constexpr Refusal program_words[] = {
    {"while", "a loop over a list is written foreach"},
    {"until", "a loop over a list is written foreach"},
    {"sub", no_perl},
    {"package", no_perl},
    {"eval", no_perl},
    {"return", no_perl},
    {"BEGIN", no_perl},
    {"END", no_perl},
    {"print", no_perl},
    {"printf", no_perl},
    {"open", "read_text, read_hash and read_array read files"},
    {"require", "another file is read by include_config_files('FILE')"},
    {"do", "another file is read by include_config_files('FILE')"},
    {"state", "a variable is declared by my"},
    {"last", no_perl},
    {"next", no_perl},
};

/// Perl's operators that are no part of this language, the longer before the shorter.
constexpr std::array<std::string_view, 20> foreign_operators = {
    "=~",  "!~", "...", "->", "++", "--", "|=", "&=", "^=", "<<=",
    ">>=", "<<", ">>",  "|",  "&",  "^",  "~",  "[",  "{",  "?",
};
constexpr std::array<std::string_view, 4> foreign_words = {
    "while",
    "until",
    "isa",
    "when",
};

template <typename Words>
bool contains(const Words& words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool does_something(const Expr& expr)
{
    switch (expr.kind) {
    case Expr::Kind::assignment:
    case Expr::Kind::update:
    case Expr::Kind::declaration:
    case Expr::Kind::call:
    case Expr::Kind::each:
    case Expr::Kind::logic:
    case Expr::Kind::choice:
        return true;
    case Expr::Kind::sequence:
        return !expr.parts.empty() &&
               std::all_of(expr.parts.begin(), expr.parts.end(), does_something);
    default:
        return false;
    }
}

/// The operator of Perl that `rest` begins with, if we have no use for it.
std::string_view foreign_operator(std::string_view rest, std::string_view word)
{
    if (!word.empty()) return contains(foreign_words, word) ? word : std::string_view();
    for (const std::string_view& one : foreign_operators) {
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
    for (cursor_.skip_to_statement(); !cursor_.at_end(); cursor_.skip_to_statement()) {
        statement_ = cursor_.offset();
        statement(statements);
    }
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
    if (!error_) {
        const bool secret = !secret_in(cursor_.since(statement_)).empty() ||
                            !secret_in(offending).empty();
        error_ = complain(at, what, secret ? std::string_view() : offending, advice);
    }
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
    if (++count_ > most_statements)
        fail(start.at, text::cat("more than ", most_statements, " statements"));
    if (cursor_.peek() == '}') fail(start.at, "this } closes nothing", cursor_.rest());
    Cursor ahead = cursor_;
    const auto word = ahead.take_name();
    if (failed() || keyword(word, start)) return;
    if (at_block(word)) {
        statements.push_back(compound(word, start));
        return;
    }
    Expr expr = expression();
    const Origin value_end = cursor_.origin();
    if (does_something(expr)) {
        statements.push_back(modified(std::move(expr), start));
    } else if (expr.kind != Expr::Kind::number) { // the `1;` at the end of a file
        // The missing operator after a value is the better thing to complain about.
        cursor_.skip_space();
        if (cursor_.at_end() || cursor_.peek() == ';')
            fail(expr.at, "this statement does nothing", expr.source);
    }
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
    const auto* refused =
        std::find_if(std::begin(program_words),
                     std::end(program_words),
                     [&](const Refusal& one) { return one.word == word; });
    if (refused == std::end(program_words)) return false;
    fail(start.at, text::cat(word, unsupported), cursor_.rest(), refused->advice);
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
    // What they are told, as in `no warnings 'once'`, is for Perl.
    cursor_.skip(std::min(cursor_.rest().find_first_of(";\n"), cursor_.rest().size()));
    end_of_statement(cursor_.origin());
}

void Parser::end_of_statement(const Origin& value_end)
{
    cursor_.skip_space();
    if (cursor_.take_if(';') || cursor_.at_end() || cursor_.peek() == '}') return;
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
        return fail(here,
                    text::cat("the operator ", found, unsupported),
                    cursor_.rest(),
                    found == "=~" || found == "!~" ? no_perl : std::string_view());
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
