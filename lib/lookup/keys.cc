// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "lookup/keys.h"

#include "base/text.h"

#include <algorithm>
#include <idn2.h>

namespace chainmail::lookup {

namespace {

constexpr std::size_t dotted_keys = 20;
// Bytes of an address literal that are looked through for its "]".
constexpr std::size_t literal_bytes = 999;

struct Split {
    std::string_view local;
    std::string_view domain; ///< with its "@"
};

// The end of the literal whose "[" is at `at`: behind its "]", or of the text when it
// has none; npos when it is too long to be one.
std::size_t end_of_literal(std::string_view s, std::size_t at)
{
    ++at;
    for (std::size_t n = 0; n < literal_bytes && at < s.size() && s[at] != ']'; ++n) {
        if (s[at] == '\\' && at + 1 == s.size()) return std::string_view::npos;
        at += s[at] == '\\' ? 2U : 1U;
    }
    if (at >= s.size()) return s.size();
    return s[at] == ']' ? at + 1 : std::string_view::npos;
}

// Whether all behind the "@" at `at` is one domain: no further "@" but in literals.
bool is_domain(std::string_view s, std::size_t at)
{
    for (++at; at < s.size();) {
        if (s[at] == '@') return false;
        at = s[at] == '[' ? end_of_literal(s, at) : at + 1;
    }
    return at == s.size();
}

Split split(std::string_view s)
{
    for (auto at = s.find('@'); at != std::string_view::npos; at = s.find('@', at + 1))
        if (is_domain(s, at)) return {s.substr(0, at), s.substr(at)};
    return {s, {}};
}

// What has no ASCII form stays as it is, so that it can still be asked for literally.
std::string to_ascii(std::string_view domain)
{
    if (std::none_of(domain.begin(), domain.end(), text::is_8bit))
        return text::lower(domain);
    const bool prefixed = domain.front() == '.' || domain.front() == '@';
    const std::string name(domain.substr(prefixed ? 1 : 0));
    // The library reads up to a NUL: such a name would become another one.
    if (name.find('\0') != std::string::npos) return std::string(domain);
    char* ascii = nullptr;
    if (::idn2_to_ascii_8z(name.c_str(), &ascii, 0) != IDN2_OK)
        return std::string(domain);
    std::string result =
        std::string(domain.substr(0, prefixed ? 1 : 0)) + text::lower(ascii);
    ::idn2_free(ascii);
    return result;
}

bool is_never_split(std::string_view local, const std::string& delimiter)
{
    for (const std::string_view name : {"postmaster", "mailer-daemon", "double-bounce"})
        if (text::equal_ignore_case(local, name)) return true;
    if (delimiter.find('-') == std::string::npos) return false;
    constexpr std::string_view owner = "owner-";
    constexpr std::string_view request = "-request";
    return (local.size() > owner.size() &&
            text::starts_with_ignore_case(local, owner)) ||
           (local.size() > request.size() &&
            text::equal_ignore_case(local.substr(local.size() - request.size()),
                                    request));
}

// The offset of the delimiter; npos where there is no extension. A user is never "".
std::size_t find_extension(std::string_view local, const std::string& delimiter)
{
    if (delimiter.empty() || is_never_split(local, delimiter))
        return std::string_view::npos;
    return local.find_first_of(delimiter, 1);
}

std::vector<std::string> domain_keys(const std::string& domain,
                                     const std::string& before)
{
    std::vector<std::string> keys;
    std::string_view rest = domain;
    if (rest.find('[') != std::string_view::npos) return {before + "."};
    for (;;) {
        keys.push_back(text::cat(before, ".", rest));
        if (rest.empty()) break;
        const auto dot = rest.find('.');
        rest = dot == std::string_view::npos ? "" : rest.substr(dot + 1);
    }
    if (keys.size() > dotted_keys)
        keys.erase(keys.begin(), keys.end() - static_cast<std::ptrdiff_t>(dotted_keys));
    return keys;
}

void keep_first_of_each(std::vector<std::string>& keys)
{
    auto end = keys.begin();
    for (auto key = keys.begin(); key != keys.end(); ++key) {
        if (std::find(keys.begin(), end, *key) != end) continue;
        if (end != key) *end = std::move(*key);
        ++end;
    }
    keys.erase(end, keys.end());
}

} // namespace

AddressKeys make_keys(std::string_view address,
                      KeyStyle style,
                      bool is_local,
                      const KeyOptions& options)
{
    const auto [local, at_domain] = split(address);
    auto domain = at_domain.substr(at_domain.empty() ? 0 : 1);
    while (!domain.empty() && domain.back() == '.')
        domain.remove_suffix(1);

    AddressKeys made;
    made.full = address;
    made.local = local;
    made.domain = to_ascii(domain);
    made.user = options.case_sensitive ? std::string(local) : text::lower(local);
    if (const auto at = find_extension(made.user, options.delimiter);
        at != std::string::npos) {
        made.extension = made.user.substr(at);
        made.user.resize(at);
    }

    const std::string behind_user = style == KeyStyle::hash ? "@" : "";
    const std::string before_domain = style == KeyStyle::hash ? "" : "@";
    auto& keys = made.keys;
    keys.push_back(made.full);
    if (!made.extension.empty())
        keys.push_back(made.user + made.extension + "@" + made.domain);
    keys.push_back(made.user + "@" + made.domain);
    if (is_local && !made.extension.empty())
        keys.push_back(made.user + made.extension + behind_user);
    if (is_local) keys.push_back(made.user + behind_user);
    keys.push_back(before_domain + made.domain);
    for (auto& key : domain_keys(made.domain, before_domain))
        keys.push_back(std::move(key));
    keep_first_of_each(keys);
    return made;
}

} // namespace chainmail::lookup
