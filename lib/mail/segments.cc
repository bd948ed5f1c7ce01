// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/segments.h"

#include "base/text.h"
#include "mail/loose_header.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace chainmail::mail {

namespace {

constexpr std::size_t max_lines = 20'000;
constexpr std::size_t max_field_start = 1000;

struct Line {
    std::size_t begin = 0;
    std::size_t end = 0; ///< behind its line end
    std::string_view boundary;
};

// The text of a delimiter without dashes and blanks around; a line without dashes has
// none.
bool read_delimiter(std::string_view line, std::string_view& boundary)
{
    const auto first = line.find_first_not_of(" \t\v\f\r");
    if (first == line.npos) return false;
    line.remove_prefix(first);
    if (!line.starts_with("--")) return false;
    line = text::trim(line.substr(2));
    if (line.ends_with("--")) line.remove_suffix(2);
    boundary = line;
    return true;
}

std::vector<Line> find_delimiters(std::string_view text)
{
    std::vector<Line> lines;
    for (std::size_t at = 0; at < text.size() && lines.size() < max_lines;) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        Line line{at, end, {}};
        if (read_delimiter(text.substr(at, end - at), line.boundary))
            lines.push_back(line);
        at = end;
    }
    return lines;
}

struct Headers {
    /// Where headers seem to begin: the first of a run of lines that look like header
    /// and have a Content field among them.
    std::vector<Line> starts;
    std::vector<std::size_t> ends; ///< of those that no blank line ends: the next line
};

Headers find_headers(std::string_view text)
{
    Headers found;
    std::size_t start = text.npos;
    bool noted = false;
    for (std::size_t at = 0; at < text.size() && found.starts.size() < max_lines;) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, std::min(end - at, max_field_start));
        if (!looks_like_header_line(line)) {
            if (noted && !text::trim(line).empty()) found.ends.push_back(at);
            start = text.npos;
            noted = false;
        } else if (start == text.npos) {
            start = at;
        }
        if (start != text.npos && !noted && is_content_field(line)) {
            found.starts.push_back({start, start, {}});
            noted = true;
        }
        at = end + 1;
    }
    return found;
}

// Some readers take a delimiter in a header for one more line of it.
std::vector<Line> not_in_headers(const std::vector<Line>& lines, const Headers& headers)
{
    std::vector<Line> out;
    for (const auto& line : lines)
        if (!std::binary_search(headers.ends.begin(), headers.ends.end(), line.begin))
            out.push_back(line);
    return out;
}

// A Content field among the next lines.
bool stands_before_header(std::string_view text, const Line& line)
{
    constexpr int max_looked_at = 12;
    std::size_t at = line.end;
    for (int i = 0; i < max_looked_at && at < text.size(); ++i) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        if (is_content_field(text.substr(at, end - at))) return true;
        at = end + 1;
    }
    return false;
}

std::vector<std::string_view> followed(std::string_view text,
                                       const std::vector<Line>& lines)
{
    std::vector<std::string_view> boundaries;
    for (const auto& line : lines) {
        if (boundaries.size() == max_followed) break;
        const bool known =
            std::find(boundaries.begin(), boundaries.end(), line.boundary) !=
            boundaries.end();
        if (!known && stands_before_header(text, line))
            boundaries.push_back(line.boundary);
    }
    return boundaries;
}

std::vector<Line> merged(const std::vector<Line>& a, const std::vector<Line>& b)
{
    std::vector<Line> all;
    std::merge(a.begin(),
               a.end(),
               b.begin(),
               b.end(),
               std::back_inserter(all),
               [](const Line& x, const Line& y) { return x.begin < y.begin; });
    return all;
}

class Cutter {
public:
    Cutter(std::string_view text, std::size_t limit) : text_(text), limit_(limit) {}

    template <typename Matches>
    void cut(const std::vector<Line>& lines, const Matches& matches)
    {
        std::size_t from = 0;
        for (const auto& line : lines) {
            if (!matches(line)) continue;
            add(from, line.begin);
            from = line.end;
        }
        add(from, text_.size());
    }

    std::vector<Segment> take() { return std::move(segments_); }
    bool has_room() const { return segments_.size() < limit_; }

private:
    void add(std::size_t from, std::size_t to)
    {
        if (to > from && to < text_.size() && text_[to - 1] == '\n') --to;
        if (to > from && to < text_.size() && text_[to - 1] == '\r') --to;
        if (to <= from || !has_room()) return;
        if (seen_.insert({from, to}).second) segments_.push_back({from, to - from});
    }

    std::string_view text_;
    std::size_t limit_;
    std::vector<Segment> segments_;
    std::set<std::pair<std::size_t, std::size_t>> seen_;
};

} // namespace

Segments loose_segments(std::string_view text, std::size_t limit)
{
    const auto lines = find_delimiters(text);
    Cutter cutter(text, limit);
    cutter.cut(lines, [](const Line&) { return true; });
    for (const auto boundary : followed(text, lines))
        cutter.cut(lines, [&](const Line& line) { return line.boundary == boundary; });
    const auto headers = find_headers(text);
    cutter.cut(merged(lines, headers.starts), [](const Line&) { return true; });
    cutter.cut(not_in_headers(lines, headers), [](const Line&) { return true; });
    cutter.cut({}, [](const Line&) { return true; });
    const bool is_all = cutter.has_room() && lines.size() < max_lines &&
                        headers.starts.size() < max_lines;
    return {cutter.take(), is_all};
}

} // namespace chainmail::mail
