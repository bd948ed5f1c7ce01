// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "relative_uri.h"

#include "scan.h"

#include <algorithm>
#include <optional>

namespace chainmail::spam_score {

namespace {

using Piece = std::optional<std::string_view>;

struct Uri {
    Piece scheme;
    Piece authority;
    std::string_view path;
    Piece query;
    Piece fragment;
};

// RFC 3986 appendix B.
Uri split_uri(std::string_view s)
{
    Uri uri;
    const auto scheme_end = s.find_first_of(":/?#");
    if (scheme_end != npos && scheme_end > 0 && s[scheme_end] == ':') {
        uri.scheme = s.substr(0, scheme_end);
        s.remove_prefix(scheme_end + 1);
    }
    if (s.starts_with("//")) {
        const auto end = std::min(s.find_first_of("/?#", 2), s.size());
        uri.authority = s.substr(2, end - 2);
        s.remove_prefix(end);
    }
    if (const auto hash = s.find('#'); hash != npos) {
        uri.fragment = s.substr(hash + 1);
        s = s.substr(0, hash);
    }
    if (const auto mark = s.find('?'); mark != npos) {
        uri.query = s.substr(mark + 1);
        s = s.substr(0, mark);
    }
    uri.path = s;
    return uri;
}

// RFC 3986 section 5.2.4. A leading "./" or "../" leaves its slash.
std::string remove_dot_segments(std::string_view path)
{
    std::string out;
    if (path.starts_with("./"))
        path.remove_prefix(1);
    else if (path.starts_with("../"))
        path.remove_prefix(2);
    while (!path.empty() && path != "0") {
        const auto end = std::min(path.find('/', 1), path.size());
        const auto segment = path.substr(0, end);
        path.remove_prefix(end);
        if (segment == "/.") {
            if (path.empty()) path = "/";
        } else if (segment == "/..") {
            if (path.empty()) path = "/";
            const auto last = out.rfind('/');
            out.resize(last == std::string::npos ? 0 : last);
        } else {
            out += segment;
        }
        if (path == "/") {
            out += path;
            break;
        }
    }
    return out;
}

std::string merge_paths(const Uri& base, std::string_view path)
{
    if (base.authority && base.path.empty()) return "/" + std::string(path);
    const auto slash = base.path.rfind('/');
    const auto folder =
        slash == npos ? std::string_view{} : base.path.substr(0, slash + 1);
    return std::string(folder) + std::string(path);
}

std::string guess_scheme(std::string_view authority)
{
    const auto begins = [&](std::string_view name) {
        if (!text::starts_with_ignore_case(authority, name)) return false;
        const auto end = skip_while(authority, name.size(), text::is_digit);
        return end < authority.size() && authority[end] == '.';
    };
    if (begins("www")) return "http:";
    if (begins("ftp")) return "ftp:";
    return {};
}

} // namespace

std::string resolve_uri(std::string_view base_text, std::string_view reference)
{
    Uri given = split_uri(reference);
    const Uri base = split_uri(base_text);
    if (given.scheme && base.scheme && *given.scheme == *base.scheme) given.scheme = {};
    Piece scheme = given.scheme;
    Piece authority = given.authority;
    Piece query = given.query;
    std::string path;
    if (given.scheme || given.authority) {
        path = remove_dot_segments(given.path);
        if (!given.scheme) scheme = base.scheme;
    } else {
        scheme = base.scheme;
        authority = base.authority;
        if (given.path.empty()) {
            path = base.path;
            if (!query) query = base.query;
        } else if (given.path.starts_with('/')) {
            path = remove_dot_segments(given.path);
        } else {
            path = remove_dot_segments(merge_paths(base, given.path));
        }
    }
    std::string out;
    if (scheme && *scheme != "" && *scheme != "0")
        out = text::cat(*scheme, ":");
    else if (authority)
        out = guess_scheme(*authority);
    if (authority) out += text::cat("//", *authority);
    out += path;
    if (query) out += text::cat("?", *query);
    if (given.fragment) out += text::cat("#", *given.fragment);
    return out;
}

} // namespace chainmail::spam_score
