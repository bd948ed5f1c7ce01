// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "perl_pattern.h"

#include "base/text.h"

namespace chainmail::spam_score {

namespace {

char closing(char open)
{
    switch (open) {
    case '(':
        return ')';
    case '{':
        return '}';
    case '[':
        return ']';
    case '<':
        return '>';
    default:
        return open;
    }
}

bool is_word(char c)
{
    return text::is_alnum(c) || c == '_';
}

// Brackets nest in a quantifier or a class, so only a delimiter without a partner can
// be told from part of the expression.
bool has_bare_delimiter(std::string_view pattern, char delimiter)
{
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\')
            ++i;
        else if (pattern[i] == delimiter)
            return true;
    }
    return false;
}

bool has_code_block(std::string_view pattern)
{
    return pattern.find("(?{") != std::string_view::npos ||
           pattern.find("(??{") != std::string_view::npos;
}

} // namespace

Result<std::string> strip_delimiters(std::string_view literal)
{
    std::string_view body = literal;
    char open = '/';
    if (body.starts_with('/')) {
        body.remove_prefix(1);
    } else {
        body.remove_prefix(body.starts_with("qr") ? 2 : body.starts_with('m') ? 1 : 0);
        if (body.size() == literal.size() || body.empty() || is_word(body.front()))
            return permanent("no delimiters around the regular expression");
        if (body.front() == '\\')
            return permanent("a backslash cannot be the delimiter");
        open = body.front();
        body.remove_prefix(1);
    }
    const char close = closing(open);
    const auto end = body.rfind(close);
    if (end == std::string_view::npos)
        return permanent(text::cat("no closing ", close));
    const auto flags = body.substr(end + 1);
    if (flags.find_first_not_of("abcdfghijklmnopqrstuvwxyz") != std::string_view::npos)
        return permanent(text::cat("flags not understood: ", flags));
    body = body.substr(0, end);
    if (has_code_block(body)) return permanent("code in a regular expression");
    if (open == close && has_bare_delimiter(body, close))
        return permanent(text::cat("a ", close, " inside without a backslash"));
    if (flags.empty()) return std::string(body);
    return text::cat("(?", flags, ")", body);
}

} // namespace chainmail::spam_score
