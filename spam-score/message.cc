// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "message.h"

#include "decode.h"
#include "mail/message_file.h"
#include "scan.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t max_blank_lines = 20;
constexpr int max_bad_lines = 3; // in a header, before it is taken to have ended

using Lines = std::vector<std::string_view>;

Lines split_lines(std::string_view text)
{
    Lines lines;
    lines.reserve(text.size() / 40 + 1);
    each_line(text, [&](std::string_view line) { lines.push_back(line); });
    return lines;
}

bool is_blank_line(std::string_view line)
{
    return std::all_of(line.begin(), line.end(), text::is_space);
}

// "Name:" at the start of a line, `blanks` allowed before the colon.
bool is_field_start(std::string_view line, bool blanks)
{
    auto colon =
        skip_while(line, 0, [](char c) { return c > ' ' && c < 0x7F && c != ':'; });
    if (colon == 0) return false;
    if (blanks) colon = skip_while(line, colon, text::is_blank);
    return colon < line.size() && line[colon] == ':';
}

enum class Delimiter { none, opening, closing };

Delimiter delimiter_of(std::string_view line, std::string_view boundary)
{
    if (!line.starts_with("--")) return Delimiter::none;
    line.remove_prefix(2);
    if (!line.starts_with(boundary)) return Delimiter::none;
    line.remove_prefix(boundary.size());
    const bool closes = line.starts_with("--");
    if (closes && is_blank_line(line.substr(2))) return Delimiter::closing;
    return is_blank_line(line) ? Delimiter::opening : Delimiter::none;
}

// Mail with CRLF line ends is recognized by its first or its last line.
bool has_crlf(std::string_view text)
{
    return text.ends_with("\r\n") ||
           text.substr(0, text.find('\n') + 1).ends_with("\r\n");
}

// Long runs of blank lines hide text from who scrolls, and cost time: 20 are kept.
void squeeze_blank_lines(Lines& lines)
{
    Lines kept;
    kept.reserve(lines.size());
    std::size_t run = 0;
    bool at_top = true;
    for (const auto line : lines) {
        if (!is_blank_line(line)) {
            run = 0;
            at_top = false;
        } else if (++run > max_blank_lines + (at_top ? 1 : 0)) {
            continue;
        }
        kept.push_back(line);
    }
    lines = std::move(kept);
}

class Parser {
public:
    explicit Parser(Message& message) : message_(message) {}

    void parse(std::string_view text)
    {
        message_.parts.emplace_back();
        text.remove_prefix(mail::mbox_line_length(text));
        message_.crlf = has_crlf(text);
        const std::size_t header = parse_entity(0, text, max_message_depth);
        message_.pristine = text;
        message_.pristine_header = text.substr(0, header);
        message_.pristine_body = text.substr(header);
        // The queue grows while it is worked off.
        for (std::size_t i = 0; i < queue_.size(); ++i)
            take_apart(std::move(queue_[i]));
    }

private:
    struct Job {
        std::size_t part;
        std::optional<std::string> boundary;
        Lines lines;
        int depth; ///< levels that may still be taken apart
    };

    // A header and a body, of the mail itself or of a mail in it. Queues the body;
    // returns the length of the header with its empty line.
    std::size_t parse_entity(std::size_t part, std::string_view text, int depth)
    {
        const bool crlf = has_crlf(text);
        const std::size_t header = parse_header(part, text, crlf);
        std::string_view body = text.substr(header);
        if (crlf) body = own(replace_all(body, "\r\n", "\n"));
        Lines lines = split_lines(body);
        squeeze_blank_lines(lines);
        const auto type =
            parse_media_type(message_.parts[part].header.value("content-type"));
        message_.parts[part].type = type.type;
        if (type.type.starts_with("multipart/") && lines.size() > 1 &&
            !is_blank_line(lines.front()) &&
            !(type.boundary && lines.front().starts_with("--" + *type.boundary)))
            lines.insert(lines.begin(), "\n");
        queue_.push_back({part, type.boundary, std::move(lines), depth});
        return header;
    }

    void store_field(std::size_t part, std::string& pending, bool crlf)
    {
        const auto colon = pending.find(':');
        if (colon != npos) {
            std::string value = pending.substr(colon + 1);
            if (crlf) value = replace_all(value, "\r\n", "\n");
            std::string_view name = std::string_view(pending).substr(0, colon);
            while (!name.empty() && text::is_blank(name.back()))
                name.remove_suffix(1);
            if (name.size() > max_field_name || value.size() > max_field_value) {
                if (part == 0) message_.flags.truncated_header = true;
                name = name.substr(0, max_field_name);
                value.resize(std::min(value.size(), max_field_value));
            }
            message_.parts[part].header.add(name, value);
        }
        pending.clear();
    }

