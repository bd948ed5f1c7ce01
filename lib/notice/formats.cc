// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice/formats.h"

#include "base/text.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace chainmail::notice {

namespace {

struct Conversion {
    std::string flags_and_width; ///< with the precision
    char kind = 0;               ///< 0: not one of ours
    std::size_t length = 0;      ///< of it in the form, without "%"
};

// At most `most` characters of `which` from `at` on.
std::size_t
span_of(std::string_view form, std::size_t at, std::string_view which, std::size_t most)
{
    std::size_t length = 0;
    while (length < most && at + length < form.size() &&
           which.find(form[at + length]) != which.npos)
        ++length;
    return length;
}

Conversion read_conversion(std::string_view form)
{
    constexpr std::string_view digits = "0123456789";
    constexpr std::size_t most_digits = 3;
    std::size_t at = span_of(form, 0, "-+ 0#", 5);
    at += span_of(form, at, digits, most_digits);
    if (at < form.size() && form[at] == '.')
        at += 1 + span_of(form, at + 1, digits, most_digits);
    if (at == form.size()) return {};
    constexpr std::string_view known = "sdfgex%";
    const char kind = known.find(form[at]) == known.npos ? '\0' : form[at];
    return {std::string(form.substr(0, at)), kind, at + 1};
}

double number(std::string_view text)
{
    text = text::trim(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

template <typename Value>
std::string print(const std::string& form, Value value)
{
    // A form is made of what read_conversion() takes only.
    std::array<char, 2048> out{};
    const auto length = std::snprintf(out.data(), out.size(), form.c_str(), value);
    if (length <= 0) return {};
    return {out.data(), std::min(static_cast<std::size_t>(length), out.size() - 1)};
}

std::string converted(const Conversion& how, const std::string& value)
{
    constexpr double most = 9e18;
    const auto start = "%" + how.flags_and_width;
    switch (how.kind) {
    case 's':
        return how.flags_and_width.empty() ? value : print(start + "s", value.c_str());
    case 'd':
    case 'x': {
        const auto whole = std::min(std::max(number(value), -most), most);
        return print(start + "ll" + how.kind, static_cast<long long>(whole));
    }
    default:
        return print(start + how.kind, number(value));
    }
}

} // namespace

std::string formatted(const List& all)
{
    if (all.empty()) return {};
    std::string out;
    std::size_t next = 1;
    std::string_view form = all.front();
    while (!form.empty()) {
        const auto at = form.find('%');
        out += form.substr(0, at);
        if (at == form.npos) break;
        form.remove_prefix(at + 1);
        const auto how = read_conversion(form);
        if (how.kind == 0) {
            out += '%';
            continue;
        }
        form.remove_prefix(how.length);
        if (how.kind == '%') {
            out += '%';
            continue;
        }
        out += converted(how, next < all.size() ? all[next] : std::string());
        ++next;
    }
    return out;
}

std::string base64(std::string_view bytes, bool for_url)
{
    constexpr std::string_view common =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    const auto put = [&](std::uint32_t six) {
        if (six < common.size())
            out += common[six];
        else if (six == common.size())
            out += for_url ? '-' : '+';
        else
            out += for_url ? '_' : '/';
    };
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        count += 8;
        for (; count >= 6; count -= 6)
            put((bits >> (count - 6)) & 63U);
    }
    if (count > 0) put((bits << (6 - count)) & 63U);
    return out;
}

} // namespace chainmail::notice
