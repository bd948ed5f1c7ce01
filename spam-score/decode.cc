// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "decode.h"

#include "characters.h"
#include "charset_name.h"
#include "mail/charset.h"
#include "scan.h"
#include "seven_bit.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace chainmail::spam_score {

namespace {

constexpr std::uint8_t no_digit = 0xFF;

constexpr std::uint8_t base64_value(char c)
{
    if (text::is_upper(c)) return static_cast<std::uint8_t>(c - 'A');
    if (text::is_lower(c)) return static_cast<std::uint8_t>(c - 'a' + 26);
    if (text::is_digit(c)) return static_cast<std::uint8_t>(c - '0' + 52);
    if (c == '+') return 62;
    if (c == '/') return 63;
    return no_digit;
}

// The same of every byte: attachments are long.
constexpr auto base64_values = [] {
    std::array<std::uint8_t, 256> values{};
    for (std::size_t byte = 0; byte < values.size(); ++byte)
        values[byte] = base64_value(static_cast<char>(byte));
    return values;
}();

std::uint8_t base64_digit(char c)
{
    return base64_values[static_cast<unsigned char>(c)];
}

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool has_replacement(std::string_view utf8)
{
    return utf8.find(replacement) != npos;
}

// Names of charsets: case does not matter.
bool is_charset_of(std::string_view name, std::initializer_list<std::string_view> names)
{
    return std::any_of(names.begin(), names.end(), [&](std::string_view one) {
        return text::equal_ignore_case(name, one);
    });
}

bool is_utf8_name(std::string_view charset)
{
    return is_charset_of(charset, {"utf-8", "utf8"});
}

// A charset whose first half is ASCII, by the spelling of its name.
bool extends_ascii(std::string_view charset)
{
    constexpr std::array prefixes{
        std::string_view("iso-8859"),
        std::string_view("iso8859"),
        std::string_view("iso 8859"),
        std::string_view("windows-"),
        std::string_view("koi8-"),
        std::string_view("euc-"),
        std::string_view("gb18030"),
        std::string_view("gb-18030"),
    };
    return is_charset_of(charset,
                         {"us-ascii", "ascii", "utf-8", "utf8", "big5", "gbk"}) ||
           std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view prefix) {
               return text::starts_with_ignore_case(charset, prefix);
           });
}

// Which end comes first, for UTF-16 that does not say so: a blank or the weight of the
// bytes tells.
std::string_view utf16_flavour(std::string_view bytes)
{
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return {};
    int little = 0;
    int big = 0;
    std::size_t even = 0;
    std::size_t odd = 0;
    const auto weight = [](char c) {
        const auto b = static_cast<unsigned char>(c);
        return static_cast<std::size_t>((b >> 4U) + (b & 15U));
    };
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        even += weight(bytes[i]);
        odd += weight(bytes[i + 1]);
        little += bytes[i] == ' ' && bytes[i + 1] == '\0' ? 1 : 0;
        big += bytes[i] == '\0' && bytes[i + 1] == ' ' ? 1 : 0;
    }
    if (bytes.size() % 2 == 1) even += weight(bytes.back());
    little += even > odd * 4 ? 1 : 0;
    big += odd * 4 > even ? 1 : 0;
    if (little == big) return {};
    return little > big ? "utf-16le" : "utf-16be";
}

bool is_multibyte(std::string_view charset)
{
    constexpr std::string_view families[] = {"cp9", "big5", "euc-", "shift", "ks-"};
    return std::any_of(
        std::begin(families), std::end(families), [&](std::string_view family) {
            return text::starts_with_ignore_case(charset, family);
        });
}

// A message cut to a size may end within a character, and is not wrong for that.
void drop_half_character(std::string& utf8)
{
    if (utf8.find(replacement) + replacement.size() == utf8.size())
        utf8.resize(utf8.size() - replacement.size());
}

// Five bytes of it stand for nothing.
std::string from_western(std::string_view bytes)
{
    std::string text = mail::to_utf8(bytes, "windows-1252");
    for (const std::string_view nothing :
         {"\xC2\x81", "\xC2\x8D", "\xC2\x8F", "\xC2\x90", "\xC2\x9D"})
        if (text.find(nothing) != npos) text = replace_all(text, nothing, replacement);
    return text;
}

// With the controls of 80-9F, which senders who write the charset's usual name do not
// mean.
std::string latin_to_utf8(std::string_view bytes)
{
    std::string text;
    for (const char c : bytes)
        mail::append_utf8(text, static_cast<unsigned char>(c));
    return text;
}

