// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "remove_markup.h"

#include "header_lines.h"
#include "scan.h"

#include <algorithm>
#include <optional>

namespace chainmail::spam_score {

namespace {

constexpr std::string_view kept_prefix = "X-Spam-Prev-";

// The boundary of multipart/mixed, "" for another type.
std::string boundary_of(const Message& message)
{
    const auto* const type = message.header().last("content-type");
    if (type == nullptr) return {};
    const std::string_view value = text::trim(type->decoded);
    if (!text::starts_with_ignore_case(value, "multipart/mixed;")) return {};
    const auto at = find_ignore_case(value, "boundary");
    if (at == npos) return {};
    auto rest = value.substr(skip_space(value, at + 8));
    if (!rest.starts_with('=')) return {};
    rest.remove_prefix(skip_space(rest, 1));
    if (rest.starts_with('"') || rest.starts_with('\'')) {
        const char quote = rest.front();
        rest.remove_prefix(1);
        return std::string(rest.substr(0, rest.find(quote)));
    }
    return std::string(rest.substr(0, rest.find(';')));
}

bool is_original(std::string_view part_header)
{
    for (const std::string_view type : {"message/rfc822", "text/plain"}) {
        const auto at =
            find_ignore_case(part_header, text::cat("content-type: ", type));
        if (at == npos) continue;
        const auto end = part_header.find('\n', at);
        if (part_header.substr(at, end - at).find("x-spam-type=original") != npos)
            return true;
    }
    return false;
}

// What was attached to a report.
std::optional<std::string> attached_original(const Message& message)
{
    const std::string boundary = boundary_of(message);
    if (boundary.empty()) return {};
    const std::string mark = "--" + boundary;
    const std::string_view body = message.pristine_body;
    for (auto at = body.find(mark); at != npos; at = body.find(mark, at + 1)) {
        if (at > 0 && body[at - 1] != '\n') continue;
        const std::string_view blank = message.crlf ? "\r\n\r\n" : "\n\n";
        const auto header_end = body.find(blank, at);
        if (header_end == npos) return {};
        if (!is_original(body.substr(at, header_end - at))) continue;
        const auto begin = header_end + blank.size();
        auto end = body.find("\n" + mark, begin);
        if (end == npos) return std::string(body.substr(begin));
        // The empty line before the boundary belongs to it.
        ++end;
        const std::string_view line_end = message.crlf ? "\r\n" : "\n";
        auto original = body.substr(begin, end - begin);
        if (original.ends_with(message.crlf ? "\n\r\n" : "\n\n"))
            original.remove_suffix(line_end.size());
        return std::string(original);
    }
    return {};
}

void restore_kept(std::vector<std::string>& fields)
{
    std::vector<std::string> kept;
    for (const auto& field : fields) {
        if (text::starts_with_ignore_case(field, kept_prefix))
            kept.push_back(field.substr(kept_prefix.size()));
    }
    for (const auto& field : kept) {
        const auto name = field.substr(0, field.find(':'));
        const auto at = std::find_if(fields.begin(), fields.end(), [&](const auto& f) {
            return is_field(f, name);
        });
        const bool was_not_there =
            is_field(field, "subject") &&
            text::trim(std::string_view(field).substr(name.size() + 1)) ==
                "(nonexistent)";
        if (was_not_there && at != fields.end())
            fields.erase(at);
        else if (at != fields.end())
            *at = field;
        else if (!was_not_there)
            fields.push_back(field);
    }
}

// Of versions before 3.0, which kept nothing.
void remove_marks(std::vector<std::string>& fields, const MarkupSettings& markup)
{
    const auto mark = markup.rewritten.find("Subject");
    if (mark == markup.rewritten.end() || mark->second.find('_') != std::string::npos)
        return;
    const std::string begin = text::cat("Subject: ", mark->second, " ");
    for (auto& field : fields) {
        while (field.starts_with(begin))
            field.erase(9, begin.size() - 9);
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