    std::size_t parse_header(std::size_t part, std::string_view text, bool crlf)
    {
        const std::string_view line_end = crlf ? "\r\n" : "\n";
        std::string pending;
        int bad_lines = 0;
        std::size_t at = 0;
        while (at < text.size()) {
            const auto line =
                text.substr(at, std::min(text.find('\n', at), text.size()) + 1 - at);
            if (text::is_blank(line.front())) {
                pending += line;
                at += line.size();
                continue;
            }
            store_field(part, pending, crlf);
            if (line == line_end || (crlf && line == "\n")) return at + line.size();
            if (line.starts_with("--") ||
                (!is_field_start(line, true) && ++bad_lines > max_bad_lines)) {
                if (part == 0) message_.flags.missing_head_body_separator = true;
                return at;
            }
            pending = line;
            at += line.size();
        }
        store_field(part, pending, crlf);
        if (part == 0) message_.flags.missing_head_body_separator = true;
        return at;
    }

    void take_apart(Job job)
    {
        const std::string type = message_.parts[job.part].type;
        if (type.starts_with("multipart/") && job.boundary && job.depth > 0)
            return take_multipart_apart(job);
        store_leaf(job);
        MessagePart& part = message_.parts[job.part];
        if ((part.type != "message/rfc822" && part.type != "message/global") ||
            job.depth <= 0)
            return;
        const auto inner = own(decode_part(part));
        if (inner.empty()) return;
        part.has_content = false;
        part.lines.clear();
        const std::size_t child = add_child(job.part);
        std::string_view text = inner;
        text.remove_prefix(mail::mbox_line_length(text));
        parse_entity(child, text, job.depth - 1);
    }

    void store_leaf(Job& job)
    {
        MessagePart& part = message_.parts[job.part];
        const auto type = parse_media_type(part.header.value("content-type"));
        if (!type.missing)
            part.type = !type.type.starts_with("multipart/") || job.boundary
                            ? type.type
                            : "text/plain";
        part.charset = type.charset;
        part.name = disposition_name(part.header.value("content-disposition"));
        if (part.name.empty()) part.name = type.name;
        part.boundary = job.boundary;
        part.lines = std::move(job.lines);
    }

    std::size_t add_child(std::size_t parent)
    {
        const std::size_t child = message_.parts.size();
        message_.parts.emplace_back();
        message_.parts[child].parent = parent;
        message_.parts[parent].children.push_back(child);
        message_.parts[parent].is_leaf = false;
        return child;
    }

    std::string_view own(std::string text)
    {
        return message_.owned.emplace_back(std::move(text));
    }

    // Lines above max_line are cut, which puts line ends where there were none.
    void add_line(Lines& lines, std::string_view line)
    {
        while (line.size() > max_line) {
            lines.push_back(own(std::string(line.substr(0, max_line)) + "\n"));
            line.remove_prefix(max_line);
        }
        lines.push_back(line);
    }

    void take_multipart_apart(const Job& job);
    bool read_part_header(std::size_t part,
                          std::string_view line,
                          const std::string& boundary);
    void store_part_field(std::size_t part);
    void finish_part(const Job& job, std::size_t part, Lines lines);
    void look_at_first_line(const Lines& lines, std::size_t at);

    Message& message_;
    std::vector<Job> queue_;
    std::string pending_; ///< the field of a part header being read
    bool same_boundary_inside_ = false;
};

// What follows a delimiter should be a field.
void Parser::look_at_first_line(const Lines& lines, std::size_t at)
{
    if (at < lines.size() && !is_field_start(lines[at], false))
        message_.flags.missing_mime_headers = true;
}

void Parser::store_part_field(std::size_t part)
{
    if (pending_.empty()) return;
    const auto colon = pending_.find(':');
    const std::string_view field = pending_;
    message_.parts[part].header.add(field.substr(0, colon),
                                    field.substr(skip_space(field, colon + 1)));
    pending_.clear();
}

// Returns whether the line belongs to the header of the part.
bool Parser::read_part_header(std::size_t part,
                              std::string_view line,
                              const std::string& boundary)
{
    if (is_field_start(line, true)) {
        store_part_field(part);
        pending_ = line;
        return true;
    }
    if (text::is_blank(line.front()) && !pending_.empty()) {
        pending_ += line;
        return true;
    }
    const bool type_was_last = text::starts_with_ignore_case(pending_, "content-type:");
    store_part_field(part);
    if (type_was_last) {
        const auto type =
            parse_media_type(message_.parts[part].header.value("content-type"));
        if (type.boundary == boundary) same_boundary_inside_ = true;
    }
    if (line == "\n" || line == "\r\n" || line == "\r") return true;
    message_.flags.missing_mime_head_body_separator = true;
    return false;
}

