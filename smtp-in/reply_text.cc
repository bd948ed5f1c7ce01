// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "reply_text.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::smtp_in {

namespace {

constexpr std::size_t longest_line = 510; // RFC 5321 4.5.3.1.5, without CR LF

std::size_t count_digits(std::string_view s)
{
    const auto end = std::find_if_not(s.begin(), s.end(), text::is_digit);
    return static_cast<std::size_t>(end - s.begin());
}

// The length of "5.7.0 " at the beginning of a reply's words, 0 when there is none.
std::size_t enhanced_length(std::string_view words)
{
    std::size_t length = 0;
    for (const char behind : {'.', '.', ' '}) {
        const auto digits = count_digits(words.substr(length));
        length += digits;
        if (digits == 0 || digits > 3 || length == words.size() ||
            words[length] != behind)
            return 0;
        ++length;
    }
    return length;
}

// Where to break `words` so that at most `room` bytes stand before: behind a blank, or
// else between two characters of UTF-8.
std::size_t break_at(std::string_view words, std::size_t room)
{
    if (words.size() <= room) return words.size();
    const auto blank = words.rfind(' ', room - 1);
    if (blank != std::string_view::npos && blank >= room / 2) return blank + 1;
    std::size_t at = room;
    while (at > room - 4 && (static_cast<unsigned char>(words[at]) & 0xC0U) == 0x80)
        --at;
    return at;
}

void neutralise(std::string& line)
{
    std::replace_if(line.begin(), line.end(), text::is_control, '?');
}

} // namespace

std::string format_reply(std::string_view text)
{
    const auto code = text.substr(0, 3);
    auto words = text.substr(std::min<std::size_t>(4, text.size()));
    const auto enhanced = words.substr(0, enhanced_length(words));
    words.remove_prefix(enhanced.size());
    const std::size_t room = longest_line - 4 - enhanced.size();
    std::string out;
    do {
        const auto length = break_at(words, room);
        const bool last = length == words.size();
        auto line =
            text::cat(code, last ? ' ' : '-', enhanced, words.substr(0, length));
        neutralise(line);
        out += line + "\r\n";
        words.remove_prefix(length);
    } while (!words.empty());
    return out;
}

std::string format_lines(std::string_view code, const std::vector<std::string>& lines)
{
    std::string out;
    for (std::size_t i = 0; i < lines.size(); ++i)
        out += text::cat(code, i + 1 == lines.size() ? ' ' : '-', lines[i], "\r\n");
    return out;
}

} // namespace chainmail::smtp_in
