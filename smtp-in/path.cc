// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "path.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::smtp_in {

namespace {

constexpr auto none = std::string_view::npos;

// The offset behind the quoted string or literal that begins at `at`; none when it is
// not closed.
std::size_t skip_enclosed(std::string_view s, std::size_t at, char close)
{
    for (++at; at < s.size(); ++at) {
        if (s[at] == close) return at + 1;
        if (s[at] == '\\') ++at;
    }
    return none;
}

struct Inside {
    std::size_t length = none;  ///< up to the ">"
    std::size_t last_at = none; ///< the last "@" outside of quotes and literals
};

// `s` begins behind the "<".
Inside scan(std::string_view s)
{
    Inside inside;
    std::size_t at = 0;
    while (at < s.size()) {
        const char c = s[at];
        if (c == '>') {
            inside.length = at;
            return inside;
        }
        if (text::is_blank(c) || text::is_control(c) || c == '<') return {};
        if (c == '"' || c == '[') {
            at = skip_enclosed(s, at, c == '"' ? '"' : ']');
            continue;
        }
        if (c == '@') inside.last_at = at;
        ++at;
    }
    return {};
}

// "@relay,@other:user@example.com": RFC 5321 appendix C says to ignore the route.
std::size_t route_length(std::string_view address)
{
    if (!address.starts_with('@')) return 0;
    const auto colon = address.find(':');
    return colon == none ? 0 : colon + 1;
}

std::string unquote(std::string_view local)
{
    std::string out;
    bool quoted = false;
    for (std::size_t i = 0; i < local.size(); ++i) {
        if (local[i] == '"')
            quoted = !quoted;
        else if (quoted && local[i] == '\\' && i + 1 < local.size())
            out += local[++i];
        else
            out += local[i];
    }
    return out;
}

bool is_atext(char c)
{
    constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~";
    return text::is_alnum(c) || text::is_8bit(c) || others.find(c) != none;
}

// RFC 5321 dot-string: atoms with single dots between them.
bool is_dot_string(std::string_view s)
{
    bool after_atom = false;
    for (const char c : s) {
        if (c == '.' ? !after_atom : !is_atext(c)) return false;
        after_atom = c != '.';
    }
    return after_atom;
}

std::string quote(std::string_view local)
{
    std::string out = "\"";
    for (const char c : local) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string canonical(std::string_view local, std::string_view domain)
{
    std::string plain = unquote(local);
    if (!is_dot_string(plain)) plain = quote(plain);
    return plain.append(domain);
}

} // namespace

std::optional<Path> parse_path(std::string_view argument)
{
    argument = text::trim(argument);
    if (!argument.starts_with('<')) return {};
    const auto inside = scan(argument.substr(1));
    if (inside.length == none) return {};
    Path path;
    path.given = argument.substr(0, inside.length + 2);
    path.rest = argument.substr(path.given.size());
    if (!path.rest.empty() && !text::is_blank(path.rest.front())) return {};
    path.rest = text::trim(path.rest);
    const auto whole = argument.substr(1, inside.length);
    const auto route = route_length(whole);
    path.original = whole.substr(route);
    if (path.original.empty()) return path;
    const bool has_at = inside.last_at != none && inside.last_at >= route;
    const auto local = path.original.substr(0, has_at ? inside.last_at - route : none);
    path.address = canonical(local, path.original.substr(local.size()));
    return path;
}

} // namespace chainmail::smtp_in
