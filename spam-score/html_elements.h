// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the tags of HTML are to SpamAssassin's tests. Names are in lower case. Pure.
#ifndef CHAINMAIL_SPAM_SCORE_HTML_ELEMENTS_H
#define CHAINMAIL_SPAM_SCORE_HTML_ELEMENTS_H

#include <initializer_list>
#include <string_view>

namespace chainmail::spam_score {

bool is_one_of(std::string_view s, std::initializer_list<std::string_view> list);

/// Of HTML 4.01 or XHTML 1.0, or one that mail programs make.
bool is_element(std::string_view tag);
/// Rendered, but nothing that a proper document has.
bool is_trick(std::string_view tag);
/// Office's own tags: "o:p", "st1:place".
bool is_namespaced(std::string_view tag);
/// The white space that an element makes, before and behind it.
std::string_view space_of(std::string_view tag);

} // namespace chainmail::spam_score

#endif
