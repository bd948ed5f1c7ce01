// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice/message.h"

#include "base/text.h"
#include "mail/field.h"
#include "notice/text_macros.h"

#include <algorithm>

namespace chainmail::notice {

namespace {

using text::cat;
using Fields = std::vector<std::pair<std::string, std::string>>;

bool is_ascii(std::string_view text)
{
    return std::ranges::none_of(text, text::is_8bit);
}

// RFC 2047 4.2, words of at most 75 characters; UTF-8 characters are not cut in two.
std::string encoded_words(std::string_view value)
{
    constexpr std::size_t longest = 60;
    std::string out = "=?UTF-8?Q?";
    std::size_t length = 0;
    for (std::size_t i = 0; i < value.size();) {
        std::size_t end = i + 1;
        while (end < value.size() &&
               (static_cast<unsigned char>(value[end]) & 0xC0U) == 0x80U)
            ++end;
        std::string character;
        for (; i < end; ++i)
            character += text::is_alnum(value[i]) ? std::string(1, value[i])
                         : value[i] == ' '        ? "_"
                                                  : "=" + text::hex(value[i]);
        if (length + character.size() > longest) {
            out += "?= =?UTF-8?Q?";
            length = 0;
        }
        out += character;
        length += character.size();
    }
    return out + "?=";
}

std::string field(const std::string& name, std::string value)
{
    std::ranges::replace_if(value, text::is_control, ' ');
    if (!is_ascii(value)) value = encoded_words(value);
    const auto whole = cat(name, ": ", text::trim(value));
    return wrap(whole, 78, "", " ") + '\n';
}

void set(Fields& fields, std::string name, std::string value)
{
    const auto known = std::ranges::find_if(fields, [&](const auto& one) {
        return text::equal_ignore_case(one.first, name);
    });
    if (known == fields.end())
        fields.emplace_back(std::move(name), std::move(value));
    else
        known->second = std::move(value);
}

// An empty first line: the template has no fields.
std::pair<Fields, std::string> split_text(std::string_view text)
{
    Fields fields;
    if (text.starts_with('\n')) return {fields, std::string(text.substr(1))};
    const auto end = text.find("\n\n");
    const auto head = text.substr(0, end == text.npos ? text.size() : end + 1);
    for (const auto& one : mail::split_header(head).fields)
        set(fields, std::string(one.name), mail::unfold(one.value));
    return {fields, end == text.npos ? "" : std::string(text.substr(end + 2))};
}

// RFC 2045 6.7.
std::string quoted_printable(std::string_view text)
{
    constexpr std::size_t longest = 73;
    std::string out;
    std::size_t line = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') {
            out += c;
            line = 0;
            continue;
        }
        const bool at_end = i + 1 == text.size() || text[i + 1] == '\n';
        const bool plain =
            (c > ' ' && c <= '~' && c != '=') || (text::is_blank(c) && !at_end);
        const auto piece = plain ? std::string(1, c) : "=" + text::hex(c);
        if (line + piece.size() > longest) {
            out += "=\n";
            line = 0;
        }
        out += piece;
        line += piece.size();
    }
    return out;
}

std::string with_line_end(std::string text)
{
    if (!text.ends_with('\n')) text += '\n';
    return text;
}

struct Part {
    std::string header;
    std::string body;
};

Part text_part(std::string_view text)
{
    if (is_ascii(text))
        return {"Content-Type: text/plain; charset=\"us-ascii\"\n"
                "Content-Transfer-Encoding: 7bit\n",
                with_line_end(std::string(text))};
    return {"Content-Type: text/plain; charset=\"UTF-8\"\n"
            "Content-Transfer-Encoding: quoted-printable\n",
            with_line_end(quoted_printable(text))};
}

std::string part_header(std::string_view type,
                        std::string_view name,
                        std::string_view about,
                        bool ascii)
{
    return cat("Content-Type: ",
               type,
               "; name=\"",
               name,
               "\"\nContent-Disposition: inline; filename=\"",
               name,
               "\"\nContent-Transfer-Encoding: ",
               ascii ? "7bit" : "8bit",
               "\nContent-Description: ",
               about,
               "\n");
}

Part status_part(const MessageParts& parts)
{
    return {part_header("message/delivery-status",
                        "dsn_status.dsn",
                        parts.about,
                        is_ascii(parts.status)),
            with_line_end(std::string(parts.status))};
}

// Bytes that no line of ours may have: NUL, and CR without its LF.
std::string clean(std::string_view header)
{
    std::string out;
    for (const char c : header)
        if (c != '\r' && c != '\0') out += c;
    return out;
}

Part header_part(const MessageParts& parts)
{
    const auto body =
        with_line_end(cat("Return-Path: <", parts.sender, ">\n", clean(parts.header)));
    return {part_header("text/rfc822-headers",
                        "header.hdr",
                        "Message header section",
                        is_ascii(body)),
            body};
}

std::string join_parts(const std::vector<Part>& parts, const std::string& boundary)
{
    std::string body = "This is a multi-part message in MIME format.\n";
    for (const auto& part : parts)
        body += cat("\n--", boundary, "\n", part.header, "\n", part.body);
    return body + cat("\n--", boundary, "--\n");
}

} // namespace

Message make_message(const MessageParts& parts, const Fields& fixed)
{
    auto [fields, text] = split_text(parts.text);
    for (const auto& [name, value] : fixed)
        set(fields, name, value);
    std::vector<Part> all{text_part(text)};
    if (!parts.status.empty()) all.push_back(status_part(parts));
    if (!parts.header.empty() || !parts.status.empty())
        all.push_back(header_part(parts));
    Message message;
    for (const auto& [name, value] : fields)
        if (!text::trim(value).empty()) message.header += field(name, value);
    message.header += "MIME-Version: 1.0\n";
    if (all.size() == 1) {
        message.header += all.front().header + "Content-Disposition: inline\n";
        message.body = all.front().body;
        return message;
    }
    message.header +=
        cat("Content-Type: ",
            parts.status.empty() ? "multipart/mixed"
                                 : "multipart/report; report-type=delivery-status",
            ";\n boundary=\"",
            parts.boundary,
            "\"\nContent-Transfer-Encoding: 8bit\n");
    message.body = join_parts(all, parts.boundary);
    return message;
}

} // namespace chainmail::notice
