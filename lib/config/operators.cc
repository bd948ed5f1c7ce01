// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Operators between values, and before one, from the loosest to the tightest: .., ||
// //,
// &&, equality, order, + - ., * / % x, ! \ and signs, ** (perlop(1), "Operator
// Precedence and Associativity"). The looser ones are in expressions.cc.
#include "base/text.h"
#include "config/parser.h"

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

struct Operator {
    std::string_view spelling;
    Operation operation;
    int level; ///< the tighter the higher
};

constexpr int loosest = 0;
constexpr int logical = 2; ///< up to here
constexpr int tightest = 6;

/// The longer before the shorter.
constexpr Operator operators[] = {
    {"<=>", compare, 3},     {"..", range, 0},         {"||", either, 1},
    {"//", otherwise, 1},    {"&&", both, 2},          {"==", equal, 3},
    {"!=", unequal, 3},      {"<=", at_most, 4},       {">=", at_least, 4},
    {"<", less, 4},          {">", greater, 4},        {"+", add, 5},
    {"-", subtract, 5},      {".", join_texts, 5},     {"*", multiply, 6},
    {"/", divide, 6},        {"%", remainder, 6},      {"eq", text_equal, 3},
    {"ne", text_unequal, 3}, {"cmp", text_compare, 3}, {"lt", text_less, 4},
    {"gt", text_greater, 4}, {"le", text_at_most, 4},  {"ge", text_at_least, 4},
    {"x", repeat, 6},
};

/// What Perl has and we do not, or what is no operator between two values: the first
/// characters of these are not to be taken for one of those above.
constexpr std::string_view others[] = {
    "||=", "&&=", "//=", "**", "...", "->", "=~", "!~", ".=", "+=",
    "-=",  "*=",  "/=",  "%=", "x=",  "<<", ">>", "++", "--", "=>",
};

const Operator* find_operator(const Cursor& at)
{
    Cursor ahead = at;
    const auto word = ahead.take_name();
    if (!word.empty() && ahead.rest().starts_with('=') && word == "x") return nullptr;
    for (const auto one : others) {
        if (word.empty() && at.rest().starts_with(one)) return nullptr;
    }
    // (1)x2: the number is no part of the word.
    const bool counted =
        word.size() > 1 && word[0] == 'x' &&
        word.find_first_not_of("0123456789", 1) == std::string_view::npos;
    for (const auto& one : operators) {
        if (counted && one.operation == repeat) return &one;
        if (word.empty() ? at.rest().starts_with(one.spelling) : word == one.spelling)
            return &one;
    }
    return nullptr;
}

} // namespace

Expr Parser::combine(Kind kind,
                     const Mark& start,
                     std::string operations,
                     std::vector<Expr> parts) const
{
    if (operations.empty()) return std::move(parts.front());
    Expr expr = make(kind, start);
    expr.text = std::move(operations);
    expr.parts = std::move(parts);
    return expr;
}

/// OPERAND (OPERATOR OPERAND)*, kept flat: a long sum is no deep tree.
Expr Parser::binary(int level)
{
    if (level > tightest) return sign();
    cursor_.skip_space();
    const Mark start = mark();
    std::vector<Expr> parts;
    std::string operations;
    parts.push_back(binary(level + 1));
    while (!failed()) {
        Cursor after = cursor_;
        after.skip_space();
        const Operator* found = find_operator(after);
        if (found == nullptr || found->level != level) break;
        cursor_ = after;
        cursor_.skip(found->spelling.size());
        operations.push_back(found->operation);
        parts.push_back(binary(level + 1));
    }
    const bool is_logic = level != loosest && level <= logical;
    return combine(is_logic ? Kind::logic : Kind::operation,
                   start,
                   std::move(operations),
                   std::move(parts));
}

/// What lc, defined and -e take without parentheses: all that binds tighter than "<".
Expr Parser::operand()
{
    constexpr int sum = 5;
    if (!enter()) return {};
    Expr expr = binary(sum);
    leave();
    return expr;
}

/// -e FILE and its like.
bool Parser::at_file_test() const
{
    constexpr std::string_view tests = "edfrwxsz";
    if (cursor_.peek() != '-' || tests.find(cursor_.peek(1)) == std::string_view::npos)
        return false;
    if (cursor_.rest().size() < 3) return false;
    const char after = cursor_.peek(2);
    if (text::is_alnum(after) || after == '_') return false;
    Cursor ahead = cursor_;
    ahead.skip(2);
    ahead.skip_space();
    return !ahead.rest().starts_with("=>") && !ahead.rest().starts_with(',');
}

Expr Parser::file_test()
{
    const Mark start = mark();
    const std::string name = {cursor_.peek(), cursor_.peek(1)};
    cursor_.skip(2);
    Expr file = operand();
    Expr expr = make(Kind::call, start);
    expr.text = name;
    expr.parts.push_back(std::move(file));
    return expr;
}

Expr Parser::sign()
{
    cursor_.skip_space();
    const Mark start = mark();
    if (at_file_test()) return file_test();
    const char c = cursor_.peek();
    const bool doubled = cursor_.peek(1) == c;
    if (c != '-' && c != '+' && c != '\\' && c != '!') return power_of();
    if (doubled && (c == '-' || c == '+')) {
        return fail(start.at,
                    "counting up or down is not supported",
                    cursor_.rest(),
                    "write $x += 1");
    }
    if (!enter()) return {};
    cursor_.skip(1);
    Expr expr;
    if (c == '\\') {
        expr = reference(start);
    } else if (c == '+') {
        expr = sign(); // only keeps a word before } or => from being a text
    } else {
        Expr of = sign();
        expr = make(c == '-' ? Kind::negation : Kind::inversion, start);
        expr.parts.push_back(std::move(of));
    }
    leave();
    return expr;
}

Expr Parser::power_of()
{
    cursor_.skip_space();
    const Mark start = mark();
    Expr base = postfix(term(), start);
    Cursor after = cursor_;
    after.skip_space();
    if (failed() || after.peek() != '*' || after.peek(1) != '*' || after.peek(2) == '=')
        return base;
    cursor_ = after;
    cursor_.skip(2);
    if (!enter()) return {};
    Expr exponent = sign();
    leave();
    Expr expr = make(Kind::operation, start);
    expr.text.assign(1, power);
    expr.parts.push_back(std::move(base));
    expr.parts.push_back(std::move(exponent));
    return expr;
}

Expr Parser::reference(const Mark& start)
{
    cursor_.skip_space();
    if (cursor_.peek() == '&') {
        cursor_.skip(1);
        const auto name = cursor_.take_name();
        while (cursor_.rest().starts_with("::")) {
            cursor_.skip(2);
            cursor_.take_name();
        }
        Expr expr = make(Kind::function, start);
        expr.text = expr.source.substr(expr.source.find('&') + 1);
        if (name.empty()) fail(start.at, "a name is expected", cursor_.rest());
        return expr;
    }
    Expr of = sign();
    if (failed()) return {};
    Expr expr = make(Kind::reference, start);
    expr.parts.push_back(std::move(of));
    return expr;
}

} // namespace chainmail::config
