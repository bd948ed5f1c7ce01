// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "expression.h"

#include "base/text.h"

#include <array>
#include <cstdlib>
#include <string>

namespace chainmail::spam_score {

namespace {

constexpr int most_depth = 200;

bool starts_name(char c)
{
    return text::is_alpha(c) || c == '_';
}

bool is_name(char c)
{
    return text::is_alnum(c) || c == '_' || c == ':';
}

} // namespace

// Recursive descent; the depth of the recursion is bounded by most_depth, and with it
// the height of the evaluation stack.
class ExpressionParser {
public:
    ExpressionParser(std::string_view text, const Expression::Names& names)
        : text_(text),
          names_(names)
    {
    }

    Result<Expression> parse()
    {
        if (text::trim(text_) == "()") {
            emit(Op::number);
            return std::move(out_);
        }
        choice();
        if (!failure_.empty()) return permanent(failure_);
        skip_space();
        if (at_ < text_.size())
            return permanent(text::cat("not expected here: ", text_.substr(at_, 20)));
        return std::move(out_);
    }

private:
    using Op = Expression::Op;
    struct Operator {
        std::string_view sign;
        Op op;
    };

    void skip_space()
    {
        while (at_ < text_.size() && text::is_space(text_[at_]))
            ++at_;
    }

    bool take(std::string_view sign)
    {
        skip_space();
        if (!failure_.empty() || !text_.substr(at_).starts_with(sign)) return false;
        at_ += sign.size();
        return true;
    }

    void fail(std::string what)
    {
        if (failure_.empty()) failure_ = std::move(what);
    }

    std::size_t emit(Op op, std::size_t target = 0, double number = 0)
    {
        out_.steps_.push_back({op, target, number});
        return out_.steps_.size() - 1;
    }

    void land(std::size_t step) { out_.steps_[step].target = out_.steps_.size(); }

    void choice()
    {
        if (++depth_ > most_depth) return fail("nested too deeply");
        logical_or();
        if (take("?")) {
            const auto to_else = emit(Op::branch_if_false);
            choice();
            if (!take(":")) return fail("? without its :");
            const auto to_end = emit(Op::jump);
            land(to_else);
            choice();
            land(to_end);
        }
        --depth_;
    }

    void logical_or()
    {
        logical_and();
        while (take("||")) {
            const auto to_end = emit(Op::jump_if_true);
            logical_and();
            land(to_end);
        }
    }

    void logical_and()
    {
        exclusive_or();
        while (take("&&")) {
            const auto to_end = emit(Op::jump_if_false);
            exclusive_or();
            land(to_end);
        }
    }

    void exclusive_or()
    {
        equality();
        while (take("^")) {
            equality();
            emit(Op::exclusive_or);
        }
    }

    // Perl chains comparisons only in its newest releases, and no rule has a use for
    // it.
    void equality()
    {
        static constexpr std::array<Operator, 2> signs{
            {{"==", Op::equal}, {"!=", Op::unequal}}};
        order();
        for (const auto& [sign, op] : signs) {
            if (!take(sign)) continue;
            order();
            emit(op);
            return;
        }
    }

    void order()
    {
        static constexpr std::array<Operator, 4> signs{{{"<=", Op::less_equal},
                                                        {">=", Op::greater_equal},
                                                        {"<", Op::less},
                                                        {">", Op::greater}}};
        sum();
        for (const auto& [sign, op] : signs) {
            if (!take(sign)) continue;
            sum();
            emit(op);
            return;
        }
    }

    void sum()
    {
        product();
        for (;;) {
            if (take("+")) {
                product();
                emit(Op::add);
            } else if (take("-")) {
                product();
                emit(Op::subtract);
            } else {
                return;
            }
        }
    }

    void product()
    {
        unary();
        for (;;) {
            if (take("**")) return fail("** is not allowed");
            if (take("*")) {
                unary();
                emit(Op::multiply);
            } else if (take("/")) {
                unary();
                emit(Op::divide);
            } else {
                return;
            }
        }
    }

    void unary()
    {
        if (++depth_ > most_depth) return fail("nested too deeply");
        skip_space();
        if (text_.substr(at_, 2) != "!=" && take("!")) {
            unary();
            emit(Op::invert);
        } else if (take("-")) {
            unary();
            emit(Op::negate);
        } else if (take("+")) {
            unary();
        } else {
            primary();
        }
        --depth_;
    }

