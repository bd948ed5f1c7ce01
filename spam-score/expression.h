// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Arithmetic as Perl does it, over named numbers: what a meta rule says of other rules
// and what an "if" line of a rule file says of the engine. Compiled once, evaluated
// without allocation.
#ifndef CHAINMAIL_SPAM_SCORE_EXPRESSION_H
#define CHAINMAIL_SPAM_SCORE_EXPRESSION_H

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace chainmail::spam_score {

class Expression {
public:
    /// What a name stands for: a number known now, or the place of one known later.
    using Leaf = std::variant<double, std::size_t>;
    /// `argument` is the text in the parentheses behind the name, for the names that
    /// `takes_argument` accepts; otherwise empty.
    struct Names {
        std::function<bool(std::string_view name)> takes_argument;
        std::function<Result<Leaf>(std::string_view name, std::string_view argument)>
            resolve;
    };

    /// Operators, loosest first: ?: || && ^ == != < > <= >= + - * / and unary ! - +.
    /// `()` is 0. Refuses what Perl would refuse, and nesting deeper than 200.
    static Result<Expression> parse(std::string_view text, const Names& names);

    /// && and || give the operand that decided, a comparison 1 or 0, a division by 0 is
    /// 0. `values` is indexed by the places that `resolve` gave.
    double value(std::span<const double> values) const;

    /// The places used, in order of appearance, with repetitions.
    const std::vector<std::size_t>& places() const { return places_; }

private:
    friend class ExpressionParser;
    enum class Op : std::uint8_t {
        number,
        place,
        negate,
        invert,
        add,
        subtract,
        multiply,
        divide,
        less,
        greater,
        less_equal,
        greater_equal,
        equal,
        unequal,
        exclusive_or,
        jump_if_false, ///< keeps the value and jumps when false, else drops it
        jump_if_true,
        branch_if_false, ///< drops the value in any case
        jump,
    };
    struct Step {
        Op op;
        std::size_t target = 0; ///< a place or a step
        double number = 0;
    };
    std::vector<Step> steps_;
    std::vector<std::size_t> places_;
};

} // namespace chainmail::spam_score

#endif
