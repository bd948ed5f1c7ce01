// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "pattern/perl_syntax.h"

#include "base/text.h"

namespace chainmail::pattern {

namespace {

// Writes the flags of "(?FLAGS" at `at` without those PCRE2 does not know; returns
// where the expression goes on.
std::size_t copy_flags(std::string_view pattern, std::size_t at, std::string& out)
{
    constexpr std::string_view character_set_flags = "adlup";
    while (at < pattern.size() &&
           (text::is_alpha(pattern[at]) || pattern[at] == '^' || pattern[at] == '-')) {
        if (character_set_flags.find(pattern[at]) == std::string_view::npos)
            out += pattern[at];
        ++at;
    }
    return at;
}

bool starts_flag_group(std::string_view rest)
{
    if (rest.size() < 3 || rest.substr(0, 2) != "(?") return false;
    std::size_t i = 2;
    while (i < rest.size() &&
           (text::is_alpha(rest[i]) || rest[i] == '^' || rest[i] == '-'))
        ++i;
    return i > 2 && i < rest.size() && (rest[i] == ')' || rest[i] == ':');
}

// "{,3}" and "{ 1, 3 }": the text of the quantifier in its old form, or nothing when
// the brace is an ordinary character.
std::string old_quantifier(std::string_view rest)
{
    const auto end = rest.find('}');
    if (end == std::string_view::npos) return {};
    const auto inside = rest.substr(1, end - 1);
    const auto comma = inside.find(',');
    const auto low = text::trim(inside.substr(0, comma));
    const auto high = comma == std::string_view::npos
                          ? std::string_view{}
                          : text::trim(inside.substr(comma + 1));
    const auto is_count = [](std::string_view s) {
        return s.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (!is_count(low) || !is_count(high) || (low.empty() && high.empty())) return {};
    std::string out = "{";
    out += low.empty() ? "0" : low;
    if (comma != std::string_view::npos) out += ',';
    out += high;
    return out + "}";
}

// A class from its "[" to behind its "]"; a "]" that comes first belongs to it.
std::size_t end_of_class(std::string_view pattern, std::size_t at)
{
    std::size_t i = at + 1;
    if (i < pattern.size() && pattern[i] == '^') ++i;
    if (i < pattern.size() && pattern[i] == ']') ++i;
    for (; i < pattern.size() && pattern[i] != ']'; ++i) {
        if (pattern[i] == '\\') {
            ++i;
        } else if (pattern.substr(i, 2) == "[:") {
            const auto end = pattern.find(":]", i + 2);
            if (end != std::string_view::npos) i = end + 1;
        }
    }
    return i < pattern.size() ? i + 1 : pattern.size();
}

} // namespace

std::string to_pcre(std::string_view pattern)
{
    std::string out;
    out.reserve(pattern.size() + 16);
    for (std::size_t i = 0; i < pattern.size();) {
        const char c = pattern[i];
        const auto rest = pattern.substr(i);
        if (c == '\\') {
            out += rest.substr(0, 2);
            i += 2;
        } else if (c == '[') {
            const auto end = end_of_class(pattern, i);
            out += pattern.substr(i, end - i);
            i = end;
        } else if (c == '(' && starts_flag_group(rest)) {
            out += "(?";
            i = copy_flags(pattern, i + 2, out);
        } else if (const auto repeat = c == '{' ? old_quantifier(rest) : "";
                   !repeat.empty()) {
            out += repeat;
            i += rest.find('}') + 1;
        } else {
            out += c;
            ++i;
        }
    }
    return out;
}

} // namespace chainmail::pattern
