// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: values made of other values, and of what the system answers.
#include "base/text.h"
#include "config/complaint.h"
#include "config/evaluator.h"

#include <algorithm>
#include <cmath>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

/// What amavisd calls a domain that nobody has set.
constexpr std::string_view no_domain = "!change-mydomain-variable!.example.com";

} // namespace

std::optional<std::string> normal_pattern(std::string_view pattern)
{
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\') {
            if (++i == pattern.size()) return {};
            if (pattern[i] != '\'') out += '\\';
        }
        out += pattern[i];
    }
    return out;
}

Value Evaluator::pattern(const Expr& expr)
{
    auto text = normal_pattern(join(expr.parts[0]));
    if (text) return Value(Regex{std::move(*text), expr.text});
    fail(expr, "a pattern cannot end with a backslash", expr.source);
    return {};
}

Value Evaluator::command(const Expr& expr)
{
    std::vector<std::string> words;
    for (const auto word : text::split(expr.text, ' ')) {
        if (!word.empty()) words.emplace_back(word);
    }
    const std::string line = text::join(words, " ");
    const bool mail_name = line == "head -n 1 /etc/mailname";
    if (!mail_name && line != "hostname --fqdn") {
        fail(expr,
             "no command is run",
             expr.source,
             "`head -n 1 /etc/mailname` and `hostname --fqdn` are known");
        return {};
    }
    if (const auto known = answers_.find(line); known != answers_.end())
        return known->second + "\n";
    const auto answer = mail_name ? around_.mail_name() : around_.host_name();
    if (!answer && !mail_name) {
        fail(expr, answer.error().what, expr.source, "write $myhostname = '...'");
        return {};
    }
    if (!answer) {
        // Not Perl's '': "." . '' would make every domain a local one.
        if (!in_default_) {
            settings_.warn(
                message(expr.at,
                        answer.error().what,
                        expr.source,
                        "write $mydomain = 'example.com' with your own domain"));
        }
        return no_domain;
    }
    answers_[line] = *answer;
    return *answer + "\n";
}

/// Of a word, as in `-verbose => 1`, Perl makes a text with a "-" before it.
Value Evaluator::negation(const Expr& expr)
{
    const Value value = scalar(expr.parts[0]);
    const auto* word = value.get<std::string>();
    if (word != nullptr && !word->empty() &&
        (text::is_alpha((*word)[0]) || (*word)[0] == '_'))
        return Value("-" + *word);
    const double number = number_of(value, expr.parts[0]);
    return number == 0 ? 0 : -number;
}

Value Evaluator::operation(const Expr& expr)
{
    Value result = scalar(expr.parts[0]);
    for (std::size_t i = 0; i < expr.text.size() && !failed(); ++i) {
        const Value next = scalar(expr.parts[i + 1]);
        // Only the first operand has a place of its own; what came out of it has not.
        const Expr& left = i == 0 ? expr.parts[0] : expr;
        const char operation = expr.text[i];
        const bool on_numbers =
            std::string_view("+-*/%^").find(operation) != std::string_view::npos;
        if (on_numbers) {
            const double a = number_of(result, left);
            result = calculate(operation, a, number_of(next, expr.parts[i + 1]), expr);
        } else {
            result = apply(operation, result, next, expr);
        }
    }
    return result;
}

Value Evaluator::apply(char operation, const Value& a, const Value& b, const Expr& expr)
{
    if (failed()) return {};
    switch (operation) {
    case join_texts:
        return concatenate(a, b, expr);
    case repeat:
        return repeat_text(a, b, expr);
    case compare: {
        const double x = number_or_zero(a, expr);
        const double y = number_or_zero(b, expr);
        return x < y ? -1.0 : x > y ? 1.0 : 0.0;
    }
    case text_compare: {
        const int order = text_of(a, expr).compare(text_of(b, expr));
        return order < 0 ? -1.0 : order > 0 ? 1.0 : 0.0;
    }
    case add:
    case subtract:
    case multiply:
    case divide:
    case remainder:
    case power:
        return calculate(operation, number_of(a, expr), number_of(b, expr), expr);
    case range:
        fail(expr, "a range stands in a list", expr.source, "write (A .. B)");
        return {};
    default:
        return holds(operation, a, b, expr) ? Value(1.0) : Value("");
    }
}

