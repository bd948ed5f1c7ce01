// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/address_files.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::config {

namespace {

using Lines = std::vector<std::string_view>;

Lines split_lines(std::string_view text)
{
    if (text.ends_with('\n')) text.remove_suffix(1);
    return text::split(text, '\n');
}

std::string_view trim_right(std::string_view text)
{
    while (!text.empty() && text::is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

/// The length of a "..." that `text` begins with; 1 if it does not end.
std::size_t quoted_length(std::string_view text)
{
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i + 1;
    }
    return 1;
}

struct Line {
    std::string_view content; ///< without a comment
    std::size_t key = 0;      ///< its length
    bool comment = false;
};

Line parse_line(std::string_view line)
{
    bool in_key = true;
    std::size_t key = 0;
    for (std::size_t at = 0; at < line.size();) {
        if (line[at] == '#') return {line.substr(0, at), in_key ? at : key, true};
        if (in_key && text::is_blank(line[at])) {
            in_key = false;
            key = at;
        }
        at += line[at] == '"' ? quoted_length(line.substr(at)) : 1;
    }
    return {line, in_key ? line.size() : key, false};
}

/// Where the domain begins, with its "@": at the last one that is not in [...].
std::size_t domain_start(std::string_view address)
{
    const auto last = address.rfind('@');
    const auto bracket = address.rfind("@[");
    const bool literal = bracket != std::string_view::npos && address.ends_with(']');
    if (literal) return bracket;
    return last == std::string_view::npos ? address.size() : last;
}

/// "@relay,@relay:" before an address (RFC 5321 4.1.2) means nothing.
std::string_view without_route(std::string_view address)
{
    const auto start = address.find_first_not_of(" \t");
    if (start == std::string_view::npos || address[start] != '@') return address;
    const auto colon = address.find(':');
    if (colon == std::string_view::npos || address.find('[') < colon) return address;
    address.remove_prefix(colon + 1);
    address.remove_prefix(std::min(address.find_first_not_of(" \t"), address.size()));
    return address;
}

struct Address {
    std::string local;
    std::string domain; ///< with its "@"
};

/// Without brackets, route, quotes and backslashes.
Address parse_address(std::string_view text)
{
    if (text.starts_with('<')) text.remove_prefix(1);
    if (text.ends_with('>')) text.remove_suffix(1);
    text = without_route(text);
    const auto at = domain_start(text);
    Address out{{}, std::string(text.substr(at))};
    for (std::size_t i = 0; i < at; ++i) {
        if (text[i] == '"') continue;
        if (text[i] == '\\' && ++i == at) break;
        out.local += text[i];
    }
    return out;
}

} // namespace

Pairs parse_address_hash(std::string_view text, const AddressRules& rules)
{
    Pairs out;
    for (const auto whole : split_lines(text)) {
        const auto line = parse_line(whole);
        const auto key = line.content.substr(0, line.key);
        auto value = line.content.substr(line.key);
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        if (line.comment || rules.trim) value = trim_right(value);
        if (key.empty() && value.empty()) continue;
        auto address = parse_address(key);
        if (!rules.case_matters) address.local = text::lower(address.local);
        out.emplace_back(address.local + text::lower(address.domain),
                         value.empty() ? Value(1.0) : Value(value));
    }
    return out;
}

std::vector<std::string> parse_address_list(std::string_view text)
{
    std::vector<std::string> out;
    for (const auto whole : split_lines(text)) {
        const auto content = trim_right(parse_line(whole).content);
        if (content.empty()) continue;
        auto address = parse_address(content);
        // "a@b" without a domain is told from a@b by a second @.
        const bool bare =
            address.domain.empty() && address.local.find('@') != std::string::npos;
        out.push_back(address.local + (bare ? "@" : address.domain));
    }
    return out;
}

Pairs parse_networks(std::string_view text)
{
    std::vector<std::string> lines;
    for (const auto line : split_lines(text)) {
        const auto start = line.find_first_not_of(" \t");
        if (start == std::string_view::npos || line[start] == '#') continue;
        if (start > 0 && !lines.empty()) {
            lines.back() += line;
        } else {
            lines.emplace_back(line);
        }
    }
    Pairs out;
    for (const auto& line : lines) {
        const std::string_view all = std::string_view(line).substr(
            std::min(line.find_first_not_of(" \t"), line.size()));
        const auto end = std::min(all.find_first_of(" \t"), all.size());
        auto value = all.substr(end);
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        out.emplace_back(all.substr(0, end), value.empty() ? Value(1.0) : Value(value));
    }
    return out;
}

} // namespace chainmail::config
