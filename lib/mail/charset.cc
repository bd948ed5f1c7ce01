// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/charset.h"

#include "base/text.h"
#include "mail/converter.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace chainmail::mail {

namespace {

constexpr std::uint32_t replacement = 0xFFFD;

// Windows-1252 at 80-9F; the five places it leaves free stay C1 controls.
constexpr std::array<std::uint16_t, 32> windows_1252_high = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
    0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

std::uint32_t windows_1252(unsigned char c)
{
    return c >= 0x80 && c < 0xA0 ? windows_1252_high[c - 0x80U] : c;
}

// ISO-8859-15 is ISO-8859-1 with the euro sign and seven letters.
std::uint32_t iso_8859_15(unsigned char c)
{
    switch (c) {
    case 0xA4:
        return 0x20AC;
    case 0xA6:
        return 0x0160;
    case 0xA8:
        return 0x0161;
    case 0xB4:
        return 0x017D;
    case 0xB8:
        return 0x017E;
    case 0xBC:
        return 0x0152;
    case 0xBD:
        return 0x0153;
    case 0xBE:
        return 0x0178;
    default:
        return c;
    }
}

std::string from_single_bytes(std::string_view bytes,
                              std::uint32_t (*read)(unsigned char))
{
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto ascii = std::find_if(bytes.begin(), bytes.end(), text::is_8bit);
        out.append(bytes.begin(), ascii);
        bytes.remove_prefix(static_cast<std::size_t>(ascii - bytes.begin()));
        if (bytes.empty()) break;
        append_utf8(out, read(static_cast<unsigned char>(bytes.front())));
        bytes.remove_prefix(1);
    }
    return out;
}

std::string repair_utf8(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = utf8_length(bytes);
        if (length == 0)
            append_utf8(out, replacement);
        else
            out += bytes.substr(0, length);
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

std::uint32_t utf16_unit(std::string_view bytes, std::size_t at, bool little)
{
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return little ? static_cast<std::uint32_t>(second << 8U | first)
                  : static_cast<std::uint32_t>(first << 8U | second);
}

bool is_high_surrogate(std::uint32_t unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

bool is_low_surrogate(std::uint32_t unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

// RFC 2781: a byte order mark decides; without one `little` does.
std::string from_utf16(std::string_view bytes, bool little)
{
    if (bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE")) {
        little = bytes.front() == '\xFF';
        bytes.remove_prefix(2);
    }
    std::string out;
    std::size_t i = 0;
    for (; i + 1 < bytes.size(); i += 2) {
        std::uint32_t unit = utf16_unit(bytes, i, little);
        if (is_high_surrogate(unit) && i + 3 < bytes.size()) {
            const std::uint32_t low = utf16_unit(bytes, i + 2, little);
            if (is_low_surrogate(low)) {
                unit = 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00);
                i += 2;
            }
        }
        append_utf8(out, unit);
    }
    if (i < bytes.size()) append_utf8(out, replacement);
    return out;
}

enum class Reading { unknown, ascii, utf8, western, western_euro, utf16_be, utf16_le };

struct OwnCharset {
    std::string_view name;
    Reading reading;
};

// The IANA names and the other spellings that mail has.
constexpr OwnCharset own_charsets[] = {
    {"us-ascii", Reading::ascii},
    {"ascii", Reading::ascii},
    {"ansi_x3.4-1968", Reading::ascii},
    {"utf-8", Reading::utf8},
    {"utf8", Reading::utf8},
    {"iso-8859-1", Reading::western},
    {"iso8859-1", Reading::western},
    {"iso_8859-1", Reading::western},
    {"latin1", Reading::western},
    {"l1", Reading::western},
    {"windows-1252", Reading::western},
    {"cp1252", Reading::western},
    {"iso-8859-15", Reading::western_euro},
    {"iso8859-15", Reading::western_euro},
    {"iso_8859-15", Reading::western_euro},
    {"latin-9", Reading::western_euro},
    {"utf-16", Reading::utf16_be},
    {"utf-16be", Reading::utf16_be},
    {"utf-16le", Reading::utf16_le},
};

Reading reading_of(std::string_view charset)
{
    for (const auto& own : own_charsets)
        if (text::equal_ignore_case(own.name, charset)) return own.reading;
    return Reading::unknown;
}

std::string guess(std::string_view bytes)
{
    return is_utf8(bytes) ? std::string(bytes) : from_single_bytes(bytes, windows_1252);
}

} // namespace

// RFC 3629 section 4, which rules out surrogates and overlong forms by the second byte.
std::size_t utf8_length(std::string_view bytes)
{
    if (bytes.empty()) return 0;
    const auto byte = [&](std::size_t i) {
        return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
    };
    const auto tail = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) < 0xC0; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4 || !tail(1)) return 0;
    if (first < 0xE0) return 2;
    if (first < 0xF0) {
        if (first == 0xE0 && byte(1) < 0xA0) return 0;
        if (first == 0xED && byte(1) >= 0xA0) return 0;
        return tail(2) ? 3 : 0;
    }
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) >= 0x90) return 0;
    return tail(2) && tail(3) ? 4 : 0;
}

bool is_utf8(std::string_view bytes)
{
    while (!bytes.empty()) {
        if (const auto ascii = text::ascii_length(bytes); ascii > 0) {
            bytes.remove_prefix(ascii);
            continue;
        }
        const std::size_t length = utf8_length(bytes);
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

void append_utf8(std::string& to, std::uint32_t c)
{
    const auto put = [&](std::uint32_t byte) { to += static_cast<char>(byte); };
    const auto put_tail = [&](std::uint32_t bits) { put(0x80U | (bits & 0x3FU)); };
    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) c = replacement;
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0U | c >> 6U);
        put_tail(c);
    } else if (c < 0x10000) {
        put(0xE0U | c >> 12U);
        put_tail(c >> 6U);
        put_tail(c);
    } else {
        put(0xF0U | c >> 18U);
        put_tail(c >> 12U);
        put_tail(c >> 6U);
        put_tail(c);
    }
}

std::string to_utf8(std::string_view bytes, std::string_view charset)
{
    switch (reading_of(charset)) {
    case Reading::ascii:
        return guess(bytes);
    case Reading::utf8:
        return repair_utf8(bytes);
    case Reading::western:
        return from_single_bytes(bytes, windows_1252);
    case Reading::western_euro:
        return from_single_bytes(bytes, iso_8859_15);
    case Reading::utf16_be:
        return from_utf16(bytes, false);
    case Reading::utf16_le:
        return from_utf16(bytes, true);
    case Reading::unknown:
        break;
    }
    const Converter converter(charset);
    return converter ? converter.convert(bytes) : guess(bytes);
}

std::string to_utf8_spelled(std::string_view bytes, std::string_view charset)
{
    const Converter converter(charset);
    return converter ? converter.convert(bytes, Unreadable::spelled) : guess(bytes);
}

bool is_known_charset(std::string_view charset)
{
    return reading_of(charset) != Reading::unknown || Converter::knows(charset);
}

} // namespace chainmail::mail
