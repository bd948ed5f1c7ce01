// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "text_part.h"

#include "base/text.h"
#include "encoder.h"
#include "mail/charset.h"
#include "spelling.h"

#include <algorithm>

namespace chainmail::smtp_out {

namespace {

using mail::Encoding;

constexpr std::size_t longest_line = 998; // RFC 5322 2.1.1
constexpr auto none = std::string_view::npos;

bool has_long_line(std::string_view text)
{
    while (!text.empty())
        if (text::take_line(text).size() > longest_line) return true;
    return false;
}

bool fits_as_it_is(const TextPart& part, std::string_view bytes)
{
    return !has_long_line(bytes) && (part.takes_8bit || !has_8bit(bytes));
}

// The bytes of the part; nothing where readers may find others.
std::optional<std::string> decoded(const TextPart& part)
{
    mail::TransferDecoder decoder(part.encoding, part.body);
    std::string out;
    while (decoder.next(out)) {
    }
    const bool is_base64 = part.encoding == Encoding::base64;
    if (is_base64 && (decoder.damaged() || decoder.behind_padding())) return {};
    return out;
}

std::string end_line(std::string text)
{
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    return text;
}

std::string with_line_ends_of(std::string_view other, std::string_view text)
{
    if (other.find("\r\n") == none) return std::string(text);
    std::string out;
    for (const char c : text)
        c == '\n' ? out += "\r\n" : out += c;
    return out;
}

BodyChange whole(const TextPart& part, std::string bytes)
{
    return {0, part.body.size(), std::move(bytes), false, ""};
}

// The whole part anew, in the one form that takes every text.
BodyChange requoted(const TextPart& part, std::string_view text, std::string charset)
{
    auto change = whole(part, in_quoted_printable(text));
    change.becomes_quoted = true;
    change.charset = std::move(charset);
    return change;
}

// Mail without a declared charset has one all the same.
std::string charset_of(const TextPart& part)
{
    if (!part.charset.empty() || !has_8bit(part.body)) return part.charset;
    return mail::is_utf8(part.body) ? "utf-8" : "windows-1252";
}

// A charset without room for the text gives way to UTF-8 if all that is there can be
// read; if not, characters of the addition do.
BodyChange
append_in_utf8(const TextPart& part, const std::string& old, std::string_view utf8)
{
    constexpr std::string_view unreadable = "\xEF\xBF\xBD";
    const auto text = mail::to_utf8(old, charset_of(part));
    if (part.charset.empty() || text.find(unreadable) == none)
        return requoted(part, end_line(text) + std::string(utf8), "utf-8");
    std::string ascii;
    for (; !utf8.empty(); utf8.remove_prefix(mail::utf8_length(utf8)))
        ascii += mail::utf8_length(utf8) > 1 ? '?' : utf8.front();
    return requoted(part, end_line(old) + ascii, "");
}

// Behind the last line, which an "=" could go on.
BodyChange at_end(const TextPart& part, std::string_view bytes)
{
    BodyChange change{part.body.size(), 0, {}, false, ""};
    const auto last = part.body.ends_with('\n') ? part.body.size() - 1 : none;
    const bool is_soft = part.encoding == Encoding::quoted_printable && last != none &&
                         last != 0 && part.body[last - 1] == '=';
    if (is_soft || (!part.body.empty() && last == none)) change.bytes = "\n";
    change.bytes += bytes;
    return change;
}

struct Span {
    std::size_t begin = none, end = none;
};

// Of quoted-printable the soft line breaks are no text.
std::size_t skip_soft(std::string_view text, std::size_t at)
{
    while (text.substr(at, 2) == "=\n")
        at += 2;
    return at;
}

bool stands_at(std::string_view text,
               std::size_t at,
               std::string_view word,
               bool quoted)
{
    for (const char c : word) {
        if (quoted) at = skip_soft(text, at);
        if (at >= text.size() || text::to_lower(text[at]) != c) return false;
        ++at;
    }
    return true;
}

// The first end tag `tag` that is no part of a comment.
std::size_t find_end_tag(std::string_view html, std::string_view tag, bool quoted)
{
    const auto last_comment = html.rfind("-->");
    for (auto at = html.find('<'); at != none; at = html.find('<', at + 1)) {
        if (stands_at(html, at, tag, quoted)) return at;
        if (last_comment == none || at > last_comment) continue;
        if (stands_at(html, at, "<!--", quoted)) at = html.find("-->", at);
    }
    return none;
}

std::size_t place_in_html(std::string_view html, bool quoted)
{
    const auto body = find_end_tag(html, "</body", quoted);
    return body != none ? body : find_end_tag(html, "</html", quoted);
}

std::string with_html(std::string html, std::size_t at, std::string_view addition)
{
    return html.insert(std::min(at, html.size()), addition);
}

} // namespace

std::optional<BodyChange> append_text(const TextPart& part, std::string_view utf8)
{
    const auto bytes = in_charset(utf8, charset_of(part));
    if (bytes && part.encoding == Encoding::identity && fits_as_it_is(part, *bytes))
        return at_end(part, *bytes);
    if (bytes && part.encoding == Encoding::quoted_printable)
        return at_end(part, in_quoted_printable(*bytes));
    const auto old = decoded(part);
    if (!old) return {};
    if (!bytes) return append_in_utf8(part, *old, utf8);
    if (part.encoding == Encoding::base64)
        return whole(part, in_base64(end_line(*old) + with_line_ends_of(*old, *bytes)));
    return requoted(part, end_line(*old) + *bytes, "");
}

std::optional<BodyChange>
insert_html(const TextPart& part, std::string_view utf8, bool anywhere)
{
    if (!in_charset("<", part.charset)) return {};
    const auto charset = text::lower(part.charset);
    const bool is_utf8 = charset == "utf-8" || charset == "utf8";
    const bool is_encoded = part.encoding != Encoding::identity;
    const auto bytes = is_utf8 && (is_encoded || part.takes_8bit) ? std::string(utf8)
                                                                  : in_ascii_html(utf8);
    const bool in_place = part.encoding == Encoding::quoted_printable ||
                          (!is_encoded && fits_as_it_is(part, bytes));
    const auto text = in_place ? std::string() : decoded(part);
    if (!text) return {};
    const auto html = in_place ? part.body : std::string_view(*text);
    const auto at = place_in_html(html, part.encoding == Encoding::quoted_printable);
    if (at == none && !anywhere) return {};
    if (in_place && at == none)
        return at_end(part, is_encoded ? in_quoted_printable(bytes) : bytes);
    if (in_place)
        return BodyChange{
            at, 0, is_encoded ? in_quoted_printable(bytes) : bytes, false, ""};
    auto made = with_html(*text, at, with_line_ends_of(*text, bytes));
    if (part.encoding == Encoding::base64) return whole(part, in_base64(made));
    return requoted(part, made, "");
}

} // namespace chainmail::smtp_out
