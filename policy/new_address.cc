// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "new_address.h"

#include "base/text.h"
#include "mail/address.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

using text::cat;

// RFC 5321 4.1.2: what a local part may have without quotes.
bool is_atom_character(char c)
{
    return text::is_alnum(c) || text::is_8bit(c) ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

std::string quoted(std::string_view local)
{
    const bool is_dot_string = !local.empty() && local.front() != '.' &&
                               local.back() != '.' && local.find("..") == local.npos &&
                               std::ranges::all_of(local, [](char c) {
                                   return c == '.' || is_atom_character(c);
                               });
    if (is_dot_string) return std::string(local);
    std::string out = "\"";
    for (const char c : local) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

// "" without "@", else with it.
std::string domain_of(std::string_view path, std::string_view local)
{
    return std::string(path.substr(local.size()));
}

bool is_reserved(std::string_view local, std::string_view delimiters)
{
    for (const auto* name : {"postmaster", "mailer-daemon", "double-bounce"})
        if (text::equal_ignore_case(local, name)) return true;
    if (delimiters.find('-') == delimiters.npos) return false;
    constexpr std::string_view owner = "owner-";
    constexpr std::string_view request = "-request";
    const auto name = text::lower(local);
    return (name.starts_with(owner) && name.size() > owner.size()) ||
           (name.ends_with(request) && name.size() > request.size());
}

} // namespace

LocalPart split_extension(std::string_view local, std::string_view delimiters)
{
    const auto at = is_reserved(local, delimiters) || delimiters.empty()
                        ? local.npos
                        : local.find_first_of(delimiters, 1);
    if (at == local.npos) return {local, {}};
    return {local.substr(0, at), local.substr(at)};
}

std::string with_extension(std::string_view path,
                           std::string_view extension,
                           std::string_view delimiters,
                           bool replace)
{
    const auto written = mail::split_address(path).local;
    const auto local = mail::unquote_local(written);
    const auto user = replace ? split_extension(local, delimiters).user : local;
    return cat(quoted(cat(user, delimiters.front(), extension)),
               domain_of(path, written));
}

std::string rewritten(std::string_view path,
                      std::string_view replacement,
                      std::string_view delimiters)
{
    const auto written = mail::split_address(path).local;
    const auto old_local = mail::unquote_local(written);
    const auto new_written = mail::split_address(replacement).local;
    auto new_local = mail::unquote_local(new_written);
    if (new_local.empty()) new_local = old_local;
    auto domain = domain_of(replacement, new_written);
    if (domain.size() < 2) domain = domain_of(path, written);
    const auto given = split_extension(old_local, delimiters);
    const auto wanted = split_extension(new_local, delimiters);
    const auto extension =
        wanted.extension.empty() ? given.extension : wanted.extension;
    return cat(quoted(cat(wanted.user, extension)), domain);
}

} // namespace chainmail::policy
