// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "html_tokens.h"

#include "html_entities.h"
#include "scan.h"

#include <algorithm>
#include <utility>

namespace chainmail::spam_score {

namespace {

bool begins_name(char c)
{
    return text::is_alpha(c) || c == '_' || c == ':';
}

bool in_tag_name(char c)
{
    return !text::is_space(c) && c != '>';
}

bool in_attribute_name(char c)
{
    return in_tag_name(c) && c != '=';
}

// Elements whose content is not markup.
bool is_literal(std::string_view tag)
{
    return is_one_of(
        tag, {"script", "style", "xmp", "iframe", "plaintext", "title", "textarea"});
}

// Those of them in which references still count.
bool has_references(std::string_view literal)
{
    return is_one_of(literal, {"title", "textarea"});
}

// The end tag of `literal` at or behind `from`: where it begins and where it ends.
std::pair<std::size_t, std::size_t>
find_literal_end(std::string_view s, std::size_t from, std::string_view literal)
{
    for (auto at = s.find("</", from); at != npos; at = s.find("</", at + 1)) {
        if (!text::starts_with_ignore_case(s.substr(at + 2), literal)) continue;
        const auto end = skip_space(s, at + 2 + literal.size());
        if (end < s.size() && s[end] == '>') return {at, end + 1};
    }
    return {npos, npos};
}

bool in_doctype_gap(char c)
{
    return text::is_space(c) || c == '>';
}

// The next ">" that is not in a quoted value; a quote begins one behind a blank.
std::size_t find_unquoted_close(std::string_view s, std::size_t at)
{
    for (; at < s.size() && s[at] != '>'; ++at) {
        if ((s[at] != '"' && s[at] != '\'') || at == 0 || s[at - 1] != ' ') continue;
        at = s.find(s[at], at + 1);
        if (at == npos) return npos;
    }
    return at < s.size() ? at : npos;
}

} // namespace

const Characters* find_attribute(const HtmlAttributes& attributes,
                                 std::string_view name)
{
    for (const auto& attribute : attributes) {
        if (attribute.name == name) return &attribute.value;
    }
    return nullptr;
}

void HtmlTokenizer::parse(std::string_view html)
{
    buffer_ += html;
    parse_buffer();
}

// A document that breaks off, by HTML::Parser's rules: an open title ends at the next
// tag, an open comment at the next ">", and a tag that breaks off becomes a comment.
void HtmlTokenizer::finish()
{
    parse_buffer();
    while (!buffer_.empty()) {
        if (literal_ == "title") {
            // There is none anywhere behind: looking again from each further title
            // would take quadratic time.
            no_title_end_ = true;
            pending_end_ = std::exchange(literal_, {});
        } else if (literal_.empty() && !in_section_ && !short_comments_) {
            short_comments_ = true;
        } else {
            break;
        }
        parse_buffer();
    }
    const std::string rest = std::exchange(buffer_, {});
    const bool is_markup = literal_.empty() && rest.starts_with('<') &&
                           (rest.size() == 1 || begins_name(rest[1]) ||
                            rest[1] == '!' || rest[1] == '/' || rest[1] == '?');
    if (is_markup)
        events_.comment(rest);
    else
        report_text(rest,
                    (literal_.empty() && !in_section_) || has_references(literal_));
    report_pending_end();
}

void HtmlTokenizer::report_text(std::string_view text, bool decoded)
{
    if (text.empty()) return;
    if (decoded)
        events_.text(decode_entities(text, wide_, EntityStyle::text));
    else
        events_.text({std::string(text), wide_});
}

// Works from the start of the buffer as far as it is complete, and keeps the rest.
void HtmlTokenizer::parse_buffer()
{
    std::size_t at = 0;
    bool more = true;
    while (more && at < buffer_.size()) {
        if (!literal_.empty()) {
            more = parse_literal(at);
        } else if (in_section_) {
            more = parse_section(at);
        } else if (buffer_[at] == '<') {
            const auto end = parse_markup(at);
            if (end == npos)
                more = false;
            else if (end > at)
                at = end;
            else
                more = parse_text(at);
        } else {
            more = parse_text(at);
        }
    }
    buffer_.erase(0, at);
}

// Text up to the next "<"; the first byte is text in any case. Without a "<" the last
// word, with the white space before it, waits for its end.
bool HtmlTokenizer::parse_text(std::size_t& at)
{
    const std::string_view all = buffer_;
    auto end = all.find('<', at + 1);
    const bool complete = end != npos;
    if (!complete) {
        end = all.size();
        while (end > at && !text::is_space(all[end - 1]) && !text::is_space(all.back()))
            --end;
        while (end > at && text::is_space(all[end - 1]))
            --end;
    }
    report_text(all.substr(at, end - at), true);
    at = end;
    return complete;
}

bool HtmlTokenizer::parse_literal(std::size_t& at)
{
    const std::string_view all = buffer_;
    if (literal_ == "plaintext" || (literal_ == "title" && no_title_end_)) return false;
    const auto [begin, end] = find_literal_end(all, at, literal_);
    if (begin == npos) return false;
    report_text(all.substr(at, begin - at), has_references(literal_));
    events_.end_tag(literal_);
    literal_.clear();
    at = end;
    return true;
}

bool HtmlTokenizer::parse_section(std::size_t& at)
{
    const std::string_view all = buffer_;
    const auto end = all.find("]]>", at);
    if (end == npos) return false;
    report_text(all.substr(at, end - at), false);
    in_section_ = false;
    at = end + 3;
    return true;
}

std::size_t HtmlTokenizer::parse_markup(std::size_t at)
{
    // The least that could be markup is "<a>".
    if (at + 2 >= buffer_.size()) return npos;
    const char next = buffer_[at + 1];
    if (begins_name(next)) return parse_start_tag(at);
    if (next == '/') return parse_end_tag(at);
    if (next == '!') return parse_declaration(at);
    if (next != '?') return at;
    const auto end = buffer_.find('>', at);
    if (end == npos) return npos;
    report_pending_end();
    return end + 1;
}

void HtmlTokenizer::report_pending_end()
{
    if (!pending_end_.empty()) events_.end_tag(std::exchange(pending_end_, {}));
}

std::size_t HtmlTokenizer::parse_start_tag(std::size_t at)
{
    const std::string_view all = buffer_;
    auto i = skip_while(all, at + 1, in_tag_name);
    const std::string tag = text::lower(all.substr(at + 1, i - at - 1));
    HtmlAttributes attributes;
    i = skip_space(all, i);
    while (i < all.size() && all[i] != '>') {
        const auto name_end = skip_while(all, i + 1, in_attribute_name);
        const auto written = all.substr(i, name_end - i);
        HtmlAttribute attribute{text::lower(written), {}};
        i = skip_space(all, name_end);
        if (i < all.size() && all[i] == '=') {
            i = skip_space(all, i + 1);
            if (i >= all.size()) return npos;
            std::size_t begin = i;
            std::size_t end = i;
            if (all[i] == '"' || all[i] == '\'') {
                begin = i + 1;
                end = all.find(all[i], begin);
                if (end == npos) return npos;
                i = end + 1;
            } else {
                end = i = skip_while(all, i, in_tag_name);
            }
            attribute.value = decode_entities(
                all.substr(begin, end - begin), wide_, EntityStyle::attribute);
            i = skip_space(all, i);
        } else {
            attribute.value = {std::string(written), wide_};
        }
        if (find_attribute(attributes, attribute.name) == nullptr)
            attributes.push_back(std::move(attribute));
    }
    if (i >= all.size()) return npos;
    report_pending_end();
    events_.start_tag(tag, attributes);
    if (is_literal(tag)) literal_ = tag;
    return i + 1;
}

std::size_t HtmlTokenizer::parse_end_tag(std::size_t at)
{
    const std::string_view all = buffer_;
    const auto name_end = skip_while(all, at + 2, in_tag_name);
    const auto end = find_unquoted_close(all, name_end);
    if (end == npos) return npos;
    if (name_end == at + 2) {
        events_.comment(all.substr(at, end + 1 - at));
    } else {
        report_pending_end();
        events_.end_tag(text::lower(all.substr(at + 2, name_end - at - 2)));
    }
    return end + 1;
}

std::size_t HtmlTokenizer::parse_declaration(std::size_t at)
{
    const auto rest = std::string_view(buffer_).substr(at);
    if (rest.starts_with("<!--")) return parse_comment(at);
    if (rest.starts_with("<![")) return parse_marked_section(at);
    if (!text::starts_with_ignore_case(rest, "<!doctype") || rest.size() < 10 ||
        !in_doctype_gap(rest[9]))
        return parse_bogus_comment(at);
    // Words, quoted texts and -- comments --; a ">" in one of the latter does not end
    // it.
    std::size_t i = skip_space(rest, 9);
    while (i < rest.size() && rest[i] != '>') {
        if (rest[i] == '"' || rest[i] == '\'') {
            i = rest.find(rest[i], i + 1);
            if (i == npos) return npos;
            ++i;
        } else if (rest.substr(i, 2) == "--") {
            i = rest.find("--", i + 2);
            if (i == npos) return npos;
            i += 2;
        } else if (rest[i] == '-') {
            return parse_bogus_comment(at);
        } else {
            i = skip_while(rest, i, in_tag_name);
        }
        i = skip_space(rest, i);
    }
    if (i >= rest.size()) return npos;
    report_pending_end();
    events_.declaration(rest.substr(0, i + 1));
    return at + i + 1;
}

std::size_t HtmlTokenizer::parse_comment(std::size_t at)
{
    const std::string_view all = buffer_;
    for (auto dashes = all.find("--", at + 4); dashes != npos;
         dashes = all.find("--", dashes + 1)) {
        const auto end = skip_space(all, dashes + 2);
        if (end >= all.size() || all[end] != '>') continue;
        events_.comment(all.substr(at, end + 1 - at));
        return end + 1;
    }
    return short_comments_ ? parse_bogus_comment(at) : npos;
}

std::size_t HtmlTokenizer::parse_marked_section(std::size_t at)
{
    const auto rest = std::string_view(buffer_).substr(at);
    if (!text::starts_with_ignore_case(rest, "<![cdata["))
        return parse_bogus_comment(at);
    report_pending_end();
    in_section_ = true;
    return at + 9;
}

std::size_t HtmlTokenizer::parse_bogus_comment(std::size_t at)
{
    const std::string_view all = buffer_;
    const auto end = all.find('>', at);
    if (end == npos) return npos;
    events_.comment(all.substr(at, end + 1 - at));
    return end + 1;
}

} // namespace chainmail::spam_score
