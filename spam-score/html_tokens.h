// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// HTML taken apart into tags, text and comments. Follows Perl's HTML::Parser 3.81,
// whose idea of broken markup is what SpamAssassin's HTML rules were measured with:
// where text is cut into events is part of the contract.
#ifndef CHAINMAIL_SPAM_SCORE_HTML_TOKENS_H
#define CHAINMAIL_SPAM_SCORE_HTML_TOKENS_H

#include "characters.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

struct HtmlAttribute {
    std::string name; ///< lower case
    Characters value; ///< references decoded; the name itself when there is none
};

using HtmlAttributes = std::vector<HtmlAttribute>;

/// The value of the first attribute of that name, or nullptr.
const Characters* find_attribute(const HtmlAttributes& attributes,
                                 std::string_view name);

class HtmlEvents {
public:
    virtual ~HtmlEvents() = default;
    /// `tag` in lower case; an end tag has no attributes.
    virtual void start_tag(const std::string& tag, HtmlAttributes& attributes) = 0;
    virtual void end_tag(const std::string& tag) = 0;
    virtual void text(const Characters& text) = 0;
    /// With its delimiters.
    virtual void comment(std::string_view whole) = 0;
    virtual void declaration(std::string_view whole) = 0;
};

class HtmlTokenizer {
public:
    /// `wide` is what the text was before it became UTF-8 (characters.h).
    HtmlTokenizer(HtmlEvents& events, bool wide) : events_(events), wide_(wide) {}

    /// Reports all that is complete and keeps the rest for the next call.
    void parse(std::string_view html);
    /// No more will come: reports the rest.
    void finish();

private:
    void parse_buffer();
    bool parse_text(std::size_t& at);
    bool parse_literal(std::size_t& at);
    bool parse_section(std::size_t& at);
    /// Offset behind the markup at `at`; `at` itself when it is none; npos when it is
    /// not complete.
    std::size_t parse_markup(std::size_t at);
    std::size_t parse_start_tag(std::size_t at);
    std::size_t parse_end_tag(std::size_t at);
    std::size_t parse_declaration(std::size_t at);
    std::size_t parse_comment(std::size_t at);
    std::size_t parse_marked_section(std::size_t at);
    std::size_t parse_bogus_comment(std::size_t at);
    void report_text(std::string_view text, bool decoded);
    void report_pending_end();

    HtmlEvents& events_;
    bool wide_;
    std::string buffer_;
    std::string literal_;     ///< the tag whose content is no markup, "" outside
    std::string pending_end_; ///< closes at the next markup
    bool in_section_ = false; ///< of CDATA
    bool no_title_end_ = false;
    bool short_comments_ = false; ///< a ">" ends a comment: its "-->" never comes
};

} // namespace chainmail::spam_score

#endif
