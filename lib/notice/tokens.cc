// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice/tokens.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::notice {

namespace {

using Kind = Token::Kind;

bool is_octal(char c)
{
    return c >= '0' && c <= '7';
}

class Lexer {
public:
    explicit Lexer(std::string_view rest) : rest_(rest) {}

    Tokens read()
    {
        while (!rest_.empty())
            take();
        return std::move(tokens_);
    }

private:
    void add(Kind kind, std::size_t length)
    {
        length = std::min(length, rest_.size());
        tokens_.push_back({kind, std::string(rest_.substr(0, length))});
        rest_.remove_prefix(length);
    }

    void add_text(std::string text, std::size_t length)
    {
        if (!text.empty()) tokens_.push_back({Kind::text, std::move(text)});
        rest_.remove_prefix(length);
    }

    char next() const { return rest_.size() > 1 ? rest_[1] : '\0'; }

    void take()
    {
        switch (rest_.front()) {
        case '#':
            return add(Kind::comment, 1);
        case '[':
            return take_open();
        case ']':
            return add(Kind::close, 1);
        case '|':
            return add(Kind::separator, 1);
        case '"':
            return next() == ']' ? add(Kind::close_quote, 2) : add(Kind::text, 1);
        case '%':
            return take_percent();
        case '\\':
            return take_backslash();
        case '_':
            return take_underscore();
        case '\n':
            return add(Kind::text, 1);
        default:
            return add(Kind::text, rest_.find_first_of("[]\\|%\n#\"_"));
        }
    }

    void take_open()
    {
        switch (next()) {
        case '?':
            return add(Kind::select, 2);
        case '~':
            return add(Kind::match, 2);
        case '@':
            return add(Kind::active, 2);
        case ':':
            return add(Kind::neutral, 2);
        case '=':
            return add(Kind::define, 2);
        case '"':
            return add(Kind::open_quote, 2);
        default:
            return add(Kind::iterate, 1);
        }
    }

    void take_percent()
    {
        const std::size_t name = next() == '#' && rest_.size() > 2 ? 2 : 1;
        if (rest_.size() <= name || rest_[name] == '\n') return add(Kind::text, 1);
        if (rest_[name] == '%' && name == 1) return add_text("%", 2);
        add(Kind::simple, name + 1);
    }

    void take_backslash()
    {
        if (rest_.size() == 1) return add(Kind::text, 1);
        if (!is_octal(next())) return take_escape();
        std::size_t length = 1;
        unsigned code = 0;
        for (; length < 4 && length < rest_.size() && is_octal(rest_[length]); ++length)
            code = code * 8 + static_cast<unsigned>(rest_[length] - '0');
        add_text(std::string(1, static_cast<char>(code & 0xFFU)), length);
    }

    void take_escape()
    {
        constexpr std::string_view letters = "rnfbeat";
        constexpr std::string_view meanings = "\r\n\f\b\033\a\t";
        const char c = next();
        if (c == '\n' || c == '_') return add_text("", 2);
        const auto at = letters.find(c);
        add_text(std::string(1, at == letters.npos ? c : meanings[at]), 2);
    }

    void take_underscore()
    {
        std::size_t end = 1;
        while (end < rest_.size() && text::is_upper(rest_[end]))
            ++end;
        if (end == 1 || end == rest_.size()) return add(Kind::text, 1);
        if (rest_[end] == '(') {
            const auto close = rest_.find(')', end);
            if (close == rest_.npos || close + 1 == rest_.size())
                return add(Kind::text, 1);
            end = close + 1;
        }
        if (rest_[end] != '_') return add(Kind::text, 1);
        add(Kind::capitals, end + 1);
    }

    std::string_view rest_;
    Tokens tokens_;
};

} // namespace

Tokens read_tokens(std::string_view form)
{
    return Lexer(form).read();
}

std::string join(const Tokens& tokens)
{
    std::string out;
    for (const auto& token : tokens)
        out += token.text;
    return out;
}

} // namespace chainmail::notice
