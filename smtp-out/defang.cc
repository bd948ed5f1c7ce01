// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "defang.h"

#include "base/text.h"
#include "encoder.h"
#include "mail/field.h"

#include <algorithm>
#include <array>

namespace chainmail::smtp_out {

namespace {

using text::cat;

// Those that amavisd keeps, but for the subject.
constexpr std::array<std::string_view, 23> kept{
    "received",          "from",      "sender",        "to",           "cc",
    "reply-to",          "date",      "message-id",    "resent-from",  "resent-sender",
    "resent-to",         "resent-cc", "resent-date",   "in-reply-to",  "references",
    "resent-message-id", "comments",  "keywords",      "organization", "organisation",
    "user-agent",        "x-mailer",  "dkim-signature"};

void add(const mail::Field& field, std::string& to)
{
    to += field.whole;
    if (!to.ends_with('\n')) to += '\n';
}

std::string make_header(std::string_view old, std::string_view boundary)
{
    auto out = cat("Content-Type: multipart/mixed; boundary=\"",
                   boundary,
                   "\"\nContent-Transfer-Encoding: binary\nMIME-Version: 1.0\n");
    const auto header = mail::split_whole_header(old);
    for (const auto* subject : mail::find_all(header, "Subject"))
        add(*subject, out);
    for (const auto& field : header.fields)
        if (std::ranges::find(kept, text::lower(field.name)) != kept.end())
            add(field, out);
    return out;
}

} // namespace

OwnContent attach(const Content& original,
                  const std::vector<std::string>& notes,
                  std::string_view boundary,
                  bool is_utf8)
{
    OwnContent made;
    made.header = make_header(original.header, boundary);
    made.body.reserve(original.header.size() + original.body.size() + 2048);
    made.body = cat("This is a multi-part message in MIME format...\n\n--",
                    boundary,
                    "\nContent-Type: text/plain; charset=\"UTF-8\"\n"
                    "Content-Disposition: inline\n"
                    "Content-Transfer-Encoding: 7bit\n\n");
    for (const auto& line : notes)
        made.body += line + '\n';
    const bool is_8bit = has_8bit(original.header) || has_8bit(original.body);
    const bool is_global = is_utf8 && has_8bit(original.header);
    made.body += cat("\n--",
                     boundary,
                     "\nContent-Type: message/",
                     is_global ? "global" : "rfc822",
                     "; x-spam-type=original; name=\"message\"\n"
                     "Content-Disposition: attachment; filename=\"message\"\n"
                     "Content-Transfer-Encoding: ",
                     is_8bit ? "8bit" : "7bit",
                     "\nContent-Description: Original message\n\n");
    made.body += original.header;
    made.body += '\n';
    made.body += original.body;
    made.body += cat("\n--", boundary, "--\n");
    return made;
}

} // namespace chainmail::smtp_out
