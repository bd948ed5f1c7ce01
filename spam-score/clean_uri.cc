// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "clean_uri.h"

#include "characters.h"
#include "idn.h"
#include "scan.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t most_variants = 100; // redirections within redirections

bool is_escape(std::string_view s, std::size_t at)
{
    return at + 2 < s.size() && s[at] == '%' && is_hex(s[at + 1]) && is_hex(s[at + 2]);
}

bool has_escape(std::string_view s)
{
    for (auto at = s.find('%'); at != npos; at = s.find('%', at + 1)) {
        if (is_escape(s, at)) return true;
    }
    return false;
}

bool is_encoded_in_uri(std::uint32_t code)
{
    return code <= 0x20 || (code >= 0x7F && code <= 0xFF) || code == '"' ||
           code == '%' || code == '<' || code == '>';
}

void append_escape(std::string& out, std::uint32_t code)
{
    constexpr std::string_view digits = "0123456789abcdef";
    out += '%';
    out += digits[code >> 4U];
    out += digits[code & 15U];
}

bool begins_scheme(std::string_view s)
{
    const auto end = skip_while(s, 0, [](char c) { return is_word(c) || c == '-'; });
    return end > 0 && end < s.size() && s[end] == ':';
}

// "&#46;" and "&#x2e;" of printable characters, and of dots of other scripts.
std::string decode_references(std::string_view s)
{
    std::string out;
    for (std::size_t at = 0; at < s.size();) {
        if (s.substr(at, 2) != "&#") {
            out += s[at++];
            continue;
        }
        const bool hex = at + 2 < s.size() && (s[at + 2] == 'x' || s[at + 2] == 'X');
        const auto begin = at + (hex ? 3U : 2U);
        const auto end =
            hex ? skip_while(s, begin, is_hex) : skip_while(s, begin, text::is_digit);
        const std::string digits(s.substr(begin, end - begin));
        const bool closed = end < s.size() && s[end] == ';' && !digits.empty();
        const long code = closed && digits.size() < 10
                              ? std::strtol(digits.c_str(), nullptr, hex ? 16 : 10)
                              : 0;
        if (code >= 33 && code <= 126) {
            out += static_cast<char>(code);
            at = end + 1;
        } else if (code == 0x3002 || code == 0xFF0E || code == 0xFF61) {
            out += '.';
            at = end + 1;
        } else {
            out += s[at++];
        }
    }
    return out;
}

struct WebUri {
    std::string scheme; ///< "http://" or "https://" as written
    std::string user;   ///< with its "@"
    std::string host;
    std::string rest; ///< from the port on
    std::string port; ///< digits
};

std::optional<WebUri> split_web_uri(std::string_view s)
{
    WebUri uri;
    const std::size_t scheme = text::starts_with_ignore_case(s, "http://")    ? 7
                               : text::starts_with_ignore_case(s, "https://") ? 8
                                                                              : 0;
    if (scheme == 0) return {};
    uri.scheme = s.substr(0, scheme);
    s.remove_prefix(scheme);
    const auto user_end = s.find_first_of("@/?#");
    if (user_end != npos && s[user_end] == '@' && user_end + 1 < s.size() &&
        std::string_view("/?#:").find(s[user_end + 1]) == npos) {
        uri.user = s.substr(0, user_end + 1);
        s.remove_prefix(user_end + 1);
    }
    const auto host_end = std::min(s.find_first_of("/?#:"), s.size());
    if (host_end == 0) return {};
    uri.host = s.substr(0, host_end);
    uri.rest = s.substr(host_end);
    if (uri.rest.starts_with(':'))
        uri.port = uri.rest.substr(1, skip_while(uri.rest, 1, text::is_digit) - 1);
    return uri;
}

std::string dotted(unsigned long long number)
{
    char hex[32];
    std::snprintf(hex, sizeof hex, "%08llx", number);
    std::string out;
    for (std::size_t i = 0; i < 8; i += 2) {
        if (i > 0) out += '.';
        out +=
            std::to_string(text::hex_value(hex[i]) * 16 + text::hex_value(hex[i + 1]));
    }
    return out;
}

// A number as C writes it: decimal, 0x or, with `octal`, a leading zero.
std::string plain_octet(std::string_view s)
{
    if (text::starts_with_ignore_case(s, "0x"))
        return std::to_string(std::strtoll(std::string(s).c_str(), nullptr, 16));
    const auto zeros = skip_while(s, 0, [](char c) { return c == '0'; });
    const auto digits = s.substr(zeros);
    const bool octal = zeros > 0 && !digits.empty() && digits.size() <= 3 &&
                       digits.find_first_of("89") == npos &&
                       (digits.size() < 3 || digits.front() <= '3');
    if (octal) return std::to_string(std::strtol(std::string(s).c_str(), nullptr, 8));
    return std::string(digits);
}

