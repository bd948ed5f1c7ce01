// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "body_text.h"

#include "decode.h"
#include "scan.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

// How far behind the limit a better place for a cut is looked for.
constexpr std::size_t cut_slack = 1024;

std::size_t cut_at(std::string_view s, std::size_t limit, std::string_view separators)
{
    if (limit == 0 || s.size() <= limit) return s.size();
    for (const char separator : separators) {
        const auto at = s.find(separator, limit);
        if (at != npos && at - limit <= cut_slack) return at + 1;
    }
    return limit;
}

// The limit counts characters, but its slack is a matter of taste: bytes will do.
std::string_view cut_rendered(const Characters& text, std::size_t limit)
{
    const std::string_view s = text.utf8;
    if (limit == 0 || s.size() <= limit) return s;
    return s.substr(0, cut_at(s, offset_of_character(s, limit), "\n "));
}

struct Space {
    std::size_t length = 0;
    std::size_t line_ends = 0;
    std::size_t last_line_end = 0; ///< offset behind it
};

// The white space at `at`; a NUL is text here.
Space space_at(std::string_view s, std::size_t at, bool wide)
{
    Space space;
    while (at + space.length < s.size()) {
        const std::size_t here = at + space.length;
        const auto [code, length] = character_at(s, here);
        if (!is_white(code, wide)) break;
        space.length += length;
        if (code != '\n') continue;
        ++space.line_ends;
        space.last_line_end = here + 1;
    }
    return space;
}

bool is_ink(char c)
{
    return c > ' ';
}

// White space that holds two line ends separates paragraphs: "\n". What is around the
// line ends, and all other white space, is one blank. NUL bytes separate too.
std::string squeeze_paragraphs(std::string_view s, bool wide)
{
    std::string out;
    out.reserve(s.size());
    for (std::size_t at = 0; at < s.size();) {
        const auto byte = static_cast<unsigned char>(s[at]);
        if (is_ink(s[at])) {
            const auto end = skip_while(s, at + 1, is_ink);
            out += s.substr(at, end - at);
            at = end;
            continue;
        }
        const auto space = space_at(s, at, wide);
        if (space.length == 0) {
            const auto length = character_at(s, at).length;
            out += byte == 0 ? "\n" : s.substr(at, length);
            at += length;
            continue;
        }
        const std::size_t end = at + space.length;
        if (space.line_ends < 2) {
            out += ' ';
        } else {
            if (s[at] != '\n') out += ' ';
            out += '\n';
            if (space.last_line_end < end) out += ' ';
        }
        at = end;
    }
    return out;
}

std::vector<std::string_view> split_paragraphs(std::string_view s)
{
    std::vector<std::string_view> lines;
    each_line(s, [&](std::string_view line) {
        while (line.size() > max_line) {
            const auto blank = line.rfind(' ', max_line);
            const auto length = blank == npos ? max_line : blank + 1;
            lines.push_back(line.substr(0, length));
            line.remove_prefix(length);
        }
        lines.push_back(line);
    });
    return lines;
}

std::vector<std::string_view> split_raw(std::string_view s)
{
    constexpr std::size_t most = 2 * max_line;
    if (s.size() <= max_line) return {s};
    std::vector<std::string_view> pieces;
    while (s.size() > most) {
        std::size_t last = max_line;
        for (const char separator : {'\n', '>', ' '}) {
            const auto at = s.find(separator, max_line);
            if (at >= most) continue;
            last = at;
            break;
        }
        pieces.push_back(s.substr(0, last + 1));
        s.remove_prefix(last + 1);
    }
    if (!s.empty()) pieces.push_back(s);
    return pieces;
}

std::string body_octets(std::string text, bool wide)
{
    if (wide) return text;
    return Characters{std::move(text), false}.octets();
}

} // namespace

void Pieces::add(std::string text,
                 std::vector<std::string_view> (*split)(std::string_view))
{
    const std::string& kept = texts_.emplace_back(std::move(text));
    const auto pieces = split(kept);
    list_.insert(list_.end(), pieces.begin(), pieces.end());
}

std::vector<std::string> decode_parts(const Message& message)
{
    std::vector<std::string> contents;
    contents.reserve(message.parts.size());
    for (const auto& part : message.parts)
        contents.push_back(part.is_leaf ? decode_part(part) : std::string{});
    return contents;
}

std::vector<RenderedPart> render_parts(const Message& message,
                                       const std::vector<std::string>& contents)
{
    std::vector<RenderedPart> rendered;
    for (const std::size_t index : message.leaves()) {
        const MessagePart& part = message.parts[index];
        const auto type = part.effective_type();
        if (type != "text/plain" && type != "text/html") continue;
        const std::string& bytes = contents[index];
        RenderedPart out;
        out.part = index;
        out.text =
            to_characters(bytes, part.charset.value_or("us-ascii"), Declared::hint);
        if (type == "text/html" && !bytes.empty()) {
            out.html = render_html(out.text, bytes.size());
            out.text = std::move(out.html->text);
        }
        rendered.push_back(std::move(out));
    }
    return rendered;
}

Pieces body_paragraphs(const Message& message,
                       const std::vector<RenderedPart>& parts,
                       std::size_t scan_size)
{
    if (message.leaves().empty()) return {}; // not even of a Subject
    std::string text;
    bool wide = false;
    auto part = parts.begin();
    // A part that is not shown still separates what is before and behind it.
    for (const std::size_t index : message.leaves()) {
        if (!text.empty()) text += '\n';
        if (part == parts.end() || part->part != index) continue;
        text += cut_rendered(part->text, scan_size);
        wide = wide || part->text.wide;
        ++part;
    }
    const auto* subject = message.header().last("subject");
    std::string all = subject == nullptr ? "\n" : subject->decoded + "\n";
    all += body_octets(squeeze_paragraphs(text, wide), wide);
    Pieces pieces;
    pieces.add(std::move(all), split_paragraphs);
    return pieces;
}

Pieces raw_pieces(const Message& message,
                  const std::vector<std::string>& contents,
                  std::size_t scan_size)
{
    Pieces pieces;
    for (const std::size_t index : message.leaves()) {
        const MessagePart& part = message.parts[index];
        const auto type = part.effective_type();
        const auto main_type = type.substr(0, type.find('/'));
        if ((main_type != "text" && main_type != "message") ||
            part.type == "text/calendar")
            continue;
        const std::string_view content = contents[index];
        pieces.add(std::string(content.substr(0, cut_at(content, scan_size, "\n> "))),
                   split_raw);
    }
    return pieces;
}

} // namespace chainmail::spam_score
