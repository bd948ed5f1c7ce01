// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/message_file.h"

#include "mail/field.h"

namespace chainmail::mail {

Result<MessageFile> MessageFile::of(int fd, std::uint64_t length)
{
    auto mapping = os::Mapping::of(fd, length);
    if (!mapping) return mapping.error();
    MessageFile file;
    file.mapping_ = std::move(*mapping);
    std::string_view text = file.mapping_.view();
    file.skip_ = mbox_line_length(text);
    text.remove_prefix(file.skip_);
    if (has_crlf_ends(text)) {
        file.copy_ = with_lf_ends(text);
        file.copied_ = true;
    }
    return file;
}

std::size_t mbox_line_length(std::string_view text)
{
    if (!text.starts_with("From ")) return 0;
    const std::size_t end = text.find('\n');
    const auto line = text.substr(0, end);
    if (classify_line(line) == HeaderLine::field) return 0;
    return end == text.npos ? text.size() : end + 1;
}

bool has_crlf_ends(std::string_view text)
{
    bool seen = false;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        if (end == text.npos) break;
        if (end == 0 || text[end - 1] != '\r') return false;
        seen = true;
        if (end == 1) break;
        text.remove_prefix(end + 1);
    }
    return seen;
}

std::string with_lf_ends(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        auto line = text.substr(0, end == text.npos ? end : end + 1);
        text.remove_prefix(line.size());
        if (line.ends_with("\r\n")) {
            line.remove_suffix(2);
            out += line;
            out += '\n';
        } else {
            out += line;
        }
    }
    return out;
}

} // namespace chainmail::mail
