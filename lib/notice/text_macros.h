// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The macros that work on their arguments only: wrap, lc, join and so on. Pure.
#ifndef CHAINMAIL_NOTICE_TEXT_MACROS_H
#define CHAINMAIL_NOTICE_TEXT_MACROS_H

#include "notice/template.h"

namespace chainmail::notice {

/// Nothing for a name that is none of them.
std::optional<Value> text_macro(std::string_view name, const List& arguments);

/// `text` in lines of at most `width` bytes where it has blanks, each with `prefix`
/// before it; `indent` stands for the blank at which a line was continued.
std::string wrap(std::string_view text,
                 std::size_t width,
                 std::string_view prefix,
                 std::string_view indent);

/// At most `limit` bytes, no UTF-8 character cut in two; 0 is all.
std::string cut(std::string_view text, std::size_t limit);

} // namespace chainmail::notice

#endif
