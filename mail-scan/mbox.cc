// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mbox.h"

#include "base/text.h"

namespace chainmail::mail_scan {

namespace {

std::string_view line_at(std::string_view text, std::size_t at)
{
    auto line = text.substr(at, text.find('\n', at) - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// The next line that begins with "From ", behind an empty one; npos: none.
std::size_t find_border(std::string_view text, std::size_t from)
{
    for (auto at = from; (at = text.find("\nFrom ", at)) != std::string_view::npos;
         ++at) {
        const bool behind_empty =
            text.substr(0, at).ends_with('\n') || text.substr(0, at).ends_with("\n\r");
        if (behind_empty && is_mbox_line(line_at(text, at + 1))) return at + 1;
    }
    return std::string_view::npos;
}

} // namespace

bool is_mbox_line(std::string_view line)
{
    if (!line.starts_with("From ")) return false;
    for (auto at = line.find(':'); at != std::string_view::npos;
         at = line.find(':', at + 1))
        if (at >= 2 && at + 2 < line.size() && text::is_digit(line[at - 1]) &&
            text::is_digit(line[at + 1]) && text::is_digit(line[at + 2]))
            return true;
    return false;
}

std::string_view take_message(std::string_view& rest)
{
    const auto border =
        is_mbox_line(line_at(rest, 0)) ? find_border(rest, 0) : std::string_view::npos;
    const auto message = rest.substr(0, border);
    rest.remove_prefix(message.size());
    return message;
}

} // namespace chainmail::mail_scan