void Parser::finish_part(const Job& job, std::size_t part, Lines lines)
{
    const auto type =
        parse_media_type(message_.parts[part].header.value("content-type"));
    const bool in_digest = message_.parts[job.part].type == "multipart/digest";
    message_.parts[part].type =
        type.missing && in_digest ? "message/rfc822" : type.type;
    queue_.push_back(
        {part,
         type.boundary && !type.boundary->empty() ? type.boundary : job.boundary,
         std::move(lines),
         job.depth - 1});
}

void Parser::take_multipart_apart(const Job& job)
{
    message_.parts[job.part].is_leaf = false;
    message_.parts[job.part].has_content = false;
    const std::string& boundary = *job.boundary;
    const Lines& lines = job.lines;
    std::size_t at = 0;
    while (at < lines.size() && delimiter_of(lines[at], boundary) != Delimiter::opening)
        ++at;
    if (at < lines.size()) {
        message_.open_boundaries[boundary] = 1;
        look_at_first_line(lines, ++at);
    } else {
        at = 0;
    }
    // One pass over the lines: each part is its header lines, then its body lines.
    same_boundary_inside_ = false;
    std::size_t children = 0;
    std::size_t part = no_part;
    bool in_body = false;
    Lines body;
    for (; at < lines.size(); ++at) {
        if (part == no_part) {
            part = add_child(job.part);
            pending_.clear();
            in_body = false;
            body.clear();
        }
        auto delimiter = delimiter_of(lines[at], boundary);
        if (delimiter != Delimiter::none && same_boundary_inside_) {
            if (delimiter == Delimiter::closing) same_boundary_inside_ = false;
            delimiter = Delimiter::none;
        }
        const bool is_last = at + 1 == lines.size();
        if (delimiter == Delimiter::none && !is_last) {
            if (!in_body) {
                const bool taken = read_part_header(part, lines[at], boundary);
                in_body = pending_.empty();
                if (taken) continue;
            }
            add_line(body, lines[at]);
            continue;
        }
        if (delimiter == Delimiter::none) {
            add_line(body, lines[at]);
        } else if (!body.empty()) {
            // The line end before a delimiter is the delimiter's.
            if (body.back().ends_with('\n')) body.back().remove_suffix(1);
            if (body.back().empty()) body.pop_back();
        }
        finish_part(job, part, std::move(body));
        part = no_part;
        body = {};
        if (delimiter == Delimiter::closing) {
            --message_.open_boundaries[boundary];
            ++at;
            break;
        }
        if (delimiter == Delimiter::opening) look_at_first_line(lines, at + 1);
        if (++children == max_children) return;
    }
    const auto is_text = [](char c) { return !text::is_space(c) && c != '.'; };
    for (; at < lines.size(); ++at) {
        if (std::any_of(lines[at].begin(), lines[at].end(), is_text))
            message_.flags.mime_epilogue_exists = true;
    }
}

} // namespace

std::string_view MessagePart::effective_type() const
{
    for (const auto* end : {".htm", ".html", ".shtm", ".shtml"}) {
        if (ends_with_ignore_case(name, end)) return "text/html";
    }
    return type;
}

std::string MessagePart::encoding() const
{
    return text::lower(header.value("content-transfer-encoding"));
}

std::string MessagePart::raw() const
{
    std::size_t size = 0;
    for (const auto line : lines)
        size += line.size();
    std::string out;
    out.reserve(size);
    for (const auto line : lines)
        out += line;
    return out;
}

std::vector<std::size_t> Message::in_order() const
{
    std::vector<std::size_t> order;
    std::vector<std::size_t> waiting{0};
    while (!waiting.empty()) {
        const std::size_t part = waiting.back();
        waiting.pop_back();
        order.push_back(part);
        const auto& children = parts[part].children;
        waiting.insert(waiting.end(), children.rbegin(), children.rend());
    }
    return order;
}

std::vector<std::size_t> Message::leaves() const
{
    std::vector<std::size_t> order = in_order();
    std::erase_if(order, [&](std::size_t part) {
        return !parts[part].is_leaf || parts[part].type.empty();
    });
    return order;
}

Message parse_message(std::string_view text)
{
    Message message;
    Parser(message).parse(text);
    return message;
}

std::string decode_part(const MessagePart& part)
{
    if (!part.has_content) return {};
    const std::string encoding = part.encoding();
    if (encoding == "quoted-printable")
        return replace_all(decode_quoted_printable(part.raw()), "\r\n", "\n");
    if (encoding != "base64") return part.raw();
    std::string bytes = decode_base64(part.raw());
    const auto slash = part.type.find('/');
    const auto main_type = std::string_view(part.type).substr(0, slash);
    if (main_type == "text" || main_type == "message")
        return replace_all(bytes, "\r\n", "\n");
    return bytes;
}

} // namespace chainmail::spam_score