    void primary()
    {
        if (take("(")) {
            choice();
            if (!take(")")) fail("( without its )");
            return;
        }
        if (at_ >= text_.size()) return fail("ends in the middle");
        const char c = text_[at_];
        if (text::is_digit(c) || c == '.')
            number();
        else if (starts_name(c))
            name();
        else
            fail(text::cat("not expected here: ", text_.substr(at_, 20)));
    }

    void number()
    {
        const auto end = text_.find_first_not_of("0123456789.", at_);
        const std::string digits(text_.substr(at_, end - at_));
        char* rest = nullptr;
        const double value = std::strtod(digits.c_str(), &rest);
        if (*rest != '\0') return fail(text::cat("not a number: ", digits));
        at_ += digits.size();
        emit(Op::number, 0, value);
    }

    void name()
    {
        const std::size_t start = at_;
        while (at_ < text_.size() && is_name(text_[at_]))
            ++at_;
        const auto name = text_.substr(start, at_ - start);
        std::string_view argument;
        if (names_.takes_argument && names_.takes_argument(name)) {
            if (!take("(")) return fail(text::cat(name, " without its argument"));
            const auto end = text_.find(')', at_);
            if (end == std::string_view::npos) return fail("( without its )");
            argument = text::trim(text_.substr(at_, end - at_));
            at_ = end + 1;
        }
        const auto leaf = names_.resolve(name, argument);
        if (!leaf) return fail(leaf.error().what);
        if (const auto* place = std::get_if<std::size_t>(&*leaf)) {
            emit(Op::place, *place);
            out_.places_.push_back(*place);
        } else {
            emit(Op::number, 0, std::get<double>(*leaf));
        }
    }

    std::string_view text_;
    const Expression::Names& names_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::string failure_;
    Expression out_;
};

Result<Expression> Expression::parse(std::string_view text, const Names& names)
{
    return ExpressionParser(text, names).parse();
}

namespace {

// A value waits for each open operator, and each level of nesting holds at most one for
// every rank of operators. The places are left as they are: this is made for every meta
// rule of every message.
class Stack {
public:
    void push(double value) { values_[size_++] = value; }
    double pop() { return values_[--size_]; }
    double& top() { return values_[size_ - 1]; }
    bool is_empty() const { return size_ == 0; }

private:
    std::size_t size_ = 0;
    std::array<double, std::size_t{most_depth} * 10> values_;
};

} // namespace

double Expression::value(std::span<const double> values) const
{
    Stack stack;
    const auto pop = [&] { return stack.pop(); };
    const auto push = [&](double x) { stack.push(x); };
    const auto whole = [](double x) { return static_cast<std::int64_t>(x); };
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        const Step& step = steps_[i];
        switch (step.op) {
        case Op::number:
            push(step.number);
            continue;
        case Op::place:
            push(values[step.target]);
            continue;
        case Op::negate:
            stack.top() = -stack.top();
            continue;
        case Op::invert:
            stack.top() = stack.top() == 0 ? 1 : 0;
            continue;
        case Op::jump_if_false:
            if (stack.top() == 0)
                i = step.target - 1;
            else
                stack.pop();
            continue;
        case Op::jump_if_true:
            if (stack.top() != 0)
                i = step.target - 1;
            else
                stack.pop();
            continue;
        case Op::branch_if_false:
            if (pop() == 0) i = step.target - 1;
            continue;
        case Op::jump:
            i = step.target - 1;
            continue;
        default:
            break;
        }
        const double right = pop();
        const double left = pop();
        switch (step.op) {
        case Op::add:
            push(left + right);
            break;
        case Op::subtract:
            push(left - right);
            break;
        case Op::multiply:
            push(left * right);
            break;
        case Op::divide:
            push(right == 0 ? 0 : left / right);
            break;
        case Op::less:
            push(left < right ? 1 : 0);
            break;
        case Op::greater:
            push(left > right ? 1 : 0);
            break;
        case Op::less_equal:
            push(left <= right ? 1 : 0);
            break;
        case Op::greater_equal:
            push(left >= right ? 1 : 0);
            break;
        case Op::equal:
            push(left == right ? 1 : 0);
            break;
        case Op::unequal:
            push(left != right ? 1 : 0);
            break;
        default:
            push(static_cast<double>(whole(left) ^ whole(right)));
        }
    }
    return stack.is_empty() ? 0 : stack.top();
}

} // namespace chainmail::spam_score
