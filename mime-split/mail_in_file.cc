// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail_in_file.h"

#include "base/text.h"
#include "mail/message_file.h"

#include <algorithm>
#include <array>

namespace chainmail::mime_split {

namespace {

using namespace std::string_view_literals;

constexpr std::array endings{
    ".eml"sv, ".emlx"sv, ".mht"sv, ".mhtml"sv, ".nws"sv, ".mbox"sv, ".mbx"sv};
constexpr std::array usual{"from"sv,
                           "to"sv,
                           "date"sv,
                           "subject"sv,
                           "received"sv,
                           "return-path"sv,
                           "message-id"sv,
                           "delivered-to"sv,
                           "reply-to"sv,
                           "sender"sv};
constexpr std::array of_mime{
    "mime-version"sv, "content-type"sv, "content-transfer-encoding"sv};

template <typename Names>
bool is_one_of(const Names& names, std::string_view name)
{
    return std::ranges::any_of(
        names, [&](std::string_view n) { return text::equal_ignore_case(n, name); });
}

struct Header {
    std::size_t usual = 0;
    std::size_t of_mime = 0;
};

// The name of the field that `line` begins, "" when it begins none.
std::string_view field_name(std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == line.npos || colon == 0) return {};
    const auto name = line.substr(0, colon);
    return std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F; })
               ? name
               : std::string_view();
}

Header read_header(std::string_view content)
{
    constexpr int most_lines = 1000;
    Header seen;
    for (int i = 0; i < most_lines && !content.empty(); ++i) {
        const auto line = text::take_line(content);
        if (text::trim(line).empty()) break;
        if (text::is_blank(line.front())) continue;
        const auto name = field_name(line);
        if (name.empty()) break;
        if (is_one_of(usual, name)) ++seen.usual;
        if (is_one_of(of_mime, name)) ++seen.of_mime;
    }
    return seen;
}

bool has_mail_name(const Found& part)
{
    return std::ranges::any_of(part.names, [](const std::string& name) {
        const auto lowered = text::lower(name);
        return std::ranges::any_of(
            endings, [&](std::string_view end) { return lowered.ends_with(end); });
    });
}

} // namespace

bool is_mail_in_file(std::string_view content, const Found& part)
{
    const auto header = read_header(content.substr(mail::mbox_line_length(content)));
    if (has_mail_name(part)) return header.usual + header.of_mime > 0;
    return header.usual >= 2 && header.of_mime >= 1;
}

std::vector<std::string_view> messages_in(std::string_view content)
{
    std::vector<std::string_view> messages;
    const auto first = mail::mbox_line_length(content);
    auto rest = content.substr(first);
    while (first > 0) {
        const auto next = rest.find("\n\nFrom ");
        if (next == rest.npos) break;
        messages.push_back(rest.substr(0, next + 1));
        rest.remove_prefix(next + 2);
        const auto line = mail::mbox_line_length(rest);
        if (line == 0) break;
        rest.remove_prefix(line);
    }
    messages.push_back(rest);
    return messages;
}

} // namespace chainmail::mime_split
