// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "byte_class.h"

#include "base/text.h"

#include <array>

namespace chainmail::spam_score {

namespace {

ByteSet bytes_where(bool (*holds)(char))
{
    ByteSet out;
    for (std::size_t i = 0; i < out.size(); ++i)
        out.set(i, holds(static_cast<char>(i)));
    return out;
}

bool is_word_byte(char c)
{
    return text::is_alnum(c) || c == '_';
}

bool is_visible(char c)
{
    return c > ' ' && c < 0x7F;
}

// \s, \D and the like.
std::optional<ByteSet> shorthand(char c)
{
    switch (c) {
    case 's':
        return bytes_where([](char b) { return text::is_space(b); });
    case 'd':
        return bytes_where([](char b) { return text::is_digit(b); });
    case 'w':
        return bytes_where(is_word_byte);
    case 'N':
        return ByteSet().set().reset('\n');
    default:
        break;
    }
    if (std::string_view("SDW").find(c) == std::string_view::npos) return {};
    return ~*shorthand(text::to_lower(c));
}

std::optional<char> control_escape(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'f':
        return '\f';
    case 'e':
        return '\x1b';
    case 'a':
        return '\a';
    default:
        return {};
    }
}

// Behind "\x": up to two digits, or any number in braces.
std::optional<unsigned> take_hex(std::string_view& rest)
{
    const bool braced = rest.starts_with('{');
    if (braced) rest.remove_prefix(1);
    unsigned value = 0;
    for (int digits = 0; !rest.empty() && text::hex_value(rest.front()) >= 0 &&
                         digits < (braced ? 8 : 2);
         ++digits) {
        value = value * 16 + static_cast<unsigned>(text::hex_value(rest.front()));
        rest.remove_prefix(1);
    }
    if (braced) {
        if (!rest.starts_with('}')) return {};
        rest.remove_prefix(1);
    }
    if (value > 0xFF) return {};
    return value;
}

ByteSet single(unsigned byte)
{
    ByteSet out;
    out.set(byte);
    return out;
}

// Up to three digits, of which `first` was read.
std::optional<ByteSet> take_octal(char first, std::string_view& rest)
{
    auto value = static_cast<unsigned>(first - '0');
    for (int digits = 0;
         digits < 2 && !rest.empty() && rest.front() >= '0' && rest.front() <= '7';
         ++digits) {
        value = value * 8 + static_cast<unsigned>(rest.front() - '0');
        rest.remove_prefix(1);
    }
    if (value > 0xFF) return {};
    return single(value);
}

// [:alpha:] and its kin, by name.
std::optional<ByteSet> posix_class(std::string_view name)
{
    struct Known {
        std::string_view name;
        bool (*holds)(char);
    };
    static constexpr std::array<Known, 13> known{{
        {"alpha", [](char c) { return text::is_alpha(c); }},
        {"digit", [](char c) { return text::is_digit(c); }},
        {"alnum", [](char c) { return text::is_alnum(c); }},
        {"upper", [](char c) { return text::is_upper(c); }},
        {"lower", [](char c) { return text::is_lower(c); }},
        {"space", [](char c) { return text::is_space(c); }},
        {"blank", [](char c) { return text::is_blank(c); }},
        {"cntrl", [](char c) { return text::is_control(c); }},
        {"xdigit", [](char c) { return text::hex_value(c) >= 0; }},
        {"word", is_word_byte},
        {"graph", is_visible},
        {"print", [](char c) { return c == ' ' || is_visible(c); }},
        {"punct", [](char c) { return is_visible(c) && !text::is_alnum(c); }},
    }};
    const bool inverted = name.starts_with('^');
    if (inverted) name.remove_prefix(1);
    for (const auto& one : known)
        if (one.name == name)
            return inverted ? ~bytes_where(one.holds) : bytes_where(one.holds);
    return {};
}

// One item of a class, which may be the begin of a range.
std::optional<ByteSet> take_item(std::string_view& rest)
{
    if (rest.starts_with("[:")) {
        const auto end = rest.find(":]");
        if (end == std::string_view::npos) return {};
        const auto name = rest.substr(2, end - 2);
        rest.remove_prefix(end + 2);
        return posix_class(name);
    }
    if (rest.starts_with("[.") || rest.starts_with("[=")) return {};
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c != '\\') return single(static_cast<unsigned char>(c));
    if (rest.starts_with('b')) {
        rest.remove_prefix(1);
        return single('\b');
    }
    return take_escaped_bytes(rest);
}

unsigned lowest(const ByteSet& bytes)
{
    return static_cast<unsigned>(bytes._Find_first());
}

} // namespace

ByteSet with_other_case(const ByteSet& bytes)
{
    constexpr std::size_t to_lower = 0x20;
    static const ByteSet upper = bytes_where([](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return text::is_upper(c) || (byte >= 0xC0 && byte <= 0xDE && byte != 0xD7);
    });
    static const ByteSet lower = upper << to_lower;
    return bytes | (bytes & upper) << to_lower | (bytes & lower) >> to_lower;
}

std::optional<ByteSet> take_escaped_bytes(std::string_view& rest)
{
    if (rest.empty()) return {};
    const char c = rest.front();
    rest.remove_prefix(1);
    if (!text::is_alnum(c)) return single(static_cast<unsigned char>(c));
    if (const auto set = shorthand(c)) return set;
    if (const auto byte = control_escape(c))
        return single(static_cast<unsigned char>(*byte));
    // Behind a backslash outside of a class only 0 gets here.
    if (c >= '0' && c <= '7') return take_octal(c, rest);
    if (c != 'x') return {};
    const auto value = take_hex(rest);
    if (!value) return {};
    return single(*value);
}

std::optional<ByteSet> take_byte_class(std::string_view& rest, bool ignore_case)
{
    const bool inverted = rest.starts_with('^');
    if (inverted) rest.remove_prefix(1);
    ByteSet all;
    for (bool first = true; first || !rest.starts_with(']'); first = false) {
        if (rest.empty()) return {};
        const auto item = take_item(rest);
        if (!item) return {};
        const bool is_range =
            item->count() == 1 && rest.size() >= 2 && rest[0] == '-' && rest[1] != ']';
        if (!is_range) {
            all |= *item;
            continue;
        }
        rest.remove_prefix(1);
        const auto last = take_item(rest);
        if (!last || last->count() != 1 || lowest(*last) < lowest(*item)) return {};
        for (auto byte = lowest(*item); byte <= lowest(*last); ++byte)
            all.set(byte);
    }
    rest.remove_prefix(1);
    if (ignore_case) all = with_other_case(all);
    return inverted ? ~all : all;
}

} // namespace chainmail::spam_score
