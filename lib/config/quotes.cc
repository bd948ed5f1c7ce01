// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Everything in quotes (perlop(1), "Quote and Quote-like Operators"): '...' and q,
// "..." and qq, qw, qr, and `...`.
#include "base/text.h"
#include "config/parser.h"

#include <utility>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

char closing(char open)
{
    switch (open) {
    case '(':
        return ')';
    case '[':
        return ']';
    case '{':
        return '}';
    case '<':
        return '>';
    default:
        return open;
    }
}

bool is_name_start(char c)
{
    return text::is_alpha(c) || c == '_';
}

/// '...' and its like: a backslash means itself except before another and before the
/// delimiters.
std::string unquote(std::string_view raw, char open)
{
    std::string out;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const char next = i + 1 < raw.size() ? raw[i + 1] : '\0';
        if (raw[i] == '\\' && (next == '\\' || next == open || next == closing(open)))
            ++i;
        out += raw[i];
    }
    return out;
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

} // namespace

bool Parser::is_quote(std::string_view word) const
{
    const bool ours = word == "q" || word == "qq" || word == "qw" || word == "qr";
    const bool searches = word == "m" || word == "s" || word == "y" || word == "tr";
    if (!ours && !searches) return false;
    Cursor ahead = cursor_;
    if (ahead.peek() == '#') return true; // after a blank it would begin a comment
    ahead.skip_space();
    const char delimiter = ahead.peek();
    return !ahead.at_end() && !is_name_start(delimiter) && !text::is_digit(delimiter) &&
           delimiter != ',' && delimiter != ';' && delimiter != ')';
}

/// `operation` is q, qq, ... or empty before a quotation mark.
Expr Parser::quote(std::string_view operation, const Mark& start)
{
    if (!operation.empty() && operation[0] != 'q') {
        return fail(start.at,
                    "searching and replacing is not supported",
                    cursor_.from(start.offset),
                    "no Perl is run; a pattern is qr/.../");
    }
    if (cursor_.peek() != '#') cursor_.skip_space();
    const char open = cursor_.peek();
    const auto body = delimited(start);
    if (!body) return {};
    if (operation == "qw") return words(*body, open, start);
    if (operation == "qr") return pattern(*body, open, start);
    if (operation == "q" || open == '\'') return literal(*body, open, start);
    if (operation == "qq" || open == '"') return interpolated(*body, start);
    Expr expr = make(Kind::command, start);
    expr.text = body->rest();
    return expr;
}

/// Takes a delimiter, all up to its partner, and that. The cursor given is what lies
/// between them.
std::optional<Cursor> Parser::delimited(const Mark& start)
{
    const char open = cursor_.take();
    const char close = closing(open);
    Cursor body = cursor_;
    int depth = 1;
    while (!cursor_.at_end()) {
        const char c = cursor_.take();
        if (c == '\\') {
            cursor_.skip(1);
        } else if (c == close && --depth == 0) {
            body.end_at(cursor_.offset() - 1);
            return body;
        } else if (c == open && open != close) {
            ++depth;
        }
    }
    fail(start.at,
         "this quotation does not end",
         cursor_.from(start.offset),
         text::cat("it has no closing ", close));
    return {};
}

Expr Parser::literal(const Cursor& body, char open, const Mark& start)
{
    Expr expr = make(Kind::text, start);
    expr.text = unquote(body.rest(), open);
    return expr;
}

Expr Parser::words(const Cursor& body, char open, const Mark& start)
{
    Expr expr = make(Kind::sequence, start);
    Cursor at = body;
    while (!at.at_end()) {
        if (text::is_space(at.peek())) {
            at.skip(1);
            continue;
        }
        Expr word;
        word.kind = Kind::text;
        word.at = at.origin();
        const auto size = at.rest().find_first_of(" \t\n\v\f\r");
        word.source = at.rest().substr(0, size);
        word.text = unquote(word.source, open);
        at.skip(word.source.size());
        expr.parts.push_back(std::move(word));
    }
    return expr;
}

Expr Parser::interpolated(const Cursor& body, const Mark& start)
{
    const char delimiter = body.from(body.offset() - 1)[0];
    Expr whole = make(Kind::joined, start);
    const Cursor after = std::exchange(cursor_, body);
    Expr expr = pieces(false, delimiter);
    if (failed()) return {};
    cursor_ = after;
    expr.at = whole.at;
    expr.source = whole.source;
    return expr;
}

Expr Parser::pattern(const Cursor& body, char open, const Mark& start)
{
    const auto found = flags();
    Expr expr = make(Kind::pattern, start);
    expr.text = found;
    if (failed()) return {};
    const Cursor after = std::exchange(cursor_, body);
    expr.parts.push_back(pieces(true, open));
    if (failed()) return {};
    cursor_ = after;
    return expr;
}

/// The flags after a pattern, each once and in one order.
std::string Parser::flags()
{
    const Mark start = mark();
    const auto given = cursor_.take_name();
    if (given.find_first_not_of("imsx") != std::string_view::npos ||
        given.find("xx") != std::string_view::npos) {
        fail(start.at, "unknown flags of a pattern", given, "i, m, s and x are known");
    }
    std::string out;
    for (const char flag : {'i', 'm', 's', 'x'}) {
        if (given.find(flag) != std::string_view::npos) out += flag;
    }
    return out;
}

/// All up to the end of the cursor, as a text or as texts and variables to be joined.
/// In a pattern escapes stay, but those of a delimiter that is no bracket.
Expr Parser::pieces(bool in_pattern, char delimiter)
{
    Expr joined = make(Kind::joined, mark());
    Expr piece = make(Kind::text, mark());
    const bool variables = !in_pattern || delimiter != '\'';
    const bool unescape = closing(delimiter) == delimiter;
    while (!cursor_.at_end() && !failed()) {
        if (cursor_.peek() == '\\' && !in_pattern) {
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
    } else if (text::is_alnum(c)) {
        fail(start.at,
             "unknown escape",
             cursor_.since(start.offset),
             "write \\\\ for a backslash");
    } else {
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
    const char next = cursor_.peek();
    const bool arrow =
        cursor_.rest().starts_with("->[") || cursor_.rest().starts_with("->{");
    const bool subscript = !braces && (next == '[' || next == '{');
    if (!arrow && !subscript) return expr;
    if (arrow || sigil == '@' || in_pattern) {
        return fail(start.at,
                    "a part of a variable cannot be taken here",
                    cursor_.from(start.offset),
                    text::cat("write ", sigil, "{", name, "} if all of it is meant"));
    }
    Expr part = element(start, name);
    const char after = cursor_.peek();
    if (after == '[' || after == '{' || cursor_.rest().starts_with("->[") ||
        cursor_.rest().starts_with("->{")) {
        return fail(start.at,
                    "a part of a part of a variable is not supported by this version",
                    cursor_.from(start.offset));
    }
    return part;
}

} // namespace chainmail::config
