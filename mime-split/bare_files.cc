// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "bare_files.h"

#include "base/text.h"
#include "leading_bytes.h"
#include "mail/base64_readings.h"
#include "mail/inline_file.h"

#include <utility>

namespace chainmail::mime_split {

namespace {

std::string_view first_line(std::string_view text)
{
    const auto line = text::take_line(text);
    return line.substr(0, line.size() - (line.ends_with('\r') ? 1 : 0));
}

// As encoders write all lines but the last.
bool is_full_base64(std::string_view line)
{
    constexpr std::size_t least = 60, most = 76;
    return line.size() >= least && line.size() <= most && line.size() % 4 == 0 &&
           mail::is_base64(line);
}

bool is_full_uuencode(std::string_view line)
{
    constexpr std::size_t length = 61; // "M", and 45 bytes
    return line.size() == length && line.front() == 'M';
}

bool take(std::string_view& text, std::string& content)
{
    const auto line = first_line(text);
    if (is_full_base64(line)) return mail::take_base64_lines(text, content);
    return is_full_uuencode(line) && mail::take_uu_lines(text, content);
}

} // namespace

std::vector<BareFile> bare_files(std::string_view text)
{
    std::vector<BareFile> files;
    for (auto rest = text; !rest.empty();) {
        BareFile file{text.size() - rest.size(), {}};
        if (!take(rest, file.content))
            text::take_line(rest);
        else if (is_known_file(file.content))
            files.push_back(std::move(file));
    }
    return files;
}

bool is_known_file(std::string_view content)
{
    // The empty zip file; marks alone stand in texts about them.
    constexpr std::size_t least = 22;
    if (content.size() < least) return false;
    const auto type = type_by_bytes(content);
    return type.format != Format::none || !type.shorts.empty();
}

} // namespace chainmail::mime_split