// Words of a header keep their bytes, as SpamAssassin forgets to turn them into UTF-8.
std::optional<std::string> as_utf16(std::string_view bytes, Declared declared)
{
    const auto flavour = utf16_flavour(bytes);
    if (flavour.empty()) return {};
    auto text = mail::to_utf8(bytes, flavour);
    if (has_replacement(text)) return {};
    return declared == Declared::binding ? std::string(bytes) : text;
}

// The text in its declared charset; nothing where that cannot be right.
std::optional<std::string>
as_declared(std::string_view bytes, std::string_view charset, Declared declared)
{
    if (is_charset_of(charset, {"us-ascii", "ascii"})) {
        if (declared == Declared::hint) return {};
        std::string text;
        for (const char c : bytes)
            text += text::is_8bit(c) ? replacement : std::string_view(&c, 1);
        return text;
    }
    if (text::starts_with_ignore_case(charset, "utf-16") ||
        text::starts_with_ignore_case(charset, "utf16"))
        return as_utf16(bytes, declared);
    if (is_utf8_name(charset) && !mail::is_utf8(bytes) && declared == Declared::hint)
        return {};
    if (is_charset_of(charset, {"iso-8859-1", "iso8859-1", "windows-1252", "cp1252"}))
        return from_western(bytes);
    const std::string name = charset_of_name(charset);
    if (name.empty()) return {};
    if (name == "iso-8859-1") return latin_to_utf8(bytes);
    if (name == "iso-2022-jp")
        return mail::to_utf8_spelled(euc_of_jis(bytes), "euc-jp");
    if (name == "iso-2022-kr")
        return mail::to_utf8_spelled(euc_of_korean(bytes), "ks-x-1001");
    auto text = mail::to_utf8(bytes, name);
    if (is_multibyte(name)) drop_half_character(text);
    if (declared == Declared::hint && has_replacement(text)) return {};
    return text;
}

// Fields whose value is a protocol's, not a human's.
bool has_no_words(std::string_view key)
{
    return key.starts_with("list-") || is_one_of(key,
                                                 {"received",
                                                  "message-id",
                                                  "resent-message-id",
                                                  "date",
                                                  "resent-date",
                                                  "mime-version",
                                                  "references",
                                                  "in-reply-to"});
}

// A tab behind a line end becomes a blank.
std::string without_line_ends(std::string_view value)
{
    if (value.find('\n') == npos) return std::string(value);
    std::string plain;
    plain.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\r' && i + 1 < value.size() && value[i + 1] == '\n') continue;
        const bool behind_fold = i > 0 && value[i - 1] == '\n';
        if (value[i] != '\n') plain += behind_fold && value[i] == '\t' ? ' ' : value[i];
    }
    return plain;
}

struct Word {
    std::string_view charset;
    char encoding = 'q';
    std::string_view text;
    std::size_t length = 0; ///< 0: no encoded word stands here
};

Word word_at(std::string_view s, std::size_t at)
{
    if (s.substr(at, 2) != "=?") return {};
    const auto charset_end = skip_while(
        s, at + 2, [](char c) { return is_word(c) || c == '*' || c == '-'; });
    if (charset_end == at + 2 || charset_end + 2 >= s.size()) return {};
    const char encoding = text::to_lower(s[charset_end + 1]);
    if (s[charset_end] != '?' || s[charset_end + 2] != '?' ||
        (encoding != 'q' && encoding != 'b'))
        return {};
    const auto text_at = charset_end + 3;
    const auto end = s.find('?', text_at);
    if (end == npos || end + 1 >= s.size() || s[end + 1] != '=') return {};
    return {s.substr(at + 2, charset_end - at - 2),
            encoding,
            s.substr(text_at, end - text_at),
            end + 2 - at};
}

std::string decode_word(const Word& word)
{
    if (word.encoding == 'b') return decode_base64(word.text);
    return decode_quoted_printable(replace_all(word.text, "_", "=20"));
}

// Encoded words and the text between them; neighbours of one charset are one piece,
// since senders cut characters in two.
std::vector<std::pair<std::string, std::string>> split_encoded(std::string_view s)
{
    std::vector<std::pair<std::string, std::string>> pieces; // charset, bytes
    const auto add = [&](std::string charset, std::string_view bytes) {
        if (pieces.empty() || pieces.back().first != charset)
            pieces.emplace_back(std::move(charset), "");
        pieces.back().second += bytes;
    };
    for (std::size_t at = 0; at < s.size();) {
        const auto word = word_at(s, at);
        if (word.length == 0) {
            add("", s.substr(at, 1));
            ++at;
            continue;
        }
        add(text::lower(word.charset), decode_word(word));
        at += word.length;
        // White space between two encoded words separates, and is no text.
        const auto next = skip_space(s, at);
        if (next > at && word_at(s, next).length > 0) at = next;
    }
    return pieces;
}

