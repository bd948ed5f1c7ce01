// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/loose_header.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace chainmail::mail {

namespace {

constexpr std::size_t max_header = 65536;
constexpr std::size_t max_values = 32;
constexpr std::size_t max_headers = 8; // within headers

enum class FieldKind { other, type, disposition, encoding };

bool is_filler(char c)
{
    return text::is_space(c) || text::is_control(c) || c == ':' || c == '(' || c == ')';
}

std::string_view without_filler(std::string_view s)
{
    const auto first = std::find_if_not(
        s.begin(), s.end(), [](char c) { return is_filler(c) || text::is_8bit(c); });
    return s.substr(static_cast<std::size_t>(first - s.begin()));
}

FieldKind kind_of(std::string_view line)
{
    line = without_filler(line);
    if (!text::starts_with_ignore_case(line, "content-")) return FieldKind::other;
    line.remove_prefix(8);
    // The rest of the name may be spelt wrong, or be cut by a comment.
    if (text::starts_with_ignore_case(line, "ty")) return FieldKind::type;
    if (text::starts_with_ignore_case(line, "di")) return FieldKind::disposition;
    return text::starts_with_ignore_case(line, "tr") ? FieldKind::encoding
                                                     : FieldKind::other;
}

// Behind the name and what separates it from the value: a colon, two of them, none.
std::string_view value_of(std::string_view field)
{
    field = without_filler(field);
    const auto end = std::find_if_not(field.begin(), field.end(), [](char c) {
        return text::is_alnum(c) || c == '-';
    });
    field.remove_prefix(static_cast<std::size_t>(end - field.begin()));
    return without_filler(field);
}

bool is_blank(std::string_view line)
{
    return std::all_of(line.begin(), line.end(), is_filler);
}

// What a header line looks like when it is none of Content: a name and a colon, or the
// continuation of a line before it.
bool looks_like_field(std::string_view line)
{
    if (!line.empty() && is_filler(line.front())) return true;
    const auto colon = line.find(':');
    return colon != line.npos && colon > 0 && line.find(' ') > colon;
}

class Reader {
public:
    explicit Reader(std::string_view text) : all_(text.substr(0, max_header)) {}

    LooseHeader read()
    {
        std::string_view rest = all_;
        rest = behind_blank_lines(rest);
        for (std::size_t count = 0; count < max_headers; ++count) {
            read_section(rest);
            if (!begins_with_header(rest)) break;
        }
        found_.length = found_.bodies.empty() ? all_.size() : found_.bodies.front();
        auto [names, looked_at] = loose_names(values_);
        found_.names = std::move(names);
        found_.work = found_.length + looked_at;
        return std::move(found_);
    }

private:
    std::size_t offset(std::string_view rest) const
    {
        return all_.size() - rest.size();
    }

    static std::string_view behind_blank_lines(std::string_view rest)
    {
        while (!rest.empty()) {
            auto behind = rest;
            if (!is_blank(text::take_line(behind))) break;
            rest = behind;
        }
        return rest;
    }

    // Up to its blank line. Each line of it that cannot be header may be the first of
    // the content.
    void read_section(std::string_view& rest)
    {
        bool in_header = true;
        while (!rest.empty()) {
            const auto before = rest;
            const auto line = text::take_line(rest);
            if (is_blank(line)) {
                add_body(offset(rest));
                if (rest.starts_with('\n')) add_body(offset(behind_blank_lines(rest)));
                if (line.empty() || line == "\r") return;
                // Some take a line of blanks for a continuation.
                if (!begins_with_field(rest)) return;
                continue;
            }
            if (kind_of(line) != FieldKind::other) {
                take_field(before, rest);
                in_header = true;
            } else if (in_header && found_.has_fields && !looks_like_field(line)) {
                // That line, or what is behind it.
                add_body(offset(before));
                add_body(offset(rest));
                in_header = false;
            }
        }
    }

    void take_field(std::string_view field, std::string_view& rest)
    {
        while (!rest.empty() && is_filler(rest.front()) && rest.front() != '\n') {
            auto behind = rest;
            const auto line = text::take_line(behind);
            if (kind_of(line) != FieldKind::other) break;
            if (is_blank(line) && (behind.empty() || !text::is_blank(behind.front())))
                break;
            rest = behind;
        }
        const auto kind = kind_of(field.substr(0, field.find('\n')));
        const auto more =
            field.substr(0, field.size() - behind_other_lines(rest).size());
        field.remove_suffix(rest.size());
        note(kind, value_of(field));
        if (more.size() > field.size() && kind != FieldKind::encoding &&
            values_.size() < max_values)
            values_.push_back(value_of(more));
    }

    // Lines that are no fields go on with the one above them, for some readers.
    static std::string_view behind_other_lines(std::string_view rest)
    {
        constexpr int most = 4;
        for (int i = 0; i < most && !rest.empty(); ++i) {
            auto behind = rest;
            const auto line = text::take_line(behind);
            if (is_blank(line) || looks_like_field(line) || line.starts_with("--"))
                break;
            rest = behind;
        }
        return rest;
    }

    void note(FieldKind kind, std::string_view value)
    {
        found_.has_fields = true;
        if (kind == FieldKind::encoding) {
            found_.codings |= loose_codings(value);
            return;
        }
        if (values_.size() < max_values) values_.push_back(value);
        if (kind == FieldKind::disposition) return;
        for (auto& type : loose_types(value)) {
            if (found_.types.size() < 8) found_.types.push_back(std::move(type));
        }
    }

    static bool begins_with_field(std::string_view rest)
    {
        return kind_of(text::take_line(rest)) != FieldKind::other;
    }

    // A section with a Content field in it, not just a line of text with a colon.
    bool begins_with_header(std::string_view& rest) const
    {
        constexpr std::size_t max_looked_at = 4096;
        const auto start = behind_blank_lines(rest);
        auto behind = start;
        while (!behind.empty() && start.size() - behind.size() < max_looked_at) {
            const auto line = text::take_line(behind);
            if (kind_of(line) != FieldKind::other) {
                rest = start;
                return true;
            }
            if (is_blank(line) || !looks_like_field(line)) return false;
        }
        return false;
    }

    void add_body(std::size_t at)
    {
        if (found_.bodies.size() < max_bodies &&
            (found_.bodies.empty() || found_.bodies.back() != at))
            found_.bodies.push_back(at);
    }

    std::string_view all_;
    LooseHeader found_;
    std::vector<std::string_view> values_;
};

} // namespace

bool looks_like_header_line(std::string_view line)
{
    return !is_blank(line) && looks_like_field(line);
}

bool is_content_field(std::string_view line)
{
    return kind_of(line) != FieldKind::other;
}

LooseHeader read_loosely(std::string_view text)
{
    return Reader(text).read();
}

} // namespace chainmail::mail
