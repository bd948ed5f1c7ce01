// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/xtext.h"

#include "base/text.h"

namespace chainmail::mail {

namespace {

bool is_hex_pair(std::string_view s)
{
    return s.size() >= 2 && text::hex_value(s[0]) >= 0 && text::hex_value(s[1]) >= 0 &&
           !text::is_lower(s[0]) && !text::is_lower(s[1]);
}

bool is_plain(char c)
{
    return c > ' ' && c < 0x7F && c != '+' && c != '=';
}

} // namespace

bool is_xtext(std::string_view s)
{
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (is_plain(s[i]) || text::is_8bit(s[i])) continue;
        if (s[i] != '+' || !is_hex_pair(s.substr(i + 1))) return false;
        i += 2;
    }
    return true;
}

std::string encode_xtext(std::string_view bytes)
{
    std::string out;
    for (const char c : bytes) {
        if (is_plain(c)) {
            out += c;
            continue;
        }
        out += '+' + text::hex(c);
    }
    return out;
}

std::string decode_xtext(std::string_view s)
{
    std::string out;
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s[i] != '+' || !is_hex_pair(s.substr(i + 1))) {
            out += s[i];
            continue;
        }
        const int value = text::hex_value(s[i + 1]) * 16 + text::hex_value(s[i + 2]);
        out += static_cast<char>(value);
        i += 2;
    }
    return out;
}

} // namespace chainmail::mail
