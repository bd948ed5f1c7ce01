// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: functions of texts and numbers (perlfunc(1)).
#include "base/text.h"
#include "config/complaint.h"
#include "config/evaluator.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

/// One conversion of sprintf.
struct Conversion {
    std::string flags; ///< with width and precision
    char letter = '\0';
};

/// Reads what follows a "%"; nothing if it is none that we know.
std::optional<Conversion> parse_conversion(std::string_view text)
{
    const auto end = text.find_first_not_of("-+ #0123456789.");
    constexpr std::size_t longest = 8; // npos is longer
    if (end > longest) return {};
    Conversion found{std::string(text.substr(0, end)), text[end]};
    const bool known =
        std::string_view("sdifgeuxXo").find(text[end]) != std::string_view::npos;
    // A width of four digits is more than a line.
    for (std::size_t i = 0; i + 3 < end; ++i) {
        if (std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i),
                        text.begin() + static_cast<std::ptrdiff_t>(i) + 4,
                        text::is_digit))
            return {};
    }
    return known ? std::optional(found) : std::nullopt;
}

template <typename T>
std::string print_with(const std::string& format, T value)
{
    char out[2048];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    const int size = std::snprintf(out, sizeof out, format.c_str(), value);
#pragma GCC diagnostic pop
    if (size < 0) return {};
    return {out, std::min(static_cast<std::size_t>(size), sizeof out - 1)};
}

std::string print_number(const Conversion& conversion, double number)
{
    const bool whole =
        std::string_view("diuxXo").find(conversion.letter) != std::string_view::npos;
    if (!whole) return print_with("%" + conversion.flags + conversion.letter, number);
    const double limit = 9e18;
    const auto value = static_cast<long long>(std::clamp(number, -limit, limit));
    return print_with("%" + conversion.flags + "ll" + conversion.letter, value);
}

/// What split is told: a character, with or without white space around it.
struct Separator {
    char character = '\0'; ///< NUL: white space alone
    bool space_before = false;
    bool space_after = false;
};

/// Of a pattern, or of the text ' '.
std::optional<Separator> parse_separator(std::string_view pattern)
{
    if (pattern == " " || pattern == "\\s+") return Separator{};
    Separator found;
    found.space_before = pattern.starts_with("\\s*");
    if (found.space_before) pattern.remove_prefix(3);
    found.space_after = pattern.size() > 3 && pattern.ends_with("\\s*");
    if (found.space_after) pattern.remove_suffix(3);
    const bool escaped =
        pattern.size() == 2 && pattern[0] == '\\' && !text::is_alnum(pattern[1]);
    if (escaped) pattern.remove_prefix(1);
    constexpr std::string_view special = ".*+?()[]{}|^$\\ ";
    if (pattern.size() != 1) return {};
    if (!escaped && special.find(pattern[0]) != std::string_view::npos) return {};
    found.character = pattern[0];
    return found;
}

std::vector<std::string> split(std::string_view text, const Separator& separator)
{
    std::vector<std::string> out;
    if (separator.character == '\0') {
        for (std::size_t at = 0; at < text.size();) {
            const auto start = text.find_first_not_of(" \t\n\v\f\r", at);
            if (start == std::string_view::npos) break;
            const auto end =
                std::min(text.find_first_of(" \t\n\v\f\r", start), text.size());
            out.emplace_back(text.substr(start, end - start));
            at = end;
        }
        return out;
    }
    const auto parts = text::split(text, separator.character);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto part = parts[i];
        while (separator.space_after && i > 0 && !part.empty() &&
               text::is_space(part.front()))
            part.remove_prefix(1);
        while (separator.space_before && i + 1 < parts.size() && !part.empty() &&
               text::is_space(part.back()))
            part.remove_suffix(1);
        out.emplace_back(part);
    }
    while (!out.empty() && out.back().empty()) // Perl leaves these out
        out.pop_back();
    return out;
}

} // namespace

void Evaluator::change_case(const Expr& expr, List& out)
{
    std::string text = text_argument(expr, 0);
    spend(1, text.size(), expr);
    if (expr.text == "lc") text = text::lower(text);
    if (expr.text == "uc") text = text::upper(text);
    if (!text.empty() && expr.text == "lcfirst") text[0] = text::to_lower(text[0]);
    if (!text.empty() && expr.text == "ucfirst") text[0] = text::to_upper(text[0]);
    out.emplace_back(std::move(text));
}

void Evaluator::length(const Expr& expr, List& out)
{
    out.emplace_back(static_cast<double>(text_argument(expr, 0).size()));
}

