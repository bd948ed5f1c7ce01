// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A form of template.h, taken apart once: what macros give is never read again. Pure.
#ifndef CHAINMAIL_NOTICE_TOKENS_H
#define CHAINMAIL_NOTICE_TOKENS_H

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::notice {

struct Token {
    enum class Kind {
        text,
        comment,     ///< #
        iterate,     ///< [
        select,      ///< [?
        match,       ///< [~
        active,      ///< [@
        neutral,     ///< [:
        define,      ///< [=
        open_quote,  ///< ["
        close_quote, ///< "]
        close,       ///< ]
        separator,   ///< |
        simple,      ///< %x or %#x
        capitals,    ///< _NAME_ or _NAME(ARGUMENT)_
    };
    Kind kind = Kind::text;
    std::string text; ///< as written; of Kind::text, what it means

    bool opens() const { return kind >= Kind::iterate && kind <= Kind::open_quote; }
    bool closes() const { return kind == Kind::close || kind == Kind::close_quote; }
};

using Tokens = std::vector<Token>;

Tokens read_tokens(std::string_view form);

/// The texts one after the other, other tokens as written.
std::string join(const Tokens& tokens);

} // namespace chainmail::notice

#endif
