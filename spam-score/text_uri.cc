// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "text_uri.h"

#include "clean_uri.h"
#include "scan.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t longest_rest = 2048; // behind the scheme, and of a path
constexpr std::size_t longest_mail_side = 251;
constexpr std::size_t longest_host = 252;
constexpr char escape = '\x1B';
constexpr char no_break_space = '\xA0';

// What a byte may be to a URI; every byte of a body is asked.
enum ByteRole : std::uint8_t {
    precedes = 1,      ///< a URI, beyond the edge of a word
    precedes_host = 2, ///< a host without a scheme
    ends_any = 4,
    ends_address = 8,
    opens_scheme = 16, ///< the first letter of one
};

constexpr bool is_in(char c, std::string_view set)
{
    for (const char one : set) {
        if (one == c) return true;
    }
    return false;
}

constexpr std::uint8_t roles_of(char c)
{
    const bool separates = text::is_space(c) || c == escape || c == no_break_space;
    unsigned roles = 0;
    if (separates || is_in(c, "><\"'`,{[(|")) roles |= precedes;
    if (separates || is_in(c, "!\"#$&'()*+,/:;<=>?@[\\]^`{|}~")) roles |= precedes_host;
    if (separates || is_in(c, "><\"`}]{[|")) roles |= ends_any | ends_address;
    if (text::is_8bit(c) || is_in(c, ",('")) roles |= ends_address;
    if (is_in(text::to_lower(c), "hfw")) roles |= opens_scheme;
    return static_cast<std::uint8_t>(roles);
}

constexpr auto byte_roles = [] {
    std::array<std::uint8_t, 256> roles{};
    for (std::size_t byte = 0; byte < roles.size(); ++byte)
        roles[byte] = roles_of(static_cast<char>(byte));
    return roles;
}();

bool has_role(char c, ByteRole role)
{
    return (byte_roles[static_cast<unsigned char>(c)] & role) != 0;
}

bool ends_uri(char c)
{
    return has_role(c, ends_any);
}

bool ends_mail(char c)
{
    return has_role(c, ends_address);
}

// ISO-2022 text shifts character sets by ESC ( X: what follows begins anew.
bool follows_shift(std::string_view s, std::size_t at)
{
    return at >= 3 && s[at - 3] == escape && s[at - 2] == '(' && s[at - 1] != '\n';
}

bool may_begin(std::string_view s, std::size_t at)
{
    return is_word_edge(s, at) || (at > 0 && has_role(s[at - 1], precedes)) ||
           follows_shift(s, at);
}

enum class Kind { none, with_scheme, mail, bare_host };

struct Found {
    Kind kind = Kind::none;
    std::size_t end = 0;
    std::string_view host; ///< of a bare host
};

template <typename Ends>
std::size_t run_of(std::string_view s, std::size_t at, std::size_t most, Ends ends)
{
    const auto stop = std::min(s.size(), at + most);
    auto end = at;
    while (end < stop && !ends(s[end]))
        ++end;
    return end;
}

std::size_t behind_scheme(std::string_view rest)
{
    if (rest.empty() || !has_role(rest.front(), opens_scheme)) return 0;
    for (const std::string_view scheme : {"http://", "https://", "ftp://", "ftp."}) {
        if (text::starts_with_ignore_case(rest, scheme)) return scheme.size();
    }
    if (!text::starts_with_ignore_case(rest, "www")) return 0;
    auto end = skip_while(rest.substr(0, 5), 3, text::is_digit);
    return end < rest.size() && rest[end] == '.' ? end + 1 : 0;
}

Found find_with_scheme(std::string_view s, std::size_t at)
{
    const auto begin = behind_scheme(s.substr(at));
    if (begin == 0) return {};
    const auto end = run_of(s, at + begin, longest_rest, ends_uri);
    if (end == at + begin || (end < s.size() && !ends_uri(s[end]))) return {};
    return {Kind::with_scheme, end, {}};
}

Found find_mail(std::string_view s, std::size_t at, std::size_t next_at)
{
    if (text::starts_with_ignore_case(s.substr(at), "mailto:")) {
        const auto end = run_of(s, at + 7, longest_rest, ends_mail);
        if (end > at + 7 && (end == s.size() || ends_mail(s[end])))
            return {Kind::mail, end, {}};
    }
    if (next_at == npos || next_at == at || next_at > at + longest_mail_side) return {};
    if (run_of(s, at, next_at - at, ends_mail) != next_at) return {};
    const auto end = run_of(s, next_at + 1, longest_mail_side, ends_mail);
    if (end == next_at + 1 || (end < s.size() && !ends_mail(s[end]))) return {};
    return {Kind::mail, end, {}};
}

