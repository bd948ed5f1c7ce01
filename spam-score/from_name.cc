// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "from_name.h"

#include "scan.h"
#include "settings.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

bool in_local_part(char c)
{
    return is_word(c) || std::string_view("!#$%&'*+-./=?^`{|}~").find(c) != npos;
}

bool in_domain(char c)
{
    return is_word(c) || c == '-' || c == '.';
}

// Where the domain that begins at `at` ends: two labels or more, a letter or digit
// last.
std::optional<std::size_t> domain_end(std::string_view name, std::size_t at)
{
    if (at >= name.size() || !is_word(name[at])) return {};
    const auto dot =
        skip_while(name, at, [](char c) { return is_word(c) || c == '-'; });
    if (dot + 1 >= name.size() || name[dot] != '.' || !is_word(name[dot + 1]))
        return {};
    const auto end = skip_while(name, dot + 1, in_domain);
    if (end == dot + 2 || !is_word(name[end - 1])) return {};
    return end;
}

std::size_t odd_characters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return !text::is_lower(c) && !text::is_digit(c);
    }));
}

std::optional<std::string> domain_of(const std::string& address,
                                     const Registry& registry)
{
    auto found = registry.domain_of_uri(text::cat("mailto:", address));
    if (!found) return {};
    return std::move(found->domain);
}

std::string owner_of(const std::string& address,
                     const std::string& domain,
                     const FromNameSettings& settings)
{
    const auto listed = [&](std::string_view one) -> const std::string* {
        for (const auto& [owner, addresses] : settings.owners) {
            if (addresses.contains(one)) return &owner;
        }
        return nullptr;
    };
    const std::string* owner = listed(address);
    const auto at = address.find('@');
    if (owner == nullptr && at != npos)
        owner = listed(text::cat(address.substr(0, at + 1), domain));
    return owner != nullptr ? *owner : domain.substr(0, domain.find('.'));
}

// As Perl takes a text for true.
bool says_something(const std::string& text)
{
    return !text.empty() && text != "0";
}

struct NamedList {
    std::string name;
    std::vector<std::string_view> addresses;
};

// "(NAME) address address"
std::optional<NamedList> parse_list(std::string_view value)
{
    const auto close = value.find(')', 2);
    if (!value.starts_with('(') || close == npos || close + 1 >= value.size() ||
        !text::is_space(value[close + 1]))
        return {};
    NamedList list{text::lower(value.substr(1, close - 1)),
                   split_words(value.substr(close + 1))};
    if (list.addresses.empty()) return {};
    return list;
}

} // namespace

Status FromNameSettings::take(std::string_view key, std::string_view value)
{
    if (value.empty()) return permanent("a value is missing");
    if (key == "fns_add_addrlist" || key == "fns_remove_addrlist") {
        const auto list = parse_list(value);
        if (!list)
            return permanent("a list name in parentheses and addresses are needed");
        AddressList& addresses = owners[list->name];
        for (const auto address : list->addresses) {
            if (key == "fns_add_addrlist")
                addresses.add(address);
            else
                addresses.remove(address);
        }
    } else if (key == "fns_extrachars") {
        return set_number(most_characters, value);
    } else if (key == "fns_ignore_headers") {
        for (const auto name : split_words(value))
            ignored_fields.emplace(name);
    } else if (key == "fns_check") {
        if (value != "0" && value != "1" && value != "2")
            return permanent("one of 0, 1, 2 is needed");
        check = value.front() - '0';
    } else if (key != "fns_ignore_dkim") { // signatures need the network
        return permanent("this directive is not known");
    }
    return {};
}

// An address begins where a word does or ends: "-a@b.cd" is one from the "a" on.
std::optional<std::string_view> find_address_in_name(std::string_view name)
{
    std::size_t run = 0; // where the local part may begin
    for (auto at = name.find('@'); at != npos; at = name.find('@', at + 1)) {
        std::size_t begin = at;
        while (begin > run && in_local_part(name[begin - 1]))
            --begin;
        run = at + 1;
        while (begin < at && !is_word_edge(name, begin))
            ++begin;
        const auto end = domain_end(name, at + 1);
        if (begin < at && end) return name.substr(begin, *end - begin);
    }
    return {};
}

FromNameFindings look_at_from_name(const HeaderValues& header,
                                   const FromNameSettings& settings)
{
    FromNameFindings findings;
    for (const auto& field : settings.ignored_fields) {
        if (says_something(header.scalar(field))) return findings;
    }
    const std::string sender = text::lower(header.scalar("From:addr"));
    const auto sender_domain = domain_of(sender, header.registry());
    if (!sender_domain) return findings;
    const std::string name = text::lower(header.scalar("From:name"));
    const auto found = find_address_in_name(name);
    if (!found) return findings;
    const std::string address(*found);
    const auto domain = domain_of(address, header.registry());
    if (!domain) return findings;
    findings.holds_address = true;
    const std::size_t beside =
        name.size() - address.size() + odd_characters(name) - odd_characters(address);
    if (static_cast<double>(beside) > settings.most_characters) return findings;
    findings.in_name = {address, *domain, owner_of(address, *domain, settings)};
    findings.sender = {
        sender, *sender_domain, owner_of(sender, *sender_domain, settings)};
    findings.equals_reply_to = address == text::lower(header.scalar("Reply-To:addr"));
    const auto recipients = header.recipients();
    findings.equals_recipient =
        std::find(recipients.begin(), recipients.end(), address) != recipients.end();
    return findings;
}

} // namespace chainmail::spam_score
