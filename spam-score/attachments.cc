// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "attachments.h"

#include "scan.h"

#include <algorithm>
#include <array>
#include <optional>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t longest_qp_line = 79; // RFC 5322 2.1.1, with its line end

struct LeafSize {
    std::string type;
    std::optional<std::size_t> bytes; ///< none for an attachment
};

bool is_ascii_charset(std::string_view charset)
{
    constexpr std::array names{
        std::string_view("us-ascii"),
        std::string_view("ansi_x3.4-"),
        std::string_view("iso-ir-6"),
        std::string_view("iso_646.irv:1991"),
        std::string_view("ascii"),
        std::string_view("iso646-us"),
        std::string_view("us"),
        std::string_view("ibm367"),
        std::string_view("cp367"),
    };
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
        return charset.find(name) != npos;
    });
}

// "iso-8859-1" and "iso-2022-jp" exist, "iso-1234-5" does not.
bool is_bad_iso_charset(std::string_view charset)
{
    const auto at = charset.find("iso-");
    if (at == npos) return false;
    const auto dash = charset.find('-', at + 5);
    if (dash == npos || dash + 1 >= charset.size()) return false;
    for (auto known = charset.find("iso-"); known != npos;
         known = charset.find("iso-", known + 1)) {
        const auto rest = charset.substr(known + 4);
        std::size_t end = 0;
        if (rest.starts_with("8859-")) {
            end = skip_while(rest, 5, text::is_digit);
            if (end == 5 || end > 7) end = 0;
        } else if (rest.starts_with("2022-jp") || rest.starts_with("2022-kr")) {
            end = 7;
        }
        if (end > 0 && is_word_edge(rest, end)) return false;
    }
    return true;
}

// =XX of characters that quoted-printable need not quote.
std::size_t needless_quotes(std::string_view line)
{
    std::size_t count = 0;
    for (auto at = line.find('='); at != npos; at = line.find('=', at + 1)) {
        if (at + 2 >= line.size()) break;
        const char a = line[at + 1];
        const char b = line[at + 2];
        const bool upper_hex = text::is_digit(b) || (b >= 'A' && b <= 'F');
        const bool needless = (a == '0' && b == '9') ||
                              (a == '3' && upper_hex && b != 'D') ||
                              (std::string_view("2456").find(a) != npos && upper_hex) ||
                              (a == '7' && upper_hex && b != 'F');
        count += needless ? 1U : 0U;
    }
    if (count == 0) return 0;
    // Blanks at the end have to be quoted.
    auto rest = text::trim(line);
    std::size_t trailing = 0;
    while (rest.ends_with("=09") || rest.ends_with("=20")) {
        rest.remove_suffix(3);
        ++trailing;
    }
    return count - std::min(count, trailing);
}

// "&#x00E9;": a character by its number where plain text has it anyway.
std::size_t count_unicode_entities(std::string_view line)
{
    std::size_t count = 0;
    for (auto at = line.find("&#x"); at != npos; at = line.find("&#x", at + 1)) {
        const auto digits = line.substr(at + 3, 4);
        const bool upper_hex =
            digits.size() == 4 && std::all_of(digits.begin(), digits.end(), [](char c) {
                return text::is_digit(c) || (c >= 'A' && c <= 'F');
            });
        if (upper_hex && at + 7 < line.size() && line[at + 7] == ';') ++count;
    }
    return count;
}

class Counter {
public:
    Attachments count(const Message& message)
    {
        for (const auto index : message.in_order())
            look_at(message.parts[index]);
        if (qp_bytes_ > 0) {
            out_.qp_ratio =
                static_cast<double>(qp_quotes_) / static_cast<double>(qp_bytes_);
            out_.qp_count = qp_quotes_;
        }
        if (normal_chars_ > 0)
            out_.text_unicode_ratio = static_cast<double>(unicode_chars_) /
                                      static_cast<double>(normal_chars_);
        if (out_.multipart_alternative) compare_alternatives();
        for (const auto& [boundary, open] : message.open_boundaries)
            out_.missing_boundary = out_.missing_boundary || open != 0;
        return std::move(out_);
    }

private:
    void look_at(const MessagePart& part);
    void look_at_header(const MediaType& type,
                        std::string_view charset,
                        std::string_view encoding,
                        std::string_view disposition);
    void look_at_line(std::string_view line,
                      const MediaType& type,
                      std::string_view charset,
                      std::string_view encoding,
                      bool is_attachment);
    void compare_alternatives();

    Attachments out_;
    std::size_t qp_bytes_ = 0;
    std::size_t qp_quotes_ = 0;
    std::size_t normal_chars_ = 0;
    std::size_t unicode_chars_ = 0;
    std::vector<LeafSize> leaves_;
};

void Counter::look_at_header(const MediaType& type,
                             std::string_view charset,
                             std::string_view encoding,
                             std::string_view disposition)
{
    const bool is_text = type.type.starts_with("text");
    const bool is_base64 = encoding.find("base64") != npos;
    if (type.type == "text/html")
        ++out_.body_html_count;
    else if (is_text)
        ++out_.body_text_count;
    if (is_base64)
        ++out_.base64_count;
    else if (encoding.find("quoted-printable") != npos)
        ++out_.qp_count;
    if (disposition.find("attachment") != npos) ++out_.attachments;
    if (is_text && is_base64 && (charset.empty() || is_ascii_charset(charset)) &&
        !disposition.starts_with("attachment") && !disposition.starts_with("inline"))
        out_.base64_encoded_text = true;
    if (is_bad_iso_charset(charset)) out_.bad_iso_charset = true;
    if (std::any_of(charset.begin(), charset.end(), text::is_alpha))
        out_.charsets.emplace_back(charset);
}

