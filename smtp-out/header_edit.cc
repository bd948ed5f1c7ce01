// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "header_edit.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::smtp_out {

namespace {

constexpr auto none = std::string_view::npos;

// RFC 5322 2.1.1, without the line end.
constexpr std::size_t longest_line = 998;

// Takes the next line off the front, without its LF.
std::string_view take_line(std::string_view& text)
{
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == none ? text.size() : end + 1);
    return line;
}

// The field's name, without blanks before the colon; "" for a line that is none.
std::string_view name_of(std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == none) return {};
    return text::trim(line.substr(0, colon));
}

bool is_blank_line(std::string_view line)
{
    return std::ranges::all_of(line,
                               [](char c) { return text::is_blank(c) || c == '\r'; });
}

void append_line(std::string_view line, std::string& to, HeaderRepairs& repairs)
{
    std::string without;
    if (line.find('\r') != none) {
        ++repairs.removed_crs;
        without = line;
        std::erase(without, '\r');
        line = without;
    }
    if (line.size() > longest_line) {
        ++repairs.cut_lines;
        to.append(line, 0, longest_line - 3).append("...");
    } else {
        to += line;
    }
    to += '\n';
}

} // namespace

Content split_content(std::string_view message, std::size_t header_length)
{
    Content content;
    content.header = message.substr(0, header_length);
    content.body = message.substr(content.header.size());
    if (content.body.starts_with("\r\n"))
        content.body.remove_prefix(2);
    else if (content.body.starts_with('\n'))
        content.body.remove_prefix(1);
    return content;
}

std::string
edit_header(std::string_view header, const HeaderEdits& edits, HeaderRepairs& repairs)
{
    std::string out;
    out.reserve(header.size() + 2048);
    for (const auto& field : edits.inserted) {
        out += field;
        out += '\n';
    }
    bool deleting = false;
    while (!header.empty()) {
        const auto line = take_line(header);
        if (is_blank_line(line)) {
            ++repairs.unfolded_blanks;
            continue;
        }
        if (!text::is_blank(line.front()))
            deleting = edits.deleted.contains(text::lower(name_of(line)));
        if (!deleting) append_line(line, out, repairs);
    }
    return out;
}

std::size_t count_hops(std::string_view header)
{
    std::size_t hops = 0;
    while (!header.empty())
        if (text::equal_ignore_case(name_of(take_line(header)), "received")) ++hops;
    return hops;
}

} // namespace chainmail::smtp_out
