// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/mime_tree.h"

#include "base/text.h"
#include "mail/delimiters.h"
#include "mail/field.h"
#include "mail/line_scan.h"
#include "mail/part_facts.h"

#include <algorithm>
#include <utility>

namespace chainmail::mail {

namespace {

bool is_blank_text(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), text::is_space);
}

// The line end before a delimiter belongs to the delimiter (RFC 2046 5.1.1).
std::size_t before_line_end(std::string_view text, std::size_t begin, std::size_t end)
{
    if (end > begin && text[end - 1] == '\n') --end;
    if (end > begin && text[end - 1] == '\r') --end;
    return end;
}

bool is_message_type(const ContentType& type)
{
    return type.type == "message" &&
           (type.subtype == "rfc822" || type.subtype == "global");
}

// Control characters that readers drop, stop at, or take for a line end. Escape is
// none: it begins the letters of ISO-2022-JP.
bool has_controls(std::string_view header)
{
    for (std::size_t i = 0; i < header.size(); ++i) {
        const char c = header[i];
        if (!text::is_control(c) || c == '\n' || c == '\t' || c == '\x1B') continue;
        if (c != '\r' || i + 1 == header.size() || header[i + 1] != '\n') return true;
    }
    return false;
}

// A NUL, or a CR that is no part of a line end.
bool ends_lines_otherwise(std::string_view header)
{
    if (header.find('\0') != header.npos) return true;
    for (auto at = header.find('\r'); at != header.npos; at = header.find('\r', at + 1))
        if (header.substr(at + 1, 1) != "\n") return true;
    return false;
}

bool has_other_boundary(const ContentType& type)
{
    const auto first = type.parameter("boundary");
    return std::ranges::any_of(type.parameters, [&](const Parameter& one) {
        return one.name == "boundary" && one.value != first;
    });
}

// Walks from delimiter to delimiter. `open_` are the parts that the current line is in,
// outermost first; of these the multiparts are in `delimiters_` too.
class TreeParser {
public:
    TreeParser(std::string_view text, const Limits& limits)
        : text_(text),
          limits_(limits)
    {
    }

    MimeTree parse()
    {
        begin_part(no_parent, 1);
        while (tree_.stop == Stop::end) {
            const auto delimiter = delimiters_.find_next(text_, at_);
            if (!delimiter) break;
            take(*delimiter);
        }
        while (!open_.empty())
            end_part(text_.size());
        find_doubts();
        return std::move(tree_);
    }

private:
    struct OpenPart {
        std::size_t part;
        std::size_t children = 0;
        bool delimited = false; ///< a delimiter was met
        bool closed = false;    ///< the closing one was met
        std::size_t rest = 0;   ///< where the text behind it begins
    };

    // Opens the part whose header begins at `at_`, and the messages nested right in it.
    void begin_part(std::size_t parent, std::size_t number)
    {
        while (has_room(parent)) {
            const std::size_t part = add_part(parent, number, Kind::leaf);
            open_.push_back({part});
            read_header(part);
            open_content(part);
            if (tree_.parts[part].kind != Kind::message) return;
            open_.back().children = 1;
            parent = part;
            number = 1;
        }
    }

    bool has_room(std::size_t parent)
    {
        if (tree_.parts.size() >= limits_.parts) tree_.stop = Stop::parts;
        if (depth_below(parent) > limits_.depth) tree_.stop = Stop::depth;
        if (level_below(parent) > limits_.levels) tree_.stop = Stop::levels;
        return tree_.stop == Stop::end;
    }

    std::size_t depth_below(std::size_t parent) const
    {
        return parent == no_parent ? 1 : tree_.parts[parent].depth + 1;
    }

    std::size_t level_below(std::size_t parent) const
    {
        if (parent == no_parent) return 1;
        const auto& above = tree_.parts[parent];
        return above.level + (above.kind == Kind::message ? 1 : 0);
    }

