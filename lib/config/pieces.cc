// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The inside of quotations: escapes and variables (perlop(1), "Gory details of parsing
// quoted constructs").
#include "base/text.h"
#include "config/parser.h"

#include <utility>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

bool is_name_start(char c)
{
    return text::is_alpha(c) || c == '_';
}

bool is_bracket(char c)
{
    return c == '(' || c == '[' || c == '{' || c == '<';
}

/// A code point in UTF-8; up to 255 Perl keeps one byte.
std::string encode(unsigned long code)
{
    const auto byte = [](unsigned long value) {
        return static_cast<char>(static_cast<unsigned char>(value));
    };
    if (code < 0x100) return {byte(code)};
    const auto tail = [&](int shift) { return byte(0x80 | ((code >> shift) & 0x3F)); };
    if (code < 0x800) return {byte(0xC0 | (code >> 6)), tail(0)};
    if (code < 0x10000) return {byte(0xE0 | (code >> 12)), tail(6), tail(0)};
    return {byte(0xF0 | (code >> 18)), tail(12), tail(6), tail(0)};
}

/// The function that \Q, \U, \L, \u and \l stand for; "" for other letters.
std::string_view function_of(char letter)
{
    switch (letter) {
    case 'Q':
        return "quotemeta";
    case 'U':
        return "uc";
    case 'L':
        return "lc";
    case 'u':
        return "ucfirst";
    case 'l':
        return "lcfirst";
    default:
        return {};
    }
}

} // namespace

/// All up to the end of the cursor, as a text or as texts and variables to be joined.
/// In a pattern escapes stay, but those of a delimiter that is no bracket.
Expr Parser::pieces(bool in_pattern, char delimiter)
{
    Expr joined = make(Kind::joined, mark());
    Expr piece = make(Kind::text, mark());
    const bool variables = !in_pattern || delimiter != '\'';
    const bool unescape = !is_bracket(delimiter);
    while (!cursor_.at_end() && !failed()) {
        if (cursor_.rest().starts_with("\\E") && variables) {
            if (nested_ > 0) break;
            cursor_.skip(2);
        } else if (variables && transform(joined, piece, in_pattern, delimiter)) {
            continue;
        } else if (cursor_.peek() == '\\' && !in_pattern) {
            escape(piece.text);
        } else if (cursor_.peek() == '\\') {
            if (!unescape || cursor_.peek(1) != delimiter) piece.text += '\\';
            cursor_.skip(1);
            if (!cursor_.at_end()) piece.text += cursor_.take();
        } else if (variables && at_variable(in_pattern)) {
            joined.parts.push_back(std::exchange(piece, make(Kind::text, mark())));
            joined.parts.push_back(embedded(in_pattern));
            piece.at = cursor_.origin();
        } else {
            piece.text += cursor_.take();
        }
    }
    if (joined.parts.empty()) return piece;
    joined.parts.push_back(std::move(piece));
    return joined;
}

/// \Q...\E and its like, if it is next. \u and \l reach no further than the next
/// character or variable; what follows them is joined all the same.
bool Parser::transform(Expr& joined, Expr& piece, bool in_pattern, char delimiter)
{
    const Mark start = mark();
    const auto function = function_of(cursor_.peek(1));
    if (cursor_.peek() != '\\' || function.empty()) return false;
    if (!enter()) return true;
    cursor_.skip(2);
    ++nested_;
    Expr inside = pieces(in_pattern, delimiter);
    --nested_;
    leave();
    if (cursor_.rest().starts_with("\\E") && !function.ends_with("first"))
        cursor_.skip(2);
    Expr call = make(Kind::call, start);
    call.text = function;
    call.parts.push_back(std::move(inside));
    joined.parts.push_back(std::exchange(piece, make(Kind::text, mark())));
    joined.parts.push_back(std::move(call));
    return true;
}

