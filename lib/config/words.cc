// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Values that begin with a word: constants, undef, my, and words before =>. Functions
// are in calls.cc.
#include "base/text.h"
#include "config/complaint.h"
#include "config/constants.h"
#include "config/parser.h"

#include <algorithm>
#include <array>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

std::string advice_for(std::string_view word, std::vector<std::string> names)
{
    for (const auto yes : {"true", "yes", "on", "enabled"}) {
        if (text::equal_ignore_case(word, yes)) return "yes is written 1";
    }
    for (const auto no : {"false", "no", "off", "disabled"}) {
        if (text::equal_ignore_case(word, no)) return "no is written 0";
    }
    names.emplace_back("undef");
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
    if (name == "my" || name == "our" || name == "local")
        return declaration(name, start);
    if (name == "map" || name == "grep") return each(name, start);
    if (name == "sort") return sort(start);
    if (is_function(name)) return call(name, start);
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
    if (name == "sub") return program(start);
    std::vector<std::string> names;
    add_function_names(names);
    cursor_.skip_space();
    if (cursor_.peek() == '(' || cursor_.rest().starts_with("::")) {
        const auto near = nearest(name, names);
        return fail(start.at,
                    "unknown function",
                    all,
                    near.empty() ? "no Perl is run"
                                 : text::cat("did you mean ", near, "?"));
    }
    return fail(start.at, "unknown word", name, advice_for(name, std::move(names)));
}

/// sub {...}: what stands in the braces is not looked at. Whether it may stand here the
/// evaluator knows.
Expr Parser::program(const Mark& start)
{
    cursor_.skip_space();
    const auto all = cursor_.from(start.offset);
    int depth = 0;
    char quote = '\0';
    while (!cursor_.at_end()) {
        const char c = cursor_.take();
        if (c == '\\') {
            cursor_.skip(1);
        } else if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '{') {
            ++depth;
        } else if (c == '}' && --depth <= 0) {
            return make(Kind::program, start);
        } else if (depth == 0) {
            break; // a name or a list of parameters: nothing that a value can be
        }
    }
    return fail(start.at,
                "program code is not supported",
                all,
                "no Perl is run; remove it or write its value");
}

/// undef, undef(), undef $x
Expr Parser::undef(const Mark& start)
{
    Cursor ahead = cursor_;
    ahead.skip_space();
    const bool open = ahead.take_if('(');
    if (open) ahead.skip_space();
    if (open && ahead.take_if(')')) {
        cursor_ = ahead;
        return make(Kind::undef, start);
    }
    const char next = ahead.peek();
    if (next != '$' && next != '@' && next != '%') return make(Kind::undef, start);
    cursor_ = ahead;
    if (!enter()) return {};
    const Mark at = mark();
    Expr of = postfix(variable(), at);
    leave();
    const Origin value_end = cursor_.origin();
    if (open) cursor_.skip_space();
    if (!failed() && open && !cursor_.take_if(')')) return unexpected("a )", value_end);
    Expr expr = make(Kind::call, start);
    expr.text = "undef";
    expr.parts.push_back(std::move(of));
    return expr;
}

/// my $x; my ($x, @y); either may go on with " = value".
Expr Parser::declaration(std::string_view which, const Mark& start)
{
    if (!enter()) return {};
    cursor_.skip_space();
    const Mark at = mark();
    Expr of = postfix(term(), at);
    leave();
    if (failed()) return {};
    const auto& declared = of.kind == Kind::sequence ? of.parts : std::vector<Expr>{of};
    for (const auto& part : declared) {
        if (part.kind == Kind::variable) continue;
        if (part.kind == Kind::undef && of.kind == Kind::sequence) continue;
        if (which == "local" && part.kind == Kind::element) continue;
        return fail(part.at, text::cat(which, " declares variables only"), part.source);
    }
    Expr expr = make(Kind::declaration, start);
    expr.text = which;
    expr.parts.push_back(std::move(of));
    return expr;
}

} // namespace chainmail::config