bool is_hex_number(std::string_view s)
{
    return s.size() > 2 && text::starts_with_ignore_case(s, "0x") &&
           std::all_of(s.begin() + 2, s.end(), is_hex);
}

bool is_decimal(std::string_view s)
{
    return !s.empty() && std::all_of(s.begin(), s.end(), text::is_digit);
}

// Four numbers, each in any of C's spellings.
std::optional<std::string> plain_quad(std::string_view host)
{
    const auto octets = text::split(host, '.');
    if (octets.size() != 4) return {};
    std::string out;
    for (const auto octet : octets) {
        if (!is_hex_number(octet) && !is_decimal(octet)) return {};
        if (!out.empty()) out += '.';
        out += plain_octet(octet);
    }
    return out;
}

// Collects the variants of one URI, and the further URIs found in it.
class Cleaner {
public:
    Cleaner(UriText kind,
            const std::vector<Regex>& redirectors,
            const Registry& registry,
            MatchScratch& scratch)
        : kind_(kind),
          redirectors_(redirectors),
          registry_(registry),
          scratch_(scratch)
    {
    }

    std::vector<std::string> clean(std::string_view uri)
    {
        targets_.emplace_back(uri);
        for (std::size_t i = 0; i < targets_.size() && i < most_variants; ++i) {
            std::string& target = targets_[i];
            std::erase(target, '\n');
            target = text::trim(target);
            std::erase(target, '\r');
            add_variants(std::string(target));
        }
        std::vector<std::string> all = std::move(targets_);
        all.insert(all.end(), variants_.begin(), variants_.end());
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return all;
    }

private:
    void add(std::string uri) { variants_.push_back(std::move(uri)); }
    void add_variants(std::string uri);
    void add_mail_variants(std::string_view uri);
    void add_web_variants(WebUri uri);
    void add_redirect(const WebUri& uri);
    void add_numeric_variant(const WebUri& uri, const std::string& name);

    UriText kind_;
    const std::vector<Regex>& redirectors_;
    const Registry& registry_;
    MatchScratch& scratch_;
    std::vector<std::string> targets_;
    std::vector<std::string> variants_;
};

void Cleaner::add_variants(std::string uri)
{
    const std::string given = uri;
    if (uri.size() <= 1 || std::string_view("#?&").find(uri.front()) != npos ||
        (uri.front() == '/' && uri[1] != '/'))
        return;
    const auto colon = uri.find(':');
    const auto at = uri.find('@');
    if (text::starts_with_ignore_case(uri, "mailto:") ||
        (at != std::string::npos && at < colon))
        return add_mail_variants(uri);
    std::replace(uri.begin(), uri.end(), '\\', '/');
    for (const std::string_view scheme : {"http:", "https:"}) {
        if (!text::starts_with_ignore_case(uri, scheme)) continue;
        auto end = scheme.size();
        while (end < uri.size() && end < scheme.size() + 2 && uri[end] == '/')
            ++end;
        uri = text::cat(uri.substr(0, scheme.size()), "//", uri.substr(end));
    }
    uri = decode_escapes(uri, kind_);
    if (!begins_scheme(uri))
        uri = text::cat(uri.starts_with("ftp.") ? "ftp://" : "http://", uri);
    // A query directly behind the host gets its slash.
    if (const auto web = split_web_uri(uri)) {
        const auto host = web->scheme.size();
        const auto end = uri.find_first_of("/?#", host);
        if (end != std::string::npos && end > host && uri[end] != '/')
            uri.insert(end, "/");
    }
    uri = decode_references(uri);
    if (uri != given) add(uri);
    if (auto web = split_web_uri(uri)) add_web_variants(std::move(*web));
}

// Without parameters, without encoded blanks, and what stands in angle brackets.
void Cleaner::add_mail_variants(std::string_view uri)
{
    const auto at = uri.find('@');
    if (at == npos || at == 0) return;
    const auto cut_at = [&](std::string_view marks, char mark) {
        const auto end = uri.find_first_of(marks, at + 1);
        if (end != npos && end > at + 1 && uri[end] == mark)
            add(std::string(uri.substr(0, end)));
    };
    cut_at("?", '?');
    cut_at("?&", '&');
    if (uri.find("%20") != npos) {
        std::string_view rest = uri;
        if (text::starts_with_ignore_case(rest, "mailto:")) rest.remove_prefix(7);
        while (rest.starts_with("%20"))
            rest.remove_prefix(3);
        const auto sign = rest.find('@');
        const auto end = std::min(rest.find_first_of("?&%", sign), rest.size());
        if (sign != npos && sign > 0 && end > sign + 1)
            add(text::cat("mailto:", rest.substr(0, end)));
    }
    const auto open = uri.find('<');
    const auto close = uri.find('>', std::min(open, uri.size()));
    if (open == npos || close == npos ||
        uri.substr(0, open).find_first_of("?&") != npos)
        return;
    const auto inside = uri.substr(open + 1, close - open - 1);
    const auto sign = inside.find('@');
    if (sign != npos && sign > 0 && sign + 1 < inside.size())
        add(text::cat("mailto:", inside));
}