void Parser::escape(std::string& piece)
{
    constexpr std::string_view letters = "ntrfbae\\\"$@";
    constexpr std::string_view meanings = "\n\t\r\f\b\a\x1B\\\"$@";
    const Mark start = mark();
    cursor_.skip(1);
    const char c = cursor_.take();
    if (c == 'x') {
        hex_escape(piece, start);
    } else if (c >= '0' && c <= '7') {
        unsigned long code = static_cast<unsigned long>(c - '0');
        for (int i = 0; i < 2 && cursor_.peek() >= '0' && cursor_.peek() <= '7'; ++i)
            code = code * 8 + static_cast<unsigned long>(cursor_.take() - '0');
        piece += encode(code);
    } else if (const auto at = letters.find(c); at != std::string_view::npos) {
        piece += meanings[at];
    } else if (c == 'N' || c == 'c' || c == 'o' || c == 'F') {
        fail(start.at,
             "this escape is not supported",
             cursor_.since(start.offset),
             "write \\\\ for a backslash");
    } else { // Perl warns of letters that mean nothing and keeps them
        piece += c;
    }
}

/// \xHH and \x{H...}; the "\x" is taken already.
void Parser::hex_escape(std::string& piece, const Mark& start)
{
    const bool braced = cursor_.take_if('{');
    const int most = braced ? 6 : 2;
    unsigned long code = 0;
    int count = 0;
    for (; count < most && text::hex_value(cursor_.peek()) >= 0; ++count)
        code = code * 16 + static_cast<unsigned long>(text::hex_value(cursor_.take()));
    if (count == 0 || code > 0x10FFFF || (braced && !cursor_.take_if('}'))) {
        fail(start.at, "this \\x names no character", cursor_.from(start.offset));
        return;
    }
    piece += encode(code);
}

/// Whether Perl takes a $ or @ here for the beginning of a variable: any $, but in a
/// pattern not where it can be the end of a line; an @ only before what may be a name.
bool Parser::at_variable(bool in_pattern)
{
    const char sigil = cursor_.peek();
    const char next = cursor_.peek(1);
    if (sigil == '$') {
        constexpr std::string_view anchored{"()| \r\n\t", 7};
        const bool last = cursor_.rest().size() == 1;
        return !in_pattern || (!last && anchored.find(next) == std::string_view::npos);
    }
    if (sigil != '@' || cursor_.rest().size() == 1) return false;
    const std::string_view specials = in_pattern ? ":'{$" : ":'{$+-";
    return is_name_start(next) || text::is_digit(next) ||
           specials.find(next) != std::string_view::npos;
}

/// A variable, or an element of one, inside a quotation.
Expr Parser::embedded(bool in_pattern)
{
    const Mark start = mark();
    const char sigil = cursor_.take();
    const bool braces = cursor_.peek() == '{';
    const Cursor before = cursor_;
    const bool block = braces && braced_name().empty();
    cursor_ = before;
    const bool dollar = cursor_.peek() == '$' &&
                        (is_name_start(cursor_.peek(1)) || cursor_.peek(1) == '{');
    if (dollar || block) return followed(sigil, start);
    if (!braces && !is_name_start(cursor_.peek())) {
        return fail(start.at,
                    "no variable begins here",
                    cursor_.from(start.offset),
                    text::cat("write \\", sigil, " for the character itself"));
    }
    const auto name = variable_name(start);
    if (failed()) return {};
    Expr expr = make(Kind::variable, start);
    expr.text = text::cat(sigil, name);
    const auto at_part = [this] {
        const auto rest = cursor_.rest();
        return rest.starts_with("->[") || rest.starts_with("->{") ||
               rest.starts_with('[') || rest.starts_with('{');
    };
    if (braces || !at_part()) return expr;
    if (in_pattern || sigil == '@') {
        return fail(start.at,
                    "a part of a variable cannot be taken here",
                    cursor_.from(start.offset),
                    text::cat("write ", sigil, "{", name, "} if all of it is meant"));
    }
    const bool arrow = cursor_.peek() == '-';
    if (!arrow) expr = element(start, name);
    for (int levels = 0; !failed() && at_part() && levels < deepest_nesting; ++levels) {
        if (cursor_.peek() == '-') cursor_.skip(2);
        expr = subscript(std::move(expr), start);
    }
    return expr;
}

} // namespace chainmail::config
