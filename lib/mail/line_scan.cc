// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/line_scan.h"

#include "base/text.h"
#include "mail/inline_file.h"
#include "mail/loose_header.h"
#include "mail/loose_value.h"

#include <algorithm>

namespace chainmail::mail {

namespace {

// The folded list of names in a signature has "Content-Type:" at the beginning of lines
// too; a field that hides behind blanks has a value.
bool has_value(std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == line.npos) return false;
    const auto value = text::trim(line.substr(colon + 1));
    const auto first = value.substr(0, value.find_first_of(";: \t"));
    return first.find('/') != first.npos ||
           text::starts_with_ignore_case(first, "attachment") ||
           text::starts_with_ignore_case(first, "inline") || loose_codings(first).any();
}

bool is_field(std::string_view line)
{
    const char first = line.front();
    if (first == 'C' || first == 'c') return is_content_field(line.substr(0, 32));
    if (!text::is_space(first) && !text::is_control(first) && !text::is_8bit(first))
        return false;
    line = line.substr(0, 512);
    return is_content_field(line) && has_value(line);
}

void look_behind_returns(std::string_view line, LineScan& found)
{
    for (auto at = line.find('\r'); at != line.npos; at = line.find('\r', at + 1)) {
        const auto rest = line.substr(at + 1);
        if (rest.empty()) return;
        found.inner_lines |= rest.starts_with("--") || may_begin_file(rest) ||
                             is_field(rest.substr(0, 512));
    }
}

} // namespace

// A line that is noted has more bytes than what notes it.
LineScan scan_lines(std::string_view text)
{
    LineScan found;
    const bool has_returns = text.find('\r') != text.npos;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        if (!line.empty()) {
            if (first_of_file.find(line.front()) != line.npos && may_begin_file(line))
                found.files.push_back(at);
            if (is_field(line)) found.fields.push_back(at);
            if (has_returns && !found.inner_lines) look_behind_returns(line, found);
        }
        at = end + 1;
    }
    return found;
}

bool begins_with_part(std::string_view text)
{
    const auto first = text.find_first_not_of("\r\n");
    if (first == text.npos) return false;
    text.remove_prefix(first);
    if (!text.starts_with("--")) return false;
    text::take_line(text);
    return is_content_field(text::take_line(text));
}

} // namespace chainmail::mail
