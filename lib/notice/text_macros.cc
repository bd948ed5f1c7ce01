// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice/text_macros.h"

#include "base/text.h"
#include "mail/address.h"
#include "mail/encoded_word.h"
#include "notice/formats.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>

namespace chainmail::notice {

namespace {

using text::cat;

std::string argument(const List& all, std::size_t i)
{
    return i < all.size() ? all[i] : std::string();
}

double number(std::string_view text)
{
    text = text::trim(text);
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::size_t size_argument(const List& all, std::size_t i, std::size_t otherwise)
{
    const auto text = argument(all, i);
    return static_cast<std::size_t>(
        text::to_number(text::trim(text)).value_or(otherwise));
}

std::string print(double value)
{
    return text::score(value);
}

std::string each(const List& all, const std::function<char(char)>& change)
{
    std::string out;
    for (const auto& one : all)
        for (const char c : one)
            out += change(c);
    return out;
}

std::string hex(const List& all)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const auto& one : all)
        for (const char c : one) {
            const auto byte = static_cast<unsigned char>(c);
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    return out;
}

char rot13(char c)
{
    const char first = text::is_upper(c) ? 'A' : 'a';
    return text::is_alpha(c) ? static_cast<char>(first + (c - first + 13) % 26) : c;
}

std::string double_quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

std::string underlined(const std::string& text)
{
    std::string out;
    for (const char c : text)
        if (!text::is_blank(c))
            out += c;
        else if (!out.ends_with('_'))
            out += '_';
    return out;
}

std::string substring(const List& all)
{
    const auto text = argument(all, 0);
    auto begin = static_cast<long>(number(argument(all, 1)));
    if (begin < 0) begin += static_cast<long>(text.size());
    if (begin < 0 || begin > static_cast<long>(text.size())) return {};
    const auto length = all.size() > 2 ? static_cast<long>(number(all[2]))
                                       : static_cast<long>(text.size());
    return text.substr(static_cast<std::size_t>(begin),
                       static_cast<std::size_t>(std::max(0L, length)));
}

std::string sum(const List& all, double sign)
{
    if (all.size() < 2) return print(number(argument(all, 0)) + sign);
    double total = number(all[0]);
    for (std::size_t i = 1; i < all.size(); ++i)
        total += sign * number(all[i]);
    return print(total);
}

std::string extreme(const List& all, bool greatest)
{
    std::optional<double> found;
    for (const auto& one : all) {
        if (text::trim(one).empty()) continue;
        const auto value = number(one);
        if (!found || (greatest ? value > *found : value < *found)) found = value;
    }
    return found ? print(*found) : "";
}

// The mark of what is missing counts.
std::string limited(const List& all)
{
    constexpr std::string_view mark = "[...]";
    const auto limit = size_argument(all, 0, 0);
    const auto text = argument(all, 1);
    if (limit <= mark.size() || text.size() <= limit) return text;
    return cat(cut(text, limit - mark.size()), mark);
}

std::string in_base64(const List& all, bool for_url)
{
    std::string out;
    for (const auto& one : all)
        out += base64(one, for_url);
    return out;
}

// Words of RFC 2047 as text; with a third argument that is true also what stands there,
// if it is something else.
std::string decoded(const List& all)
{
    const auto limit = size_argument(all, 1, 0);
    const auto text = cut(mail::decode_words(argument(all, 0)), limit);
    const auto both = argument(all, 2);
    auto raw = argument(all, 0);
    if (limit > 0 && raw.size() > limit) raw.resize(limit);
    if (both.empty() || both == "0" || raw == text) return text;
    return cat(text, " (raw: ", raw, ')');
}

std::string with_lower_domain(const std::string& address)
{
    if (!address.ends_with('>')) return mail::with_lower_domain(address);
    return mail::with_lower_domain(address.substr(0, address.size() - 1)) + '>';
}

std::string found_at(const List& all)
{
    const auto at = argument(all, 0).find(argument(all, 1));
    return at == std::string::npos ? "-1" : std::to_string(at);
}

std::string joined(List all)
{
    if (all.empty()) return {};
    const auto between = all.front();
    all.erase(all.begin());
    return text::join(all, between);
}

using Function = std::string (*)(const List&);

const std::map<std::string_view, Function>& functions()
{
    static const std::map<std::string_view, Function> all{
        {"lc", [](const List& a) { return each(a, text::to_lower); }},
        {"uc", [](const List& a) { return each(a, text::to_upper); }},
        {"rot13", [](const List& a) { return each(a, rot13); }},
        {"substr", substring},
        {"index", found_at},
        {"len", [](const List& a) { return std::to_string(argument(a, 0).size()); }},
        {"incr", [](const List& a) { return sum(a, 1); }},
        {"decr", [](const List& a) { return sum(a, -1); }},
        {"min", [](const List& a) { return extreme(a, false); }},
        {"max", [](const List& a) { return extreme(a, true); }},
        {"join", [](const List& a) { return joined(a); }},
        {"limit", limited},
        {"dquote", [](const List& a) { return double_quoted(text::join(a, "")); }},
        {"uquote", [](const List& a) { return underlined(text::join(a, "")); }},
        {"hexenc", hex},
        {"b64encode", [](const List& a) { return in_base64(a, false); }},
        {"b64enc", [](const List& a) { return in_base64(a, false); }},
        {"b64urlenc", [](const List& a) { return in_base64(a, true); }},
        {"sprintf", formatted},
        {"mime_decode", decoded},
        {"mime2utf8", decoded},
        {"mail_addr_decode",
         [](const List& a) { return with_lower_domain(argument(a, 0)); }},
        {"mail_addr_decode_octets",
         [](const List& a) { return with_lower_domain(argument(a, 0)); }},
        {"wrap",
         [](const List& a) {
             return wrap(argument(a, 3),
                         size_argument(a, 0, 78),
                         argument(a, 1),
                         argument(a, 2));
         }},
    };
    return all;
}

} // namespace

std::optional<Value> text_macro(std::string_view name, const List& arguments)
{
    const auto found = functions().find(name);
    if (found == functions().end()) return {};
    return Value(found->second(arguments));
}

std::string cut(std::string_view text, std::size_t limit)
{
    if (limit == 0 || text.size() <= limit) return std::string(text);
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U)
        --limit;
    return std::string(text.substr(0, limit));
}

std::string wrap(std::string_view text,
                 std::size_t width,
                 std::string_view prefix,
                 std::string_view indent)
{
    std::string out;
    std::string line(prefix);
    bool empty = true;
    std::size_t at = 0;
    while (at < text.size()) {
        // A piece is blanks and the word behind them.
        auto word = at;
        while (word < text.size() && text::is_space(text[word]))
            ++word;
        auto end = word;
        while (end < text.size() && !text::is_space(text[end]))
            ++end;
        if (word == end) break;
        std::string blanks(text.substr(at, word - at));
        std::ranges::replace(blanks, '\n', ' ');
        const auto whole = text.substr(word, end - word);
        if (!empty && line.size() + blanks.size() + whole.size() > width) {
            out += line + '\n';
            line = cat(prefix, indent, whole);
        } else {
            line += blanks;
            line += whole;
        }
        empty = false;
        at = end;
    }
    if (empty) return out;
    // Blanks at the end stay where they fit.
    const auto rest = text.substr(at);
    if (rest.find('\n') == rest.npos && line.size() + rest.size() <= width)
        line += rest;
    return out + line;
}

} // namespace chainmail::notice
