// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Here-documents: <<"END", <<'END', <<END and <<~END (perlop(1), "<<EOF").
#include "base/text.h"
#include "config/parser.h"

#include <algorithm>
#include <utility>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

std::string_view without_end(std::string_view line)
{
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::size_t indentation(std::string_view line)
{
    return std::min(line.find_first_not_of(" \t"), line.size());
}

struct Extent {
    std::size_t body; ///< bytes before the line with the end mark
    std::size_t all;  ///< with it
    std::size_t margin = 0;
};

/// Looks for the line that is `end`; nothing if there is none.
std::optional<Extent>
measure(std::string_view text, std::string_view end, bool indented)
{
    std::size_t at = 0;
    std::size_t margin = std::string_view::npos;
    while (at < text.size()) {
        const auto size = std::min(text.find('\n', at), text.size() - 1) + 1 - at;
        const auto line = without_end(text.substr(at, size));
        const auto blanks = indented ? indentation(line) : 0;
        if (line.substr(blanks) == end) {
            return Extent{at, at + size, margin == std::string_view::npos ? 0 : margin};
        }
        if (blanks < line.size()) margin = std::min(margin, blanks);
        at += size;
    }
    return {};
}

} // namespace

Expr Parser::here_document(const Mark& start)
{
    cursor_.skip(2);
    const bool indented = cursor_.take_if('~');
    const char quote = cursor_.peek();
    const bool quoted = quote == '\'' || quote == '"';
    std::string_view end;
    if (quoted) {
        const auto body = delimited(start);
        if (!body) return {};
        end = body->rest();
    } else {
        end = cursor_.take_name();
        if (end.empty())
            return fail(start.at, "a value is expected", cursor_.from(start.offset));
    }
    Expr whole = make(Kind::text, start);
    Cursor body = cursor_.next_lines();
    const auto extent = measure(body.rest(), end, indented);
    if (!extent) {
        return fail(start.at,
                    "this here-document does not end",
                    whole.source,
                    text::cat("no later line is ", end));
    }
    cursor_.leave_out(body.offset(), body.offset() + extent->all);
    body.end_at(body.offset() + extent->body);
    body.set_margin(extent->margin);
    if (quote == '\'') {
        while (!body.at_end())
            whole.text += body.take();
        return whole;
    }
    const Cursor after = std::exchange(cursor_, body);
    Expr expr = pieces(false, '"');
    if (failed()) return {};
    cursor_ = after;
    expr.at = whole.at;
    expr.source = whole.source;
    return expr;
}

} // namespace chainmail::config
