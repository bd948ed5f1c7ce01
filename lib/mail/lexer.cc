// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/lexer.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::mail {

void skip_comment(std::string_view& s)
{
    std::size_t depth = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s[i] == '\\')
            ++i;
        else if (s[i] == '(')
            ++depth;
        else if (s[i] == ')' && --depth == 0)
            return s.remove_prefix(i + 1);
    }
    s = {};
}

void skip_cfws(std::string_view& s)
{
    for (;;) {
        while (!s.empty() && text::is_space(s.front()))
            s.remove_prefix(1);
        if (!s.starts_with('(')) return;
        skip_comment(s);
    }
}

std::string take_quoted_string(std::string_view& s)
{
    std::string content;
    std::size_t i = 1;
    for (; i < s.size() && s[i] != '"'; ++i) {
        if (s[i] == '\\' && i + 1 < s.size()) ++i;
        content += s[i];
    }
    s.remove_prefix(std::min(i + 1, s.size()));
    return content;
}

std::string without_comments(std::string_view s)
{
    std::string out;
    while (!s.empty()) {
        const char first = s.front();
        if (first == '"') {
            const auto before = s;
            take_quoted_string(s);
            out += before.substr(0, before.size() - s.size());
            continue;
        }
        if (first == '(') {
            auto rest = s;
            skip_comment(rest);
            if (!rest.empty() || s.ends_with(')')) {
                s = rest;
                continue;
            }
            // Not closed: no other one behind it is, nothing is left to take out.
            out += s;
            return out;
        }
        out += first;
        s.remove_prefix(1);
    }
    return out;
}

} // namespace chainmail::mail
