// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "media_type.h"

#include "scan.h"

#include <algorithm>
#include <array>
#include <map>

namespace chainmail::spam_score {

namespace {

// Offset behind "WORD =" and blanks, the word beginning at a word edge; looks from
// `from` on.
std::size_t find_assignment(std::string_view s, std::string_view word, std::size_t from)
{
    for (auto at = find_ignore_case(s, word, from); at != npos;
         at = find_ignore_case(s, word, at + 1)) {
        if (!is_word_edge(s, at)) continue;
        const auto sign = skip_space(s, at + word.size());
        if (sign < s.size() && s[sign] == '=') return skip_space(s, sign + 1);
    }
    return npos;
}

std::optional<std::string> find_boundary(std::string_view s)
{
    for (auto at = find_assignment(s, "boundary", 0); at != npos;
         at = find_assignment(s, "boundary", at)) {
        if (at < s.size() && s[at] == '"') {
            const auto end = std::min(s.find('"', at + 1), s.size());
            if (end > at + 1) return std::string(s.substr(at + 1, end - at - 1));
            continue;
        }
        const auto end = skip_while(
            s, at, [](char c) { return !text::is_space(c) && c != '"' && c != ';'; });
        if (end > at && (end == s.size() || s[end] != '"'))
            return std::string(s.substr(at, end - at));
    }
    return {};
}

// Up to the ";" or the end, without one quote of either kind at each end.
std::string_view value_at(std::string_view s, std::size_t at)
{
    if (at < s.size() && (s[at] == '"' || s[at] == '\'')) ++at;
    auto value = s.substr(at, s.find(';', at) - at);
    if (value.ends_with('"') || value.ends_with('\'')) value.remove_suffix(1);
    return value;
}

// RFC 2231 pieces: name*0="long" name*1="er".
std::string join_pieces(std::string_view s)
{
    std::map<std::size_t, std::string> pieces;
    for (auto at = find_ignore_case(s, "name*"); at != npos;
         at = find_ignore_case(s, "name*", at + 1)) {
        const auto number = at + 5;
        const auto end = skip_while(s, number, text::is_digit);
        const auto sign = skip_space(s, end);
        if (end == number || end > number + 3 || sign >= s.size() || s[sign] != '=')
            continue;
        pieces[*text::to_number(s.substr(number, end - number))] =
            value_at(s, skip_space(s, sign + 1));
    }
    std::string name;
    if (!pieces.contains(0)) return name;
    for (const auto& [number, piece] : pieces)
        name += piece;
    return name;
}

std::string find_name(std::string_view s)
{
    // "filename" holds "name" but no word edge in front of it: look for both.
    const auto name = find_assignment(s, "name", 0);
    const auto file_name = find_assignment(s, "filename", 0);
    const auto at = std::min(name, file_name);
    if (at != npos) {
        if (const auto value = value_at(s, at); !value.empty())
            return std::string(value);
    }
    return join_pieces(s);
}

bool is_allowed(char c)
{
    constexpr std::string_view odd = "\"(),:;<=>?@[\\]";
    return c > ' ' && c < 0x7F && odd.find(c) == npos;
}

std::string bare_type(std::string_view s)
{
    s.remove_prefix(skip_space(s, 0));
    s = s.substr(0, s.find(';'));
    const auto slash = s.find('/');
    if (slash != npos && slash > 0) {
        const auto end = skip_while(
            s, slash + 1, [](char c) { return !text::is_space(c) && c != '/'; });
        s = s.substr(0, end);
    }
    return text::lower(s);
}

bool is_plain_text(std::string_view type)
{
    if (!type.starts_with("text") || (type.size() > 4 && is_word(type[4])))
        return false;
    return type != "text/x-vcard" && type != "text/calendar" && type != "text/html";
}

} // namespace

MediaType parse_media_type(std::string_view value)
{
    MediaType out;
    out.missing = value.empty() || value == "0";
    if (out.missing) value = "text/plain; charset=us-ascii";
    out.boundary = find_boundary(value);
    if (const auto at = find_assignment(value, "charset", 0); at != npos)
        out.charset = value_at(value, at);
    out.name = find_name(value);
    out.type = bare_type(value);
    if (out.type.empty()) out.missing = true;
    if (out.type.empty() || is_plain_text(out.type)) out.type = "text/plain";
    std::erase_if(out.type, [](char c) { return !is_allowed(c); });
    return out;
}

std::string disposition_name(std::string_view value)
{
    for (auto at = find_ignore_case(value, "name="); at != npos;
         at = find_ignore_case(value, "name=", at + 1)) {
        auto begin = skip_space(value, at + 5);
        if (begin < value.size() && value[begin] == '"') ++begin;
        const auto end = value.find_first_of("\";", begin);
        if (const auto name = value.substr(begin, end - begin); !name.empty())
            return std::string(name);
    }
    return {};
}

} // namespace chainmail::spam_score
