// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/cursor.h"

#include "base/text.h"

#include <algorithm>
#include <optional>

namespace chainmail::config {

namespace {

struct LineComment {
    unsigned line;
    std::optional<std::string_view> file;
};

/// perlsyn(1), "Plain Old Comments (Not!)". `comment` has no line end.
std::optional<LineComment> parse_line_comment(std::string_view comment)
{
    comment = text::trim(comment.substr(1));
    if (!comment.starts_with("line")) return {};
    comment.remove_prefix(4);
    if (comment.empty() || !text::is_space(comment[0])) return {};
    comment = text::trim(comment);
    const auto digits = comment.substr(0, comment.find_first_of(" \t"));
    const auto number = text::to_number(digits);
    if (!number || *number > 999999999) return {};
    const auto line = static_cast<unsigned>(*number);

    auto file = text::trim(comment.substr(digits.size()));
    if (file.empty()) return LineComment{line, {}};
    const bool quoted = file.size() > 2 && file.front() == '"' && file.back() == '"';
    if (quoted) file = file.substr(1, file.size() - 2);
    const auto forbidden = quoted ? std::string_view("\"") : std::string_view("\" \t");
    if (file.find_first_of(forbidden) != std::string_view::npos) return {};
    return LineComment{line, file};
}

} // namespace

Origin Cursor::origin() const
{
    return {*file_, line_, static_cast<unsigned>(at_ - line_start_ + 1)};
}

char Cursor::take()
{
    const char c = peek();
    skip(1);
    return c;
}

void Cursor::skip(std::size_t bytes)
{
    for (const std::size_t stop = std::min(at_ + bytes, end_); at_ < stop;) {
        if (text_[at_++] != '\n') continue;
        ++line_;
        line_start_ = at_;
        if (at_ == gap_) {
            const auto left_out = text_.substr(gap_, gap_end_ - gap_);
            line_ += static_cast<unsigned>(
                std::count(left_out.begin(), left_out.end(), '\n'));
            line_start_ = at_ = gap_end_;
            gap_ = std::string_view::npos;
        }
        skip_margin();
    }
}

Cursor Cursor::next_lines() const
{
    Cursor next = *this;
    // Where a quotation ends within the line, the here-document is still beyond it.
    next.end_at(text_.size());
    next.skip(std::min(next.rest().find('\n'), next.rest().size()) + 1);
    return next;
}

void Cursor::leave_out(std::size_t from, std::size_t to)
{
    if (gap_ == std::string_view::npos) gap_ = from;
    gap_end_ = to;
}

void Cursor::set_margin(std::size_t blanks)
{
    margin_ = blanks;
    skip_margin();
}

void Cursor::skip_margin()
{
    for (std::size_t i = 0; i < margin_ && at_ < end_ && text::is_blank(text_[at_]);
         ++i)
        ++at_;
}

bool Cursor::take_if(char expected)
{
    if (at_end() || peek() != expected) return false;
    skip(1);
    return true;
}

std::string_view Cursor::take_name()
{
    const auto is_part = [](char c) { return text::is_alnum(c) || c == '_'; };
    if (text::is_digit(peek())) return {};
    const std::size_t start = at_;
    while (!at_end() && is_part(peek()))
        ++at_;
    return since(start);
}

void Cursor::skip_space()
{
    while (!at_end()) {
        if (text::is_space(peek())) {
            skip(1);
        } else if (peek() == '#') {
            skip_comment();
        } else {
            return;
        }
    }
}

void Cursor::skip_comment()
{
    const bool whole_line = at_line_start();
    const auto comment = rest().substr(0, rest().find('\n'));
    skip(comment.size() + 1);
    if (!whole_line) return;
    const auto renamed = parse_line_comment(comment);
    if (!renamed) return;
    line_ = renamed->line;
    if (renamed->file) file_ = std::make_shared<const std::string>(*renamed->file);
}

void Cursor::skip_to_statement()
{
    skip_space();
    while (peek() == '=' && at_line_start() && text::is_alpha(peek(1))) {
        skip_pod();
        skip_space();
    }
}

void Cursor::skip_pod()
{
    // The first line begins the block even if it is a stray =cut.
    for (bool first = true; !at_end(); first = false) {
        const auto line = rest().substr(0, rest().find('\n'));
        skip(line.size() + 1);
        const bool cut =
            line.starts_with("=cut") && (line.size() == 4 || !text::is_alpha(line[4]));
        if (cut && !first) return;
    }
}

} // namespace chainmail::config