void Cleaner::add_redirect(const WebUri& uri)
{
    const std::string whole = uri.scheme + uri.host + uri.rest;
    for (const auto& pattern : redirectors_) {
        const auto groups = pattern.groups(whole, scratch_);
        if (groups.size() < 2 || groups[1].find('.') == npos) continue;
        targets_.emplace_back(groups[1]);
        return;
    }
    const std::string_view rest = uri.rest;
    for (auto at = find_ignore_case(rest, "http"); at != npos;
         at = find_ignore_case(rest, "http", at + 1)) {
        auto colon = at + 4;
        if (colon < rest.size() && text::to_lower(rest[colon]) == 's') ++colon;
        if (colon + 1 >= rest.size() || rest[colon] != ':') continue;
        const auto target = rest.substr(at, rest.find_first_of("&#", at) - at);
        if (target.size() > colon + 1 - at && target.find('.') != npos)
            targets_.emplace_back(target);
        return;
    }
}

// `name` is the host before anything was cut off.
void Cleaner::add_numeric_variant(const WebUri& uri, const std::string& name)
{
    const std::string& host = uri.host;
    if (const auto quad = plain_quad(host)) {
        add(uri.scheme + *quad + uri.rest);
    } else if (is_hex_number(host)) {
        const auto digits = host.substr(2);
        const auto last = digits.substr(digits.size() > 8 ? digits.size() - 8 : 0);
        add(uri.scheme + dotted(std::strtoull(last.c_str(), nullptr, 16)) + uri.rest);
    } else if (is_decimal(host)) {
        add(uri.scheme + dotted(std::strtoull(host.c_str(), nullptr, 10)) + uri.rest);
    } else if (uri.scheme == "http://" && uri.user.empty() &&
               (uri.port.empty() || uri.port == "80")) {
        // Browsers look for www.NAME.com when there is nothing called NAME.
        if (name == "localhost" || registry_.has_known_tld(name)) return;
        const bool has_www = name.starts_with("www.") && name.size() > 4;
        const auto label = std::string_view(name).substr(has_www ? 4 : 0);
        if (label.find('.') == npos)
            add(text::cat(uri.scheme, "www.", label, ".com", uri.rest));
    }
}

void Cleaner::add_web_variants(WebUri uri)
{
    const std::string default_port = uri.scheme == "http://" ? ":80" : ":443";
    if (uri.rest.starts_with(default_port) && uri.port == default_port.substr(1))
        add(uri.scheme + uri.host + uri.rest.substr(default_port.size()));
    const auto add_if_changed = [&](std::string host) {
        if (host == uri.host) return;
        uri.host = std::move(host);
        add(uri.scheme + uri.host + uri.rest);
    };
    const std::string name = ascii_host(uri.host);
    if (name != text::lower(uri.host)) {
        const std::string port = text::cat(":", uri.port);
        if (!uri.port.empty() && uri.rest.starts_with(default_port) &&
            port == default_port)
            add(uri.scheme + name + uri.rest.substr(default_port.size()));
        add_if_changed(name);
    }
    std::string printable = uri.host;
    std::erase_if(printable, [](char c) { return c >= 0 && c <= ' '; });
    add_if_changed(printable);
    add_redirect(uri);
    const auto at = uri.host.rfind('@');
    if (at != std::string::npos && uri.host.find('@') > 0)
        add_if_changed(uri.host.substr(uri.host.find('@') + 1));
    std::string bare = uri.host;
    while (!bare.empty() && !text::is_alnum(bare.back()))
        bare.pop_back();
    add_if_changed(bare);
    add_numeric_variant(uri, name);
}

} // namespace

std::string decode_escapes(std::string_view uri, UriText kind)
{
    if (!has_escape(uri)) return std::string(uri);
    std::string out;
    for (std::size_t at = 0; at < uri.size();) {
        if (is_escape(uri, at)) {
            const int code =
                text::hex_value(uri[at + 1]) * 16 + text::hex_value(uri[at + 2]);
            if (code > 0x20 && code < 0x7F)
                out += static_cast<char>(code);
            else
                out += uri.substr(at, 3);
            at += 3;
            continue;
        }
        const Character c = kind == UriText::utf8
                                ? character_at(uri, at)
                                : Character{static_cast<unsigned char>(uri[at]), 1};
        if (is_encoded_in_uri(c.code))
            append_escape(out, c.code);
        else
            out += uri.substr(at, c.length);
        at += c.length;
    }
    return out;
}

std::vector<std::string> clean_uri(std::string_view uri,
                                   UriText kind,
                                   const std::vector<Regex>& redirectors,
                                   const Registry& registry,
                                   MatchScratch& scratch)
{
    return Cleaner(kind, redirectors, registry, scratch).clean(uri);
}

} // namespace chainmail::spam_score
