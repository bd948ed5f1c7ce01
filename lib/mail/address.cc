// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/address.h"

#include "base/text.h"
#include "mail/lexer.h"

#include <algorithm>

namespace chainmail::mail {

namespace {

// The offset behind the quoted string that begins at `at`; npos when it is not closed.
std::size_t end_of_quotes(std::string_view s, std::size_t at)
{
    for (std::size_t i = at + 1; i < s.size(); ++i) {
        if (s[i] == '\\')
            ++i;
        else if (s[i] == '"')
            return i + 1;
    }
    return s.npos;
}

std::size_t find_at_sign(std::string_view s)
{
    std::size_t found = s.npos;
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s[i] == '"') {
            i = end_of_quotes(s, i);
            if (i == s.npos) return s.rfind('@');
            --i;
        } else if (s[i] == '@') {
            found = i;
        }
    }
    return found;
}

// One mailbox as it is collected: the text of it without comments, and what stood in
// angle brackets.
struct Mailbox {
    std::string plain;
    std::string bracket;
    bool has_bracket = false;
};

// The word with an "@"; without one, the text when it is a single word.
std::string address_of_words(std::string_view plain)
{
    plain = text::trim(plain);
    const std::size_t at = find_at_sign(plain);
    if (at == plain.npos)
        return plain.find_first_of(" \t\n\"") == plain.npos ? std::string(plain) : "";
    std::size_t begin = 0;
    if (!plain.starts_with('"')) {
        begin = plain.find_last_of(" \t\n", at);
        begin = begin == plain.npos ? 0 : begin + 1;
    }
    const std::size_t end = plain.find_first_of(" \t\n", at);
    return std::string(plain.substr(begin, end - begin));
}

// Reads a list of addresses in one pass.
class ListReader {
public:
    ListReader(std::string_view value, std::size_t limit) : rest_(value), limit_(limit)
    {
    }

    std::vector<std::string> read()
    {
        while (!rest_.empty() && addresses_.size() < limit_)
            take_one();
        finish_mailbox();
        return std::move(addresses_);
    }

private:
    void take_one()
    {
        switch (rest_.front()) {
        case '(':
            skip_comment(rest_);
            mailbox_.plain += ' ';
            return;
        case '"':
            return take_quoted();
        case '<':
            return take_bracket();
        case ',':
        case ';':
            finish_mailbox();
            break;
        case ':': // the name of a group ends; or of a route, which ends alike
            mailbox_.plain.clear();
            break;
        default:
            mailbox_.plain += rest_.front();
        }
        rest_.remove_prefix(1);
    }

    void take_quoted()
    {
        const auto before = rest_;
        take_quoted_string(rest_);
        mailbox_.plain += before.substr(0, before.size() - rest_.size());
    }

    // Blanks and comments in the brackets do not belong to the address.
    void take_bracket()
    {
        rest_.remove_prefix(1);
        std::string address;
        while (!rest_.empty() && rest_.front() != '>') {
            const auto before = rest_;
            if (rest_.front() == '"')
                take_quoted_string(rest_);
            else if (rest_.front() == '(' || text::is_space(rest_.front()))
                skip_cfws(rest_);
            else
                rest_.remove_prefix(1);
            if (before.front() != '(' && !text::is_space(before.front()))
                address += before.substr(0, before.size() - rest_.size());
        }
        if (!rest_.empty()) rest_.remove_prefix(1);
        if (!mailbox_.has_bracket) mailbox_.bracket = path_address(address);
        mailbox_.has_bracket = true;
    }

    void finish_mailbox()
    {
        std::string address = mailbox_.has_bracket ? std::move(mailbox_.bracket)
                                                   : address_of_words(mailbox_.plain);
        if (!address.empty()) addresses_.push_back(std::move(address));
        mailbox_ = {};
    }

    std::string_view rest_;
    std::size_t limit_;
    Mailbox mailbox_;
    std::vector<std::string> addresses_;
};

} // namespace

AddressParts split_address(std::string_view address)
{
    const std::size_t at = find_at_sign(address);
    if (at == address.npos) return {address, {}};
    return {address.substr(0, at), address.substr(at + 1)};
}

std::string with_lower_domain(std::string_view address)
{
    const auto domain = split_address(address).domain;
    return text::cat(address.substr(0, address.size() - domain.size()),
                     text::lower(domain));
}

std::string path_address(std::string_view path)
{
    path = text::trim(path);
    if (path.starts_with('<')) path.remove_prefix(1);
    if (path.ends_with('>')) path.remove_suffix(1);
    path = text::trim(path);
    // RFC 5321 4.1.2: a source route is accepted and ignored.
    const std::size_t colon = path.starts_with('@') ? path.find(':') : path.npos;
    if (colon != path.npos) path.remove_prefix(colon + 1);
    return std::string(path);
}

std::string unquote_local(std::string_view local)
{
    std::string out;
    for (std::size_t i = 0; i < local.size(); ++i) {
        if (local[i] == '"') continue;
        if (local[i] == '\\' && i + 1 < local.size()) ++i;
        out += local[i];
    }
    return out;
}

std::vector<std::string> find_addresses(std::string_view value, std::size_t limit)
{
    return ListReader(value, limit).read();
}

} // namespace chainmail::mail
