// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/loose_value.h"

#include "base/text.h"
#include "mail/content_type.h"
#include "mail/encoded_word.h"
#include "mail/field.h"
#include "mail/lexer.h"

#include <algorithm>
#include <set>

namespace chainmail::mail {

namespace {

bool is_token_character(char c)
{
    constexpr std::string_view specials = "()<>@,;:\\\"/[]?=";
    return c > ' ' && c < 0x7F && specials.find(c) == specials.npos;
}

std::string_view take_token(std::string_view& s)
{
    const auto end = std::find_if_not(s.begin(), s.end(), is_token_character);
    const auto taken = s.substr(0, static_cast<std::size_t>(end - s.begin()));
    s.remove_prefix(taken.size());
    return taken;
}

void skip_space(std::string_view& s)
{
    s.remove_prefix(std::min(s.find_first_not_of(" \t\n"), s.size()));
}

// Without control characters and backslashes: these are where readers differ. So do
// they about what looks like another parameter.
bool take_plain_quoted(std::string_view& s)
{
    bool semicolon = false;
    for (std::size_t i = 1; i < s.size(); ++i) {
        if (s[i] == '"') {
            s.remove_prefix(i + 1);
            return true;
        }
        semicolon = semicolon || s[i] == ';';
        if (semicolon && s[i] == '=') return false;
        if (s[i] == '\\' || text::is_control(s[i])) return false;
    }
    return false;
}

// Names used so far; pieces of RFC 2231 come as 0, 1, 2 ...
class Names {
public:
    bool take(std::string_view name)
    {
        const std::string lower = text::lower(name);
        const auto star = lower.find('*');
        // Both forms of a file name are a courtesy to old readers (RFC 6266 appendix
        // D).
        const bool is_name = lower.substr(0, star).ends_with("name");
        const bool plain = star == lower.npos;
        if (!is_name && (plain ? extended_ : plain_).contains(lower.substr(0, star)))
            return false;
        (plain ? plain_ : extended_).insert(lower.substr(0, star));
        if (!seen_.insert(lower).second) return false;
        if (star == lower.npos || star + 1 == lower.size()) return true;
        auto number = std::string_view(lower).substr(star + 1);
        if (number.ends_with('*')) number.remove_suffix(1);
        const auto& base = lower.substr(0, star);
        if (base != base_) next_ = 0;
        base_ = base;
        return number == std::to_string(next_++);
    }

private:
    std::set<std::string> seen_;
    std::set<std::string> plain_; ///< bases
    std::set<std::string> extended_;
    std::string base_;
    std::size_t next_ = 0;
};

bool take_plain_parameter(std::string_view& s, Names& names)
{
    const auto name = take_token(s);
    if (name.empty() || !s.starts_with('=')) return false;
    s.remove_prefix(1);
    if (!names.take(name)) return false;
    if (s.starts_with('"')) return take_plain_quoted(s);
    return !s.starts_with('\'') && !take_token(s).empty();
}

// Letters and digits in lower case.
std::string squeezed(std::string_view s)
{
    std::string out;
    for (const char c : s)
        if (text::is_alnum(c)) out += text::to_lower(c);
    return out;
}

bool contains(std::string_view s, std::string_view what)
{
    return s.find(what) != s.npos;
}

Codings codings_in(std::string_view word)
{
    Codings found;
    found.base64 =
        contains(word, "base64") || contains(word, "b64") || contains(word, "zip64");
    found.quoted_printable =
        contains(word, "quoted") || contains(word, "print") || word == "qp";
    found.uuencode = contains(word, "uu");
    found.yenc = contains(word, "yenc");
    found.binhex = contains(word, "binhex") || contains(word, "hqx");
    return found;
}

bool is_identity(std::string_view word)
{
    return word.empty() || word == "7bit" || word == "8bit" || word == "binary";
}

// UTF-16 without a byte order mark is read in either order.
bool names_utf16(std::string_view s)
{
    for (auto at = s.find("16"); at != s.npos; at = s.find("16", at + 1))
        if (at >= 4 && text::equal_ignore_case(s.substr(at - 4, 4), "utf-"))
            return true;
    return false;
}

} // namespace

bool is_plain_value(std::string_view value)
{
    auto s = text::trim(value);
    if (names_utf16(s) || take_token(s).empty()) return false;
    if (s.starts_with('/')) {
        s.remove_prefix(1);
        if (take_token(s).empty()) return false;
    }
    Names names;
    for (std::size_t count = 0; count <= max_parameters; ++count) {
        skip_space(s);
        if (s.empty()) return true;
        if (!s.starts_with(';')) return false;
        s.remove_prefix(1);
        skip_space(s);
        if (s.empty()) return true;
        if (!take_plain_parameter(s, names)) return false;
    }
    return false;
}

Codings& Codings::operator|=(const Codings& other)
{
    base64 |= other.base64;
    quoted_printable |= other.quoted_printable;
    uuencode |= other.uuencode;
    yenc |= other.yenc;
    binhex |= other.binhex;
    unknown |= other.unknown;
    return *this;
}

Codings loose_codings(std::string_view value)
{
    const std::string line = unfold(value.substr(0, 8192));
    const std::string bare = squeezed(decode_words(without_comments(line)));
    Codings found = codings_in(bare);
    found |= codings_in(squeezed(line));
    found.unknown = !found.any() && !is_identity(bare);
    return found;
}

bool is_plain_coding(std::string_view value)
{
    value = text::trim(value);
    for (const char* known : {"7bit", "8bit", "base64", "quoted-printable", "binary"})
        if (text::equal_ignore_case(value, known)) return true;
    return false;
}

std::vector<std::string> loose_types(std::string_view value)
{
    std::vector<std::string> types;
    const std::string line = unfold(value.substr(0, 8192));
    std::string bare = decode_words(without_comments(line));
    std::erase_if(bare, [](char c) {
        return c == '"' || c == '\\' || c == '\'' || text::is_control(c);
    });
    std::string_view s = bare;
    constexpr std::size_t max_types = 8;
    while (!s.empty() && types.size() < max_types) {
        const auto end = std::min(s.find_first_of(";, \t"), s.size());
        const auto word = s.substr(0, end);
        s.remove_prefix(std::min(end + 1, s.size()));
        const auto slash = word.find('/');
        const bool composite = text::starts_with_ignore_case(word, "message") ||
                               text::starts_with_ignore_case(word, "multipart");
        if ((slash == word.npos && !composite) || slash == 0 ||
            word.find('=') != word.npos)
            continue;
        types.push_back(text::lower(word));
    }
    return types;
}

} // namespace chainmail::mail
