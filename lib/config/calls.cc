// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Functions: which there are, and how each takes its arguments (perlfunc(1)).
#include "base/text.h"
#include "config/parser.h"

#include <algorithm>
#include <array>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

/// How a function takes its arguments.
enum class Form {
    list,    ///< f(A, B, ...) or f A, B, ...
    one,     ///< f(A) or f A, and nothing after it
    topical, ///< the same, or f alone: of $_
};

struct Function {
    std::string_view name;
    Form form;
};

constexpr Function functions[] = {
    {"push", Form::list},
    {"unshift", Form::list},
    {"chomp", Form::list},
    {"join", Form::list},
    {"split", Form::list},
    {"sprintf", Form::list},
    {"reverse", Form::list},
    {"sort", Form::list},
    {"die", Form::list},
    {"warn", Form::list},
    {"new_RE", Form::list},
    {"Opaque", Form::list},
    {"OpaqueRef", Form::list},
    {"q_sql_s", Form::list},
    {"q_sql_n", Form::list},
    {"q_sql_b", Form::list},
    {"q_dns_a", Form::list},
    {"read_hash", Form::list},
    {"read_array", Form::list},
    {"read_cidr", Form::list},
    {"read_text", Form::list},
    {"read_l10n_templates", Form::list},
    {"dkim_key", Form::list},
    {"include_config_files", Form::list},
    {"include_optional_config_files", Form::list},
    {"idn_to_ascii", Form::one},
    {"scalar", Form::one},
    {"keys", Form::one},
    {"values", Form::one},
    {"exists", Form::one},
    {"delete", Form::one},
    {"defined", Form::topical},
    {"lc", Form::topical},
    {"uc", Form::topical},
    {"lcfirst", Form::topical},
    {"ucfirst", Form::topical},
    {"length", Form::topical},
    {"quotemeta", Form::topical},
    {"int", Form::topical},
    {"abs", Form::topical},
};

const Function* find_function(std::string_view name)
{
    const auto* found =
        std::find_if(std::begin(functions),
                     std::end(functions),
                     [&](const Function& one) { return one.name == name; });
    return found == std::end(functions) ? nullptr : found;
}

} // namespace

bool Parser::is_function(std::string_view name)
{
    return find_function(name) != nullptr;
}

void Parser::add_function_names(std::vector<std::string>& names)
{
    for (const auto& one : functions)
        names.emplace_back(one.name);
}

bool Parser::at_end_of_arguments() const
{
    constexpr std::string_view ends = ";),]}?:=";
    constexpr std::array<std::string_view, 12> words = {"if",
                                                        "unless",
                                                        "for",
                                                        "foreach",
                                                        "or",
                                                        "and",
                                                        "xor",
                                                        "eq",
                                                        "ne",
                                                        "cmp",
                                                        "x",
                                                        "lt"};
    Cursor ahead = cursor_;
    ahead.skip_space();
    if (ahead.at_end() || ends.find(ahead.peek()) != std::string_view::npos)
        return true;
    const auto rest = ahead.rest();
    if (rest.starts_with("||") || rest.starts_with("&&") || rest.starts_with("//"))
        return true;
    const auto word = ahead.take_name();
    return std::find(words.begin(), words.end(), word) != words.end();
}

Expr Parser::call(std::string_view function, const Mark& start)
{
    const Form form = find_function(function)->form;
    if (!enter()) return {};
    std::vector<Expr> arguments;
    Cursor ahead = cursor_;
    ahead.skip_space();
    const Mark open{ahead.origin(), ahead.offset()};
    in_split_ = function == "split";
    if (ahead.take_if('(')) {
        cursor_ = ahead;
        arguments = list(')', open);
    } else if (at_end_of_arguments()) {
        if (form == Form::one)
            return fail(
                start.at, text::cat(function, " needs an argument"), cursor_.rest());
    } else if (form != Form::list) {
        arguments.push_back(operand());
    } else {
        do {
            arguments.push_back(assignment());
            cursor_.skip_space();
        } while (!failed() && (cursor_.take_if(',') || take_fat_comma()) &&
                 !at_end_of_arguments());
    }
    leave();
    if (failed()) return {};
    Expr expr = make(Kind::call, start);
    expr.text = function;
    expr.parts = std::move(arguments);
    if (form == Form::topical && expr.parts.empty()) {
        Expr topic = make(Kind::variable, start);
        topic.text = "$_";
        expr.parts.push_back(std::move(topic));
    }
    return expr;
}

bool Parser::take_fat_comma()
{
    if (!cursor_.rest().starts_with("=>")) return false;
    cursor_.skip(2);
    return true;
}

/// map {...} LIST, map(EXPR, LIST): what stands in the block is a list of values.
Expr Parser::each(std::string_view function, const Mark& start)
{
    if (!enter()) return {};
    cursor_.skip_space();
    const Mark open = mark();
    const bool parenthesis = cursor_.take_if('(');
    if (parenthesis) cursor_.skip_space();
    const Mark at = mark();
    Expr body;
    if (cursor_.take_if('{')) {
        body = make(Kind::sequence, at);
        body.parts = list('}', at);
        cursor_.skip_space();
        cursor_.take_if(',');
    } else {
        body = assignment();
        const Origin value_end = cursor_.origin();
        cursor_.skip_space();
        if (!failed() && !cursor_.take_if(',')) return unexpected("a comma", value_end);
    }
    std::vector<Expr> parts;
    parts.push_back(std::move(body));
    if (parenthesis) {
        for (auto& part : list(')', open))
            parts.push_back(std::move(part));
    } else {
        do {
            parts.push_back(assignment());
            cursor_.skip_space();
        } while (!failed() && cursor_.take_if(',') && !at_end_of_arguments());
    }
    leave();
    Expr expr = make(Kind::each, start);
    expr.text = function;
    expr.parts = std::move(parts);
    return expr;
}

/// sort LIST; of comparisons only those by text or number, up or down, are known.
Expr Parser::sort(const Mark& start)
{
    constexpr std::array<std::string_view, 4> orders = {
        "$acmp$b", "$bcmp$a", "$a<=>$b", "$b<=>$a"};
    Cursor ahead = cursor_;
    ahead.skip_space();
    const bool parenthesis = ahead.take_if('(');
    ahead.skip_space();
    if (ahead.peek() != '{') return call("sort", start);
    const auto inside = ahead.rest().substr(1, ahead.rest().find('}') - 1);
    std::string order(inside);
    std::erase_if(order, text::is_space);
    const auto* known = std::find(orders.begin(), orders.end(), order);
    if (known == orders.end()) {
        return fail(start.at,
                    "this order is not supported",
                    cursor_.from(start.offset),
                    "write sort LIST, or { $a <=> $b } for numbers");
    }
    ahead.skip(inside.size() + 2);
    cursor_ = ahead;
    const Mark open = mark();
    Expr expr = make(Kind::call, start);
    if (parenthesis) {
        expr.parts = list(')', open);
    } else {
        expr.parts.push_back(assignment());
    }
    expr.text = text::cat("sort ", *known);
    return expr;
}

} // namespace chainmail::config