bool Evaluator::holds(char operation, const Value& a, const Value& b, const Expr& expr)
{
    const bool on_texts =
        std::string_view("enlgmh").find(operation) != std::string_view::npos;
    int order = 0;
    if (on_texts) {
        order = text_of(a, expr).compare(text_of(b, expr));
    } else {
        const double x = number_or_zero(a, expr);
        const double y = number_or_zero(b, expr);
        order = x < y ? -1 : x > y ? 1 : 0;
    }
    switch (operation) {
    case equal:
    case text_equal:
        return order == 0;
    case unequal:
    case text_unequal:
        return order != 0;
    case less:
    case text_less:
        return order < 0;
    case greater:
    case text_greater:
        return order > 0;
    case at_most:
    case text_at_most:
        return order <= 0;
    default: // at_least, text_at_least
        return order >= 0;
    }
}

Value Evaluator::concatenate(const Value& a, const Value& b, const Expr& expr)
{
    // A part of a longer sum has no place of its own; the first and the last have.
    const bool sum = expr.kind == Kind::operation && expr.parts.size() == 2;
    auto joined =
        text_of(a, sum ? expr.parts[0] : expr) + text_of(b, sum ? expr.parts[1] : expr);
    if (joined.size() > longest_text)
        fail(expr,
             text::cat("a text of more than ", longest_text, " bytes"),
             expr.source);
    spend(1, joined.size(), expr);
    return Value(std::move(joined));
}

Value Evaluator::repeat_text(const Value& text, const Value& times, const Expr& expr)
{
    const auto unit = text_of(text, expr);
    const double count = std::max(0.0, std::trunc(number_or_zero(times, expr)));
    if (count * static_cast<double>(unit.size()) > static_cast<double>(longest_text) ||
        count > static_cast<double>(longest_text)) {
        fail(expr,
             text::cat("a text of more than ", longest_text, " bytes"),
             expr.source);
        return {};
    }
    std::string out;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
        out += unit;
    spend(1, out.size(), expr);
    return Value(std::move(out));
}

/// The operand that decided.
Value Evaluator::logic(const Expr& expr)
{
    Value result = scalar(expr.parts[0]);
    for (std::size_t i = 0; i < expr.text.size() && !failed(); ++i) {
        const char operation = expr.text[i];
        const Expr& next = expr.parts[i + 1];
        if (operation == exclusive) {
            const bool one = result.is_true() != scalar(next).is_true();
            result = one ? Value(1.0) : Value("");
            continue;
        }
        const bool decided = operation == otherwise
                                 ? !result.is_undef()
                                 : result.is_true() == (operation == either);
        if (decided) continue;
        result = scalar(next);
    }
    return result;
}

double Evaluator::calculate(char operation, double a, double b, const Expr& expr)
{
    constexpr double exact = 9007199254740992; // 2**53
    double result = 0;
    if ((operation == divide && b == 0) ||
        (operation == remainder && std::trunc(b) == 0)) {
        fail(expr, "division by zero", expr.source);
    } else if (operation == add) {
        result = a + b;
    } else if (operation == subtract) {
        result = a - b;
    } else if (operation == multiply) {
        result = a * b;
    } else if (operation == divide) {
        result = a / b;
    } else if (operation == power) {
        result = std::pow(a, b);
    } else { // %: whole numbers, and the sign of the right one
        const double divisor = std::trunc(b);
        result = std::fmod(std::trunc(a), divisor);
        if (result != 0 && (result < 0) != (divisor < 0)) result += divisor;
        if (std::fabs(a) >= exact || std::fabs(b) >= exact) result = std::nan("");
    }
    if (!std::isfinite(result)) fail(expr, "the result is no number", expr.source);
    return result == 0 ? 0 : result;
}

/// An array among the parts of a quotation stands for its elements with a space
/// between.
std::string Evaluator::join(const Expr& expr)
{
    if (expr.kind != Kind::joined) return text_of(scalar(expr), expr);
    std::string out;
    for (const auto& part : expr.parts) {
        const bool whole = part.kind == Kind::variable || part.kind == Kind::follow;
        if (whole && part.text[0] == '@') {
            List elements;
            if (part.kind == Kind::variable && !is_known(part.text)) {
                fail(part,
                     "unknown variable",
                     part.text,
                     unknown_advice(part.text) +
                         "; for the character itself write \\@");
            }
            list(part, elements);
            for (std::size_t i = 0; i < elements.size(); ++i)
                out += (i == 0 ? "" : " ") + text_of(elements[i], part);
        } else {
            out += text_of(scalar(part), part);
        }
        if (failed()) return {};
        if (out.size() <= longest_text) continue;
        fail(expr,
             text::cat("a text of more than ", longest_text, " bytes"),
             expr.source);
        return {};
    }
    spend(1, out.size(), expr);
    return out;
}

} // namespace chainmail::config