    std::size_t add_part(std::size_t parent, std::size_t number, Kind kind)
    {
        Part part;
        part.kind = kind;
        part.parent = parent;
        part.depth = depth_below(parent);
        part.level = level_below(parent);
        part.path = std::to_string(number);
        if (parent != no_parent)
            part.path = text::cat(tree_.parts[parent].path, ".", number);
        tree_.parts.push_back(std::move(part));
        return tree_.parts.size() - 1;
    }

    void read_header(std::size_t index)
    {
        const auto header =
            split_header(text_.substr(at_), max_fields, [&](std::string_view line) {
                return delimiters_.match(line).has_value();
            });
        auto& part = tree_.parts[index];
        part.header = {at_, header.length};
        at_ += header.body;
        part.body.offset = at_;
        if (header.end == HeaderEnd::no_field)
            add_error(part, "a line in the header is no header field");
        if (header.end == HeaderEnd::end_of_text)
            add_error(part, "the header does not end with an empty line");
        describe(part, header, default_type(part));
        const auto text = part.header.of(text_);
        part.doubtful |= has_controls(text);
        if (ends_lines_otherwise(text)) add_once(part.ambiguous, "control");
    }

    std::string_view default_type(const Part& part) const
    {
        const bool in_digest =
            part.parent != no_parent &&
            tree_.parts[part.parent].content_type.full() == "multipart/digest";
        return in_digest ? "message/rfc822" : "text/plain";
    }

    // What kind of part it is follows from its type; RFC 2045 6.4 allows no encoding
    // for multiparts, and an encoded message can only be read once it is decoded.
    void open_content(std::size_t index)
    {
        auto& part = tree_.parts[index];
        if (is_message_type(part.content_type) && part.encoding == Encoding::identity)
            part.kind = Kind::message;
        if (part.content_type.type == "multipart") open_multipart(part);
        if (part.content_type.full() == "message/partial")
            add_once(part.ambiguous, "partial");
    }

    void open_multipart(Part& part)
    {
        if (part.encoding != Encoding::identity)
            add_once(part.ambiguous, "content-transfer-encoding");
        const auto boundary = part.content_type.parameter("boundary");
        if (is_blank_text(boundary))
            return add_error(part, "a multipart without a boundary");
        if (has_other_boundary(part.content_type))
            add_error(part, "a multipart with two boundaries");
        part.kind = Kind::multipart;
        if (!delimiters_.add(boundary, open_.size() - 1)) {
            add_once(part.ambiguous, "boundary");
            add_error(part, "the boundary of a part around it is used again");
        }
    }

    void take(const Delimiter& delimiter)
    {
        while (open_.size() > delimiter.owner + 1)
            end_part(delimiter.begin);
        at_ = delimiter.end;
        auto& multipart = open_.back();
        if (multipart.closed)
            add_once(tree_.parts[multipart.part].ambiguous, "delimiter");
        else if (delimiter.closing)
            close(multipart, delimiter);
        else
            next_part(multipart, delimiter);
    }

    void next_part(OpenPart& multipart, const Delimiter& delimiter)
    {
        end_preamble(multipart, delimiter.begin);
        const std::size_t part = multipart.part;
        begin_part(part, ++multipart.children);
    }

    void close(OpenPart& multipart, const Delimiter& delimiter)
    {
        end_preamble(multipart, delimiter.begin);
        multipart.closed = true;
        multipart.rest = delimiter.end;
    }

    void end_preamble(OpenPart& multipart, std::size_t end)
    {
        if (multipart.delimited) return;
        multipart.delimited = true;
        add_text(multipart.part,
                 Kind::preamble,
                 0,
                 tree_.parts[multipart.part].body.offset,
                 end);
    }

