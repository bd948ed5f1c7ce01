// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A place in the text of a configuration file, moving forward. Knows what Perl skips
// between words, and which line and column an administrator would call the place.
#ifndef CHAINMAIL_CONFIG_CURSOR_H
#define CHAINMAIL_CONFIG_CURSOR_H

#include "config/settings.h"

#include <memory>
#include <string>
#include <string_view>

namespace chainmail::config {

/// Does not own the text. Copies are cheap and independent.
class Cursor {
public:
    Cursor(std::string_view file, std::string_view text)
        : text_(text),
          end_(text.size()),
          file_(std::make_shared<const std::string>(file))
    {
    }

    bool at_end() const { return at_ >= end_; }
    /// NUL beyond the end.
    char peek(std::size_t ahead = 0) const
    {
        return at_ + ahead < end_ ? text_[at_ + ahead] : '\0';
    }
    std::string_view rest() const { return text_.substr(at_, end_ - at_); }
    std::size_t offset() const { return at_; }
    /// What lies between an earlier offset of this cursor and now.
    std::string_view since(std::size_t start) const
    {
        return text_.substr(start, at_ - start);
    }
    /// What lies between an earlier offset of this cursor and the end.
    std::string_view from(std::size_t start) const
    {
        return text_.substr(start, end_ - start);
    }
    Origin origin() const;

    char take();
    void skip(std::size_t bytes);
    /// Takes `expected` if it is next.
    bool take_if(char expected);
    /// Takes a name of letters, digits and "_" that does not begin with a digit; "" if
    /// there is none.
    std::string_view take_name();
    /// White space and comments, a comment `# line N "FILE"` included, which renames
    /// what follows it.
    void skip_space();
    /// As skip_space, and POD, which Perl allows where a statement may begin.
    void skip_to_statement();

    /// Nothing is left from `offset` on.
    void end_at(std::size_t offset) { end_ = offset; }

    /// The text from the next line on, behind what is left out already.
    Cursor next_lines() const;
    /// The lines from `from`, the beginning of a line ahead, up to `to` belong to
    /// something else: passing the end of the line before them leads to `to`. A second
    /// call extends what is left out.
    void leave_out(std::size_t from, std::size_t to);
    /// Each line loses so many of the blanks that it begins with.
    void set_margin(std::size_t blanks);

private:
    void skip_margin();
    bool at_line_start() const { return at_ == line_start_; }
    void skip_comment();
    void skip_pod();

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t end_;
    std::size_t line_start_ = 0;
    unsigned line_ = 1;
    std::size_t gap_ = std::string_view::npos; ///< where leave_out() begins
    std::size_t gap_end_ = 0;
    std::size_t margin_ = 0;
    std::shared_ptr<const std::string> file_;
};

} // namespace chainmail::config

#endif