Found find_bare_host(std::string_view s, std::size_t at, const Registry& registry)
{
    if (at > 0 && !has_role(s[at - 1], precedes_host)) return {};
    if (!text::is_alnum(s[at])) return {};
    auto end = run_of(s, at, longest_host + 20, [](char c) {
        return !text::is_alnum(c) && c != '.' && c != '_' && c != '-';
    });
    auto host_end = end;
    if (end > at && s[end - 1] == '.') --host_end;
    const auto host = s.substr(at, host_end - at);
    if (!registry.has_known_tld(host)) return {};
    if (end < s.size() && s[end] == ':') {
        const auto port =
            run_of(s, end + 1, 5, [](char c) { return !text::is_digit(c); });
        if (port > end + 1) end = port;
    }
    if (end < s.size() && s[end] == '/') {
        const auto path = run_of(s, end + 1, longest_rest, ends_uri);
        if (path > end + 1) end = path;
    }
    if (end < s.size() && !ends_uri(s[end])) return {};
    return {Kind::bare_host, end, host};
}

// A closing parenthesis that was opened outside ends it, as do marks at the end.
std::string_view without_tail(std::string_view uri)
{
    const auto close = uri.substr(0, uri.find('(')).rfind(')');
    uri = uri.substr(0, close);
    const auto last = uri.find_last_not_of("-~!@#^&*()_+=:;'?,.");
    return uri.substr(0, last == npos ? 0 : last + 1);
}

bool is_only_scheme(std::string_view uri)
{
    auto end = skip_while(uri, 0, is_word);
    if (end == 0 || end >= uri.size() || uri[end] != ':') return false;
    ++end;
    for (int slashes = 0; slashes < 2 && end < uri.size() && uri[end] == '/'; ++slashes)
        ++end;
    return end == uri.size();
}

// "skype:user@..." and "email: ..." are not part of the address.
std::string_view without_label(std::string_view uri)
{
    auto end = std::size_t{0};
    for (const std::string_view label : {"skype", "e-mail", "email", "-mail", "mail"}) {
        if (text::starts_with_ignore_case(uri, label)) {
            end = label.size();
            break;
        }
    }
    const auto behind = skip_while(uri, end, [](char c) { return c == ':'; });
    return behind > end ? uri.substr(behind) : uri;
}

// An "@" behind a "/" is no mail address.
bool has_path_with_at(std::string_view uri)
{
    const auto slash = uri.find('/');
    return slash != npos && uri.find('@', slash + 2) != npos;
}

bool has_dot_behind_at(std::string_view uri)
{
    const auto at = uri.find('@');
    return at != npos && uri.find('.', at + 2) != npos;
}

// Gives it a scheme; empty when it is none after all.
TextUri complete(std::string_view uri)
{
    TextUri out;
    out.uri = uri;
    for (const auto* scheme : {"http:", "https:", "ftp:", "mailto:"}) {
        if (text::starts_with_ignore_case(uri, scheme)) return out;
    }
    out.schemeless = true;
    if (text::starts_with_ignore_case(uri, "ftp.")) {
        out.uri = text::cat("ftp://", uri);
    } else if (behind_scheme(uri) > 0 || has_path_with_at(uri)) {
        out.uri = text::cat("http://", uri);
    } else if (uri.find('@') != npos) {
        if (!has_dot_behind_at(uri) || uri.find("&nbsp;") != npos) return {};
        out.uri = text::cat("mailto:", without_label(uri));
    } else if (uri.find('.') != npos) {
        out.uri = text::cat("http://", uri);
        out.unlinked = true;
    } else {
        return {};
    }
    return out;
}

bool has_valid_mail_host(std::string& uri, const Registry& registry)
{
    uri = decode_escapes(uri);
    const auto at = uri.find('@');
    if (at == std::string::npos) return false;
    std::string_view host = std::string_view(uri).substr(at + 1);
    host = host.substr(0, host.find_first_of("?&>"));
    while (host.ends_with("%20"))
        host.remove_suffix(3);
    return registry.has_known_tld(host);
}

} // namespace

std::vector<TextUri> find_uris(std::string_view s,
                               const Registry& registry,
                               std::unordered_set<std::string>& seen)
{
    std::vector<TextUri> out;
    std::size_t next_at = s.find('@');
    for (std::size_t at = 0; at < s.size();) {
        if (next_at != npos && next_at < at) next_at = s.find('@', at);
        Found found;
        if (may_begin(s, at)) {
            found = find_with_scheme(s, at);
            if (found.kind == Kind::none) found = find_mail(s, at, next_at);
            if (found.kind == Kind::none) found = find_bare_host(s, at, registry);
        }
        if (found.kind == Kind::none) {
            ++at;
            continue;
        }
        const auto raw = without_tail(s.substr(at, found.end - at));
        at = found.end;
        if (!seen.emplace(raw).second) continue;
        if (found.kind == Kind::mail && raw.find('@') == npos) continue;
        if (found.kind == Kind::bare_host && !is_host_name(found.host)) continue;
        if (text::starts_with_ignore_case(raw, "cid:") ||
            text::starts_with_ignore_case(raw, "mid:") || is_only_scheme(raw))
            continue;
        TextUri uri = complete(raw);
        if (uri.uri.empty()) continue;
        if (text::starts_with_ignore_case(uri.uri, "mailto:") &&
            !has_valid_mail_host(uri.uri, registry))
            continue;
        out.push_back(std::move(uri));
    }
    return out;
}

} // namespace chainmail::spam_score
