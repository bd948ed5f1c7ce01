// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "remove_markup.h"

#include "header_lines.h"
#include "media_type.h"
#include "scan.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <unordered_map>

namespace chainmail::spam_score {

namespace {

constexpr std::string_view kept_prefix = "X-Spam-Prev-";
constexpr std::string_view original_description =
    "original message before SpamAssassin";

// The value of the field `name` when it is in `line`, without the white space around.
std::optional<std::string_view> value_in(std::string_view line, std::string_view name)
{
    if (!is_field(line, name)) return {};
    return text::trim(line.substr(name.size() + 1));
}

// What the header of a part says of it.
struct PartHeader {
    std::string_view type;
    std::string_view description;

    bool is_original() const
    {
        for (const std::string_view original : {"message/rfc822;", "text/plain;"}) {
            if (type.starts_with(original) && text::trim(type.substr(original.size()))
                                                  .starts_with("x-spam-type=original"))
                return true;
        }
        return type == "message/rfc822" && description == original_description;
    }
};

// The body up to the boundary; an empty line before that belongs to it.
std::string up_to_boundary(std::string_view body, std::string_view mark)
{
    std::size_t end = 0;
    std::size_t blank = npos;
    for (std::string_view rest = body; !rest.empty() && !rest.starts_with(mark);) {
        const auto length = std::min(rest.find('\n'), rest.size() - 1) + 1;
        blank = text::trim(rest.substr(0, length)).empty() ? end : npos;
        end += length;
        rest.remove_prefix(length);
    }
    if (end < body.size() && blank != npos) end = blank;
    return std::string(body.substr(0, end));
}

// What was attached to a report: one pass over the lines, of which those behind a
// boundary are looked at.
std::optional<std::string> attached_original(const Message& message)
{
    const auto type = parse_media_type(message.header().value("content-type"));
    if (type.type != "multipart/mixed" || !type.boundary || type.boundary->empty())
        return {};
    const std::string mark = "--" + *type.boundary;
    std::string_view rest = message.pristine_body;
    std::optional<PartHeader> header;
    while (!rest.empty()) {
        auto line = rest.substr(0, std::min(rest.find('\n'), rest.size() - 1) + 1);
        rest.remove_prefix(line.size());
        if (line.ends_with('\n')) line.remove_suffix(1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!header && line == mark) {
            header.emplace();
        } else if (header && text::trim(line).empty()) {
            if (header->is_original()) return up_to_boundary(rest, mark);
            header.reset();
        } else if (header) {
            header->type = value_in(line, "content-type").value_or(header->type);
            header->description =
                value_in(line, "content-description").value_or(header->description);
        }
    }
    return {};
}

// The places of the fields in a header by name, in order.
class FieldPlaces {
public:
    explicit FieldPlaces(std::vector<std::string>& fields) : fields_(fields)
    {
        for (std::size_t place = 0; place < fields.size(); ++place)
            places_[name_of(fields[place])].push_back(place);
    }

    std::string* first(const std::string& field)
    {
        const auto at = places_.find(name_of(field));
        return at == places_.end() || at->second.empty() ? nullptr
                                                         : &fields_[at->second.front()];
    }
    void remove_first(const std::string& field)
    {
        if (auto* found = first(field)) {
            found->clear();
            places_[name_of(field)].pop_front();
        }
    }
    void add(const std::string& field)
    {
        places_[name_of(field)].push_back(fields_.size());
        fields_.push_back(field);
    }

private:
    static std::string name_of(std::string_view field)
    {
        return text::lower(field.substr(0, field.find(':')));
    }

    std::vector<std::string>& fields_;
    std::unordered_map<std::string, std::deque<std::size_t>> places_;
};

void restore_kept(std::vector<std::string>& fields)
{
    std::vector<std::string> kept;
    for (const auto& field : fields) {
        if (text::starts_with_ignore_case(field, kept_prefix))
            kept.push_back(field.substr(kept_prefix.size()));
    }
    FieldPlaces places(fields);
    for (const auto& field : kept) {
        if (value_in(field, "subject") == "(nonexistent)")
            places.remove_first(field);
        else if (auto* marked = places.first(field))
            *marked = field;
        else
            places.add(field);
    }
}

// Of versions before 3.0, which kept nothing.
void remove_marks(std::vector<std::string>& fields, const MarkupSettings& markup)
{
    const auto mark = markup.rewritten.find("Subject");
    if (mark == markup.rewritten.end() || mark->second.find('_') != std::string::npos)
        return;
    constexpr std::string_view name = "Subject: ";
    const std::string in_front = mark->second + " ";
    for (auto& field : fields) {
        if (!field.starts_with(name)) continue;
        std::string_view value = std::string_view(field).substr(name.size());
        while (value.starts_with(in_front))
            value.remove_prefix(in_front.size());
        field.erase(name.size(), field.size() - name.size() - value.size());
    }
}

// "SPAM: ----" up to the next such line, and the empty lines around: the report of
// version 2.
std::string_view without_old_report(std::string_view body)
{
    for (;;) {
        std::string_view rest = body;
        if (rest.starts_with('\n')) rest.remove_prefix(1);
        if (!rest.starts_with("SPAM: ----")) return body;
        bool closed = false;
        for (bool first = true; rest.starts_with("SPAM:"); first = false) {
            closed = !first && rest.starts_with("SPAM: ----");
            const auto end = rest.find('\n');
            if (end == npos) return body;
            rest.remove_prefix(end + 1);
        }
        if (!closed || !rest.starts_with('\n')) return body;
        body = rest.substr(1);
    }
}

} // namespace

std::string without_markup(const Message& message, const MarkupSettings& markup)
{
    if (auto original = attached_original(message)) return *original;
    auto split = split_header(without_crlf(message.pristine_header));
    const bool has_kept =
        std::any_of(split.fields.begin(), split.fields.end(), [](const auto& field) {
            return text::starts_with_ignore_case(field, "x-spam-prev-subject:");
        });
    if (!has_kept) remove_marks(split.fields, markup);
    restore_kept(split.fields);
    std::string out;
    for (const auto& field : split.fields) {
        if (!text::starts_with_ignore_case(field, "x-spam-")) out += field;
    }
    const std::string body = without_crlf(message.pristine_body);
    out += split.separator;
    out += without_old_report(body);
    return message.crlf ? replace_all(out, "\n", "\r\n") : out;
}

} // namespace chainmail::spam_score