void Counter::look_at_line(std::string_view line,
                           const MediaType& type,
                           std::string_view charset,
                           std::string_view encoding,
                           bool is_attachment)
{
    const bool is_plain = type.type == "text/plain";
    if (out_.multipart_alternative && !is_attachment &&
        (is_plain || type.type == "text/html"))
        *leaves_.back().bytes += line.size();
    if (encoding == "quoted-printable" && !line.starts_with("SPAM: ")) {
        if (line.size() > longest_qp_line) out_.qp_long_line = true;
        qp_bytes_ += line.size();
        qp_quotes_ += needless_quotes(line);
    }
    if (!is_plain) return;
    if (!type.charset || charset == "us-ascii") {
        const auto is_odd = [](char c) {
            return c == '\0' || c == '\r' || text::is_8bit(c);
        };
        if (std::any_of(line.begin(), line.end(), is_odd)) ++out_.ascii_text_illegal;
    }
    if (encoding.empty() || encoding == "7bit" || encoding == "8bit") {
        const std::size_t entities = count_unicode_entities(line);
        normal_chars_ += line.size() - entities * std::string_view("&#x0000;").size();
        unicode_chars_ += entities;
    }
}

void Counter::look_at(const MessagePart& part)
{
    const auto type = parse_media_type(part.header.value("content-type"));
    if (type.type == "multipart/alternative") out_.multipart_alternative = true;
    const std::string encoding = part.encoding();
    const std::string disposition =
        text::lower(part.header.value("content-disposition"));
    const std::string charset = text::lower(type.charset.value_or(""));
    look_at_header(type, charset, encoding, disposition);
    if (!part.is_leaf) return;
    const bool is_attachment = disposition.find("attachment") != npos;
    leaves_.push_back({type.type, {}});
    if (!is_attachment) leaves_.back().bytes = 0;
    for (const auto line : part.lines)
        look_at_line(line, type, charset, encoding, is_attachment);
    if (type.type == "application/ics" || encoding != "base64") return;
    for (const auto line : part.lines)
        out_.longest_base64_line = std::max(out_.longest_base64_line, line.size());
}

// The last HTML part against the last plain one.
void Counter::compare_alternatives()
{
    std::optional<std::size_t> text;
    std::optional<std::size_t> html;
    for (auto leaf = leaves_.rbegin(); leaf != leaves_.rend(); ++leaf) {
        if (!leaf->bytes) continue;
        if (!html && leaf->type == "text/html")
            html = leaf->bytes;
        else if (!text && leaf->type == "text/plain")
            text = leaf->bytes;
    }
    if (text && html && *html > 0)
        out_.multipart_ratio = static_cast<double>(*text) / static_cast<double>(*html);
}

} // namespace

Attachments look_at_attachments(const Message& message)
{
    return Counter().count(message);
}

double Attachments::value(std::string_view name) const
{
    if (name == "mime_base64_count") return static_cast<double>(base64_count);
    if (name == "mime_body_html_count") return static_cast<double>(body_html_count);
    if (name == "mime_body_text_count") return static_cast<double>(body_text_count);
    if (name == "mime_attachment") return static_cast<double>(attachments);
    if (name == "mime_qp_count") return static_cast<double>(qp_count);
    if (name == "mime_ascii_text_illegal")
        return static_cast<double>(ascii_text_illegal);
    if (name == "mime_base64_encoded_text") return base64_encoded_text ? 1 : 0;
    if (name == "mime_bad_iso_charset") return bad_iso_charset ? 1 : 0;
    if (name == "mime_missing_boundary") return missing_boundary ? 1 : 0;
    if (name == "mime_multipart_alternative") return multipart_alternative ? 1 : 0;
    if (name == "mime_qp_long_line") return qp_long_line ? 1 : 0;
    if (name == "mime_multipart_ratio") return multipart_ratio;
    if (name == "mime_qp_ratio") return qp_ratio;
    if (name == "mime_text_unicode_ratio") return text_unicode_ratio;
    return 0;
}

std::string charset_of_line(std::string_view line)
{
    const auto at = find_ignore_case(line, "charset=");
    if (at == npos) return {};
    auto value = line.substr(at + 8);
    if (!value.empty() && (value.front() == '"' || value.front() == '\'')) {
        const auto end = value.find(value.front(), 1);
        if (end != npos && end > 1) return std::string(value.substr(1, end - 1));
    }
    return std::string(value.substr(
        0, skip_while(value, 0, [](char c) { return !text::is_space(c); })));
}

bool is_caps_charset(std::string_view charset)
{
    constexpr std::array stems{
        std::string_view("koi"),
        std::string_view("jp"),
        std::string_view("jis"),
        std::string_view("euc"),
        std::string_view("gb"),
        std::string_view("big5"),
        std::string_view("isoir"),
        std::string_view("cp1251"),
        std::string_view("windows-1251"),
        std::string_view("georgianps"),
        std::string_view("pt154"),
        std::string_view("tis"),
    };
    const bool is_name = std::all_of(
        charset.begin(), charset.end(), [](char c) { return is_word(c) || c == '-'; });
    return is_name &&
           std::any_of(stems.begin(), stems.end(), [&](std::string_view stem) {
               return contains_ignore_case(charset, stem);
           });
}

} // namespace chainmail::spam_score
