// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "message.h"

#include "base/text.h"
#include "mail/message_file.h"

#include <algorithm>

namespace chainmail::mail_scan {

namespace {

std::size_t header_length(std::string_view text)
{
    if (text.starts_with('\n')) return 0;
    const auto end = text.find("\n\n");
    return end == std::string_view::npos ? text.size() : end + 1;
}

bool has_bare_cr(std::string_view text)
{
    for (auto at = text.find('\r'); at != std::string_view::npos;
         at = text.find('\r', at + 1))
        if (at + 1 == text.size() || text[at + 1] != '\n') return true;
    return false;
}

// The field's value without < >; "" when there is none, or it is the null sender.
std::string return_path(std::string_view header)
{
    constexpr std::string_view name = "return-path:";
    while (!header.empty()) {
        auto line = header.substr(0, header.find('\n'));
        header.remove_prefix(std::min(header.size(), line.size() + 1));
        if (!text::starts_with_ignore_case(line, name)) continue;
        line = text::trim(line.substr(name.size()));
        if (line.starts_with('<') && line.ends_with('>'))
            line = line.substr(1, line.size() - 2);
        return std::string(line.substr(0, 512));
    }
    return "";
}

} // namespace

Message::Message(std::string_view bytes) : text_(bytes)
{
    text_.remove_prefix(mail::mbox_line_length(text_));
    if (mail::has_crlf_ends(text_)) converted_ = mail::with_lf_ends(text_);
}

wire::Envelope Message::envelope() const
{
    const auto bytes = text();
    wire::Envelope envelope;
    envelope.protocol = "ESMTP";
    envelope.length = bytes.size();
    envelope.size =
        bytes.size() + static_cast<std::uint64_t>(std::ranges::count(bytes, '\n'));
    envelope.header_length = header_length(bytes);
    envelope.sender = return_path(bytes.substr(0, envelope.header_length));
    envelope.nul = bytes.find('\0') != std::string_view::npos;
    envelope.bare_cr = has_bare_cr(bytes);
    envelope.recipients = {{"recipient@localhost", "", ""}};
    return envelope;
}

} // namespace chainmail::mail_scan
