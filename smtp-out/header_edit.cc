// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "header_edit.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::smtp_out {

namespace {

constexpr auto none = std::string_view::npos;

// RFC 5322 2.1.1, without the line end.
constexpr std::size_t longest_line = 998;

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

// Writes the lines of the message that stay. A line is kept back until the next one is
// known: blanks may have to be joined to it.
class Copier {
public:
    Copier(const HeaderEdits& edits, HeaderRepairs& repairs, std::string& to)
        : edits_(edits),
          repairs_(repairs),
          to_(to)
    {
    }

    void take(std::string_view line)
    {
        if (is_blank_line(line) && (line.empty() || !keeps_blanks(line))) {
            ++repairs_.unfolded_blanks;
            if (has_line_ && !leaving_out_) line_ += line;
            return;
        }
        if (!text::is_blank(line.front())) begin_field(line);
        if (leaving_out_) return;
        flush();
        line_ = line;
        has_line_ = true;
    }

    void flush()
    {
        if (!has_line_) return;
        if (line_.find('\r') != none) {
            ++repairs_.removed_crs;
            std::erase(line_, '\r');
        }
        if (line_.size() > longest_line && !edits_.keep_long_lines) {
            ++repairs_.cut_lines;
            line_.resize(longest_line - 3);
            line_ += "...";
        }
        to_ += line_;
        to_ += '\n';
        has_line_ = false;
    }

private:
    // A line that a CR alone makes would be empty without it.
    bool keeps_blanks(std::string_view line) const
    {
        return edits_.keep_blank_folds && text::is_blank(line.front());
    }

    void begin_field(std::string_view line)
    {
        flush();
        leaving_out_ = false;
        if (edits_.deleted.empty() && edits_.replaced.empty()) return;
        auto name = text::lower(name_of(line));
        leaving_out_ = edits_.deleted.contains(name);
        if (leaving_out_ || edits_.replaced.empty()) return;
        const auto number = ++numbers_[name];
        const auto other = edits_.replaced.find({std::move(name), number});
        if (other == edits_.replaced.end()) return;
        leaving_out_ = true;
        if (!other->second.empty()) to_ += other->second + '\n';
    }

    const HeaderEdits& edits_;
    HeaderRepairs& repairs_;
    std::string& to_;
    std::string line_;
    bool has_line_ = false;
    bool leaving_out_ = false;
    std::map<std::string, std::size_t> numbers_;
};

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
    Copier copier(edits, repairs, out);
    while (!header.empty())
        copier.take(text::take_line(header));
    copier.flush();
    return out;
}

std::size_t count_hops(std::string_view header)
{
    std::size_t hops = 0;
    while (!header.empty())
        if (text::equal_ignore_case(name_of(text::take_line(header)), "received"))
            ++hops;
    return hops;
}

} // namespace chainmail::smtp_out