void Evaluator::whole_number(const Expr& expr, List& out)
{
    if (expr.parts.empty()) return;
    const double number = number_or_zero(scalar(expr.parts[0]), expr.parts[0]);
    out.emplace_back(expr.text == "abs" ? std::fabs(number) : std::trunc(number));
}

void Evaluator::quote_meta(const Expr& expr, List& out)
{
    std::string quoted;
    for (const char c : text_argument(expr, 0)) {
        if (!text::is_alnum(c) && c != '_' && !text::is_8bit(c)) quoted += '\\';
        quoted += c;
    }
    spend(1, quoted.size(), expr);
    out.emplace_back(std::move(quoted));
}

void Evaluator::join_list(const Expr& expr, List& out)
{
    List values;
    for (const auto& part : expr.parts)
        list(part, values);
    if (values.empty()) fail(expr, "join needs a text and a list", expr.source);
    std::string joined;
    for (std::size_t i = 1; i < values.size() && !failed(); ++i) {
        if (i > 1) joined += text_of(values[0], expr);
        joined += text_of(values[i], expr);
        if (joined.size() <= longest_text) continue;
        fail(expr,
             text::cat("a text of more than ", longest_text, " bytes"),
             expr.source);
    }
    spend(1, joined.size(), expr);
    out.emplace_back(std::move(joined));
}

/// split(' ', TEXT), split(qr/,/, TEXT), ...
void Evaluator::split_text(const Expr& expr, List& out)
{
    if (expr.parts.size() != 2) {
        fail(expr, "split needs a separator and a text", expr.source);
        return;
    }
    const Value by = scalar(expr.parts[0]);
    const auto* regex = by.get<Regex>();
    const auto separator =
        parse_separator(regex != nullptr ? regex->pattern : by.text().value_or(""));
    if (!separator) {
        fail(expr,
             "this separator is not supported",
             expr.source,
             "write split(' ', TEXT) or split(',', TEXT)");
        return;
    }
    for (auto& part : split(text_argument(expr, 1), *separator)) {
        spend(1, part.size(), expr);
        out.emplace_back(std::move(part));
    }
}

void Evaluator::format(const Expr& expr, List& out)
{
    List values;
    for (const auto& part : expr.parts)
        list(part, values);
    if (values.empty()) {
        fail(expr, "sprintf needs a format", expr.source);
        return;
    }
    const auto form = text_of(values[0], expr);
    std::string printed;
    std::size_t next = 1;
    for (std::size_t i = 0; i < form.size() && !failed(); ++i) {
        if (form[i] != '%' || (i + 1 < form.size() && form[i + 1] == '%')) {
            printed += form[i];
            i += form[i] == '%' ? 1U : 0U;
            continue;
        }
        const auto found = parse_conversion(std::string_view(form).substr(i + 1));
        if (!found) {
            fail(expr, "this format is not supported", form.substr(i));
            return;
        }
        const Value value = next < values.size() ? values[next] : Value();
        ++next;
        i += found->flags.size() + 1;
        if (found->letter != 's') {
            printed += print_number(*found, number_or_zero(value, expr));
        } else if (found->flags.empty()) {
            printed += text_of(value, expr);
        } else {
            printed +=
                print_with("%" + found->flags + "s", text_of(value, expr).c_str());
        }
        if (printed.size() > longest_text) fail(expr, "a text too long", expr.source);
    }
    spend(1, printed.size(), expr);
    out.emplace_back(std::move(printed));
}

/// What needs an encoding is refused: only ASCII is the same with and without it.
void Evaluator::to_ascii(const Expr& expr, List& out)
{
    const auto text = text_argument(expr, 0);
    if (std::any_of(text.begin(), text.end(), text::is_8bit)) {
        fail(expr,
             "a name that is not ASCII",
             expr.source,
             "write the name as it stands in DNS, with xn--");
    }
    out.emplace_back(text::lower(text));
}

void Evaluator::die(const Expr& expr, List&)
{
    std::string said;
    for (std::size_t i = 0; i < expr.parts.size(); ++i)
        said += text_argument(expr, i);
    fail(expr, "the file stops here", said.empty() ? expr.source : said);
}

void Evaluator::warn(const Expr& expr, List& out)
{
    std::string said;
    for (std::size_t i = 0; i < expr.parts.size(); ++i)
        said += text_argument(expr, i);
    spend(1, said.size(), expr);
    const bool shown = secret_in(said).empty() && !failed();
    if (shown) settings_.warn(message(expr.at, "the file warns", said));
    out.emplace_back(1.0);
}

} // namespace chainmail::config
