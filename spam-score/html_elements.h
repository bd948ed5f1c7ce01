// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the tags of HTML are to SpamAssassin's tests. Names are in lower case. Pure.
#ifndef CHAINMAIL_SPAM_SCORE_HTML_ELEMENTS_H
#define CHAINMAIL_SPAM_SCORE_HTML_ELEMENTS_H

#include <cstddef>
#include <span>
#include <string_view>

namespace chainmail::spam_score {

struct HtmlElement {
    std::string_view name;
    std::string_view space{}; ///< the white space that it makes, before and behind it
    bool has_style = false;   ///< changes how text looks
    bool is_trick = false;    ///< rendered, but nothing that a proper document has
};

/// Those of HTML 4.01 and XHTML 1.0, those that mail programs make, and tricks; all
/// that are rendered. Sorted by name.
std::span<const HtmlElement> html_elements();

/// Nothing for other tags: nullptr. One of html_elements() otherwise.
const HtmlElement* find_element(std::string_view tag);

/// Office's own tags: "o:p", "st1:place".
bool is_namespaced(std::string_view tag);

} // namespace chainmail::spam_score

#endif
