// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// How HTML text would look: colours, sizes, hidden or not, as far as rules care.
#ifndef CHAINMAIL_SPAM_SCORE_HTML_STYLE_H
#define CHAINMAIL_SPAM_SCORE_HTML_STYLE_H

#include "html_tokens.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// "#rrggbb" of a colour name, "#hex" or "rgb(...)"; "invalid" for anything else.
std::string color_of(std::string_view value);

enum class Legibility { visible, hidden, low_contrast, invalid_color };

struct TextStyle {
    std::string_view tag; ///< outlives all documents
    std::string foreground = "#000000";
    std::string background = "#ffffff";
    double size = 3;
    bool is_not_displayed = false; ///< "display: none"
    bool is_hidden = false;        ///< "visibility: hidden"
    Legibility legibility = Legibility::visible;
};

/// The styles of the elements that are open.
class StyleStack {
public:
    StyleStack();
    /// `tag` is the name of one of html_elements() that has a style.
    void open(std::string_view tag, const HtmlAttributes& attributes);
    void close(std::string_view tag);
    const TextStyle& top() const { return open_.back(); }
    double largest() const { return largest_; }
    double smallest() const { return smallest_; }

private:
    const TextStyle& around() const { return open_[open_.size() - 2]; }
    void close_cells(std::string_view tag);
    bool is_open(std::string_view tag) const;
    bool change(TextStyle& style, const HtmlAttributes& attributes);
    void apply(TextStyle& style, const HtmlAttribute& attribute) const;
    void apply_css(TextStyle& style, std::string_view css) const;

    std::vector<TextStyle> open_;
    double base_size_ = 3;
    double largest_ = 3;
    double smallest_ = 3;
};

} // namespace chainmail::spam_score

#endif
