// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "scored_text.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

// An address of the envelope goes into a header: it must not end the line.
std::string on_one_line(std::string_view address)
{
    std::string out(address);
    std::replace_if(out.begin(), out.end(), text::is_control, ' ');
    return out;
}

} // namespace

std::string text_to_score(const wire::Envelope& envelope,
                          std::string_view message,
                          std::size_t body_limit)
{
    std::string out = text::cat("Return-Path: <", on_one_line(envelope.sender), ">\n");
    if (!envelope.recipients.empty()) {
        out += "X-Envelope-To: ";
        for (const auto& recipient : envelope.recipients) {
            if (&recipient != &envelope.recipients.front()) out += ",\n ";
            out += text::cat("<", on_one_line(recipient.addr), ">");
        }
        out += '\n';
    }
    const std::size_t header =
        std::min<std::size_t>(envelope.header_length, message.size());
    std::string_view body = message.substr(header);
    if (body_limit > 0) body = body.substr(0, body_limit);
    auto kept = message.substr(0, std::min(header, header_limit));
    // Cut between lines, so that the body stays one.
    if (kept.size() < header) kept = kept.substr(0, kept.rfind('\n') + 1);
    out += kept;
    out += body;
    return out;
}

} // namespace chainmail::spam_score
