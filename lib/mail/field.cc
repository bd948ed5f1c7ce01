// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/field.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::mail {

namespace {

std::string_view without_line_end(std::string_view line)
{
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// RFC 5322 allows 33-126; bytes >= 80 are taken too, so that a field with such a name
// is judged as a bad field and does not end the section.
bool is_name_character(char c)
{
    return c != ':' && c != ' ' && !text::is_control(c);
}

std::size_t name_length(std::string_view line)
{
    const auto end = std::find_if_not(line.begin(), line.end(), is_name_character);
    return static_cast<std::size_t>(end - line.begin());
}

// The offset of the colon behind name and blanks (obsolete syntax), npos without.
std::size_t find_colon(std::string_view line)
{
    const std::size_t name = name_length(line);
    if (name == 0) return std::string_view::npos;
    const std::size_t at = line.find_first_not_of(" \t", name);
    return at != std::string_view::npos && line[at] == ':' ? at
                                                           : std::string_view::npos;
}

bool is_mbox_line(std::string_view line)
{
    if (line.starts_with('>')) line.remove_prefix(1);
    return line.starts_with("From ");
}

Field make_field(std::string_view whole, std::size_t offset)
{
    const std::size_t colon = find_colon(whole);
    return {whole.substr(0, name_length(whole)),
            without_line_end(whole.substr(colon + 1)),
            whole,
            offset};
}

// Walks the lines of a section once; `begin_` is the field in hand.
class Splitter {
public:
    Splitter(std::string_view text, std::size_t limit, const IsDelimiter& is_delimiter)
        : text_(text),
          limit_(limit),
          is_delimiter_(is_delimiter)
    {
    }

    Header split()
    {
        while (at_ < text_.size() && take_line()) {
        }
        close_field();
        header_.length = at_;
        if (header_.body < at_) header_.body = at_;
        return std::move(header_);
    }

private:
    // False at the line that ends the section.
    bool take_line()
    {
        const std::size_t end = std::min(text_.find('\n', at_), text_.size() - 1) + 1;
        const auto line = text_.substr(at_, end - at_);
        if (line.starts_with("--") && is_delimiter_ && is_delimiter_(line))
            return false;
        const auto kind = classify_line(line);
        if (kind == HeaderLine::blank) {
            header_.end = HeaderEnd::blank_line;
            header_.body = end;
            return false;
        }
        if (!belongs(kind, line)) {
            header_.end = HeaderEnd::no_field;
            return false;
        }
        at_ = end;
        return true;
    }

    bool belongs(HeaderLine kind, std::string_view line)
    {
        if (kind == HeaderLine::continuation) return has_field_;
        if (kind == HeaderLine::other) return at_ == 0 && is_mbox_line(line);
        close_field();
        begin_ = at_;
        has_field_ = true;
        return true;
    }

    void close_field()
    {
        if (!has_field_) return;
        if (header_.fields.size() < limit_)
            header_.fields.push_back(
                make_field(text_.substr(begin_, at_ - begin_), begin_));
        else
            header_.cut = true;
    }

    std::string_view text_;
    std::size_t limit_;
    const IsDelimiter& is_delimiter_;
    Header header_;
    std::size_t at_ = 0;
    std::size_t begin_ = 0;
    bool has_field_ = false;
};

} // namespace

Header
split_header(std::string_view text, std::size_t limit, const IsDelimiter& is_delimiter)
{
    return Splitter(text, limit, is_delimiter).split();
}

Header split_whole_header(std::string_view text)
{
    auto all = split_header(text);
    while (all.end == HeaderEnd::no_field && all.length < text.size() &&
           all.fields.size() < max_fields) {
        const auto line_end = text.find('\n', all.length);
        const auto from = line_end == text.npos ? text.size() : line_end + 1;
        auto rest = split_header(text.substr(from), max_fields - all.fields.size());
        for (auto& field : rest.fields) {
            field.offset += from;
            all.fields.push_back(field);
        }
        all.end = rest.end;
        all.length = from + rest.length;
        all.body = from + rest.body;
        all.cut |= rest.cut;
    }
    return all;
}

HeaderLine classify_line(std::string_view line)
{
    line = without_line_end(line);
    if (line.empty()) return HeaderLine::blank;
    if (text::is_blank(line.front())) return HeaderLine::continuation;
    return find_colon(line) == std::string_view::npos ? HeaderLine::other
                                                      : HeaderLine::field;
}

const Field* find(const Header& header, std::string_view name)
{
    for (const auto& field : header.fields)
        if (text::equal_ignore_case(field.name, name)) return &field;
    return nullptr;
}

std::vector<const Field*> find_all(const Header& header, std::string_view name)
{
    std::vector<const Field*> found;
    for (const auto& field : header.fields)
        if (text::equal_ignore_case(field.name, name)) found.push_back(&field);
    return found;
}

std::string unfold(std::string_view value)
{
    value = text::trim(value);
    std::string out;
    out.reserve(value.size());
    while (!value.empty()) {
        const auto at = value.find('\n');
        out += without_line_end(value.substr(0, at == value.npos ? at : at + 1));
        if (at == value.npos) break;
        value.remove_prefix(at + 1);
    }
    return out;
}

} // namespace chainmail::mail