    // Ends the innermost open part before `end`, a delimiter of a part around it or the
    // end of the message.
    void end_part(std::size_t end)
    {
        const OpenPart last = open_.back();
        open_.pop_back();
        if (end < text_.size())
            end = before_line_end(text_, tree_.parts[last.part].body.offset, end);
        auto& body = tree_.parts[last.part].body;
        body.length = end - std::min(end, body.offset);
        if (tree_.parts[last.part].kind != Kind::multipart) return;
        delimiters_.remove(tree_.parts[last.part].content_type.parameter("boundary"),
                           open_.size());
        if (tree_.stop == Stop::end) end_multipart(last, end);
    }

    void end_multipart(const OpenPart& multipart, std::size_t end)
    {
        if (!multipart.delimited) {
            const std::size_t begin = tree_.parts[multipart.part].body.offset;
            add_text(multipart.part, Kind::preamble, 0, begin, end);
        }
        if (multipart.closed)
            add_text(multipart.part,
                     Kind::epilogue,
                     multipart.children + 1,
                     multipart.rest,
                     end);
        else
            add_error(tree_.parts[multipart.part],
                      "the closing delimiter of a multipart is missing");
    }

    // A preamble or an epilogue, unless it is blank.
    void add_text(std::size_t parent,
                  Kind kind,
                  std::size_t number,
                  std::size_t begin,
                  std::size_t end)
    {
        if (kind == Kind::preamble) end = before_line_end(text_, begin, end);
        if (begin >= end || is_blank_text(text_.substr(begin, end - begin))) return;
        if (!has_room(parent)) return;
        auto& part = tree_.parts[add_part(parent, number, kind)];
        part.header = {begin, 0};
        part.body = {begin, end - begin};
        describe(part, {}, "text/plain");
    }

    // Fields that no header has, but for those in text that is declared as such: there
    // they are the source of another message, as in many reports.
    void find_doubts()
    {
        auto scan = scan_lines(text_);
        std::size_t known = 0;
        std::size_t quoted = 0;
        for (const auto& part : tree_.parts) {
            known += part.fields;
            tree_.doubtful |= part.doubtful || !part.ambiguous.empty();
            if (!is_plain_text(part)) continue;
            const std::size_t within = count_within(scan.fields, part.body);
            if (within > 0 && !begins_with_part(part.body.of(text_)) &&
                !has_boundary(part))
                quoted += within;
        }
        tree_.quotes = quoted > 0;
        tree_.doubtful |= scan.inner_lines || !tree_.errors.empty() ||
                          scan.fields.size() > known + quoted;
        tree_.files = std::move(scan.files);
    }

    // A boundary of this message, at the beginning of a line or not: a delimiter that
    // some may see.
    bool has_boundary(const Part& leaf) const
    {
        constexpr std::size_t max_tried = 16;
        std::size_t tried = 0;
        for (const auto& part : tree_.parts) {
            const auto boundary = part.content_type.parameter("boundary");
            if (boundary.empty()) continue;
            if (++tried > max_tried) return true;
            if (leaf.body.of(text_).find(text::cat("--", boundary)) != boundary.npos)
                return true;
        }
        return false;
    }

    static bool is_plain_text(const Part& part)
    {
        return part.kind == Kind::leaf && part.fields > 0 && !part.doubtful &&
               part.content_type.type == "text";
    }

    static std::size_t count_within(const std::vector<std::size_t>& sorted,
                                    const Range& range)
    {
        const auto begin = std::lower_bound(sorted.begin(), sorted.end(), range.offset);
        const auto end =
            std::lower_bound(begin, sorted.end(), range.offset + range.length);
        return static_cast<std::size_t>(end - begin);
    }

    void add_error(const Part& part, std::string_view what)
    {
        constexpr std::size_t max_errors = 100;
        if (tree_.errors.size() < max_errors)
            add_once(tree_.errors, text::cat("part ", part.path, ": ", what));
    }

    std::string_view text_;
    const Limits& limits_;
    MimeTree tree_;
    Delimiters delimiters_;
    std::vector<OpenPart> open_;
    std::size_t at_ = 0;
};

} // namespace

MimeTree parse_mime(std::string_view message, const Limits& limits)
{
    return TreeParser(message, limits).parse();
}

} // namespace chainmail::mail