// Whole groups of four, and nothing but the alphabet.
bool is_clean_base64(std::string_view encoded)
{
    std::size_t count = 0;
    for (const char c : encoded) {
        if (base64_digit(c) == no_digit && c != '=') {
            if (!text::is_space(c)) return false;
            continue;
        }
        ++count;
    }
    return count % 4 == 0;
}

} // namespace

std::string decode_base64(std::string_view encoded)
{
    const std::uint32_t filler = is_clean_base64(encoded) ? 0 : 63;
    std::string out(encoded.size() / 4 * 3 + 3, '\0');
    std::size_t length = 0;
    std::uint32_t bits = 0;
    unsigned have = 0;
    std::size_t padding = 0;
    const auto push = [&](std::uint32_t six) {
        bits = bits << 6U | six;
        have += 6;
        if (have < 8) return;
        have -= 8;
        out[length++] = static_cast<char>(bits >> have & 0xFFU);
    };
    for (std::size_t at = 0; at < encoded.size(); ++at) {
        // Four digits in a row where none is begun: three bytes at once.
        while (have == 0 && padding == 0 && at + 4 <= encoded.size()) {
            const std::uint32_t a = base64_digit(encoded[at]);
            const std::uint32_t b = base64_digit(encoded[at + 1]);
            const std::uint32_t c = base64_digit(encoded[at + 2]);
            const std::uint32_t d = base64_digit(encoded[at + 3]);
            if (((a | b | c | d) & 0xC0U) != 0) break;
            out[length] = static_cast<char>(a << 2U | b >> 4U);
            out[length + 1] = static_cast<char>((b << 4U | c >> 2U) & 0xFFU);
            out[length + 2] = static_cast<char>((c << 6U | d) & 0xFFU);
            length += 3;
            at += 4;
        }
        if (at == encoded.size()) break;
        const char c = encoded[at];
        const std::uint32_t value = base64_digit(c);
        if (value == no_digit) {
            padding += c == '=' ? 1U : 0U;
            continue;
        }
        for (; padding > 0; --padding)
            push(filler);
        push(value);
    }
    out.resize(length);
    return out;
}

std::string decode_quoted_printable(std::string_view encoded)
{
    std::string out;
    out.reserve(encoded.size());
    each_line(encoded, [&](std::string_view line) {
        std::string_view end;
        if (line.ends_with("\r\n"))
            end = "\r\n";
        else if (line.ends_with('\n'))
            end = "\n";
        line.remove_suffix(end.size());
        while (!end.empty() && !line.empty() && text::is_blank(line.back()))
            line.remove_suffix(1);
        if (!end.empty() && line.ends_with('=')) {
            line.remove_suffix(1);
            end = {};
        }
        out += line;
        out += end;
    });
    // In place: a decoded byte is shorter than its escape. After the soft breaks, as an
    // escape may stand across one.
    std::size_t to = 0;
    for (std::size_t at = 0; at < out.size(); ++at, ++to) {
        if (out[at] == '=' && at + 2 < out.size() && is_hex(out[at + 1]) &&
            is_hex(out[at + 2])) {
            out[to] = static_cast<char>(text::hex_value(out[at + 1]) * 16 +
                                        text::hex_value(out[at + 2]));
            at += 2;
        } else {
            out[to] = out[at];
        }
    }
    out.resize(to);
    return out;
}

Characters
to_characters(std::string_view bytes, std::string_view charset, Declared declared)
{
    const bool ascii = is_ascii(bytes);
    if (ascii && extends_ascii(charset)) return {std::string(bytes), false};
    if (!ascii && declared == Declared::hint && mail::is_utf8(bytes))
        return {std::string(bytes), true};
    if (auto text = as_declared(bytes, charset, declared)) return {*text, true};
    if (ascii) return {std::string(bytes), false};
    // Nothing else is left to try for other scripts, so western text and the last
    // resort are the same reading.
    return {from_western(bytes), true};
}

std::string decode_field(std::string_view value, std::string_view key)
{
    std::string plain = without_line_ends(value);
    if (!is_ascii(plain)) plain = to_characters(plain, "utf-8", Declared::hint).utf8;
    if (plain.find("=?") == npos || has_no_words(key)) return plain;
    std::string out;
    for (const auto& [charset, bytes] : split_encoded(plain)) {
        out += charset.empty() ? bytes
                               : to_characters(bytes,
                                               charset.substr(0, charset.find('*')),
                                               Declared::binding)
                                     .utf8;
    }
    return out;
}

} // namespace chainmail::spam_score
