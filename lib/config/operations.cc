// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: values made of other values, and of what the system answers.
#include "base/text.h"
#include "config/complaint.h"
#include "config/evaluator.h"

#include <cmath>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

/// What amavisd calls a domain that nobody has set.
constexpr std::string_view no_domain = "!change-mydomain-variable!.example.com";

/// One spelling for one meaning, which qr'...' can express: \' becomes '. Nothing if
/// the pattern ends within an escape.
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

} // namespace

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

Value Evaluator::arithmetic(const Expr& expr)
{
    Value result = scalar(expr.parts[0]);
    for (std::size_t i = 0; i < expr.text.size() && !failed(); ++i) {
        const Value next = scalar(expr.parts[i + 1]);
        const char operation = expr.text[i];
        // Only the first operand has a place of its own; what came out of it has not.
        const Expr& left = i == 0 ? expr.parts[0] : expr;
        if (operation != '.') {
            const double a = number_of(result, left);
            result = calculate(operation, a, number_of(next, expr.parts[i + 1]), expr);
            continue;
        }
        auto joined = text_of(result, left) + text_of(next, expr.parts[i + 1]);
        if (joined.size() > longest_text)
            fail(expr,
                 text::cat("a text of more than ", longest_text, " bytes"),
                 expr.source);
        spend(1, joined.size(), expr);
        result = Value(std::move(joined));
    }
    return result;
}

double Evaluator::calculate(char operation, double a, double b, const Expr& expr)
{
    constexpr double exact = 9007199254740992; // 2**53
    double result = 0;
    if ((operation == '/' && b == 0) || (operation == '%' && std::trunc(b) == 0)) {
        fail(expr, "division by zero", expr.source);
    } else if (operation == '+') {
        result = a + b;
    } else if (operation == '-') {
        result = a - b;
    } else if (operation == '*') {
        result = a * b;
    } else if (operation == '/') {
        result = a / b;
    } else if (operation == power_operator) {
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
        if (part.kind == Kind::variable && part.text[0] == '@') {
            List elements;
            if (!is_known(part.text)) {
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
