// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail_reader.h"

#include "base/text.h"
#include "mail/inline_file.h"

#include <algorithm>

namespace chainmail::virus_check {

namespace {

// Whether `is_sign` says so of any line. Most lines are base64 or prose: their first
// byte decides.
template <typename Sign>
bool any_line(std::string_view text, std::string_view first_bytes, Sign is_sign)
{
    while (!text.empty()) {
        if (first_bytes.find(text.front()) != first_bytes.npos && is_sign(text))
            return true;
        const auto end = text.find('\n');
        if (end == text.npos) return false;
        text.remove_prefix(end + 1);
    }
    return false;
}

// libclamav looks for the mode of a uuencoded file.
bool begins_file(std::string_view line)
{
    constexpr std::string_view uuencode = "begin ";
    if (text::starts_with_ignore_case(line, uuencode))
        return line.size() > uuencode.size() && text::is_digit(line[uuencode.size()]);
    return mail::may_begin_file(line);
}

} // namespace

bool may_hide_file(std::string_view text)
{
    return any_line(text, mail::first_of_file, begins_file);
}

bool may_hide_mail(std::string_view text)
{
    return any_line(text, "cC", [](std::string_view line) {
        return text::starts_with_ignore_case(line, "content-type:");
    });
}

MailReader reader_for(const Structure& structure,
                      std::string_view message,
                      std::string_view store,
                      bool asks_for_mail)
{
    const auto hides = [&](const Part& part) {
        if (!part.text || part.is_opened_message()) return false;
        const auto content = wire::content_of(part, message, store);
        return !content || may_hide_mail(*content) ||
               (part.stored && may_hide_file(*content));
    };
    const bool needed = asks_for_mail || !structure.clear || may_hide_file(message) ||
                        std::ranges::any_of(structure.parts(), hides);
    return needed ? MailReader::on : MailReader::off;
}

} // namespace chainmail::virus_check
