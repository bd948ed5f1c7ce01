// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "transaction_line.h"

#include "base/text.h"
#include "mail/xtext.h"

namespace chainmail::smtp_in {

namespace {

using text::cat;

void add_known(std::string& to, std::string_view name, std::string_view value)
{
    if (!value.empty()) to += cat(" ", name, "=", value);
}

} // namespace

std::string transaction_line(const wire::Envelope& envelope,
                             std::string_view directory,
                             std::optional<std::uint64_t> size)
{
    const auto& e = envelope;
    auto line =
        cat(e.protocol, " ", e.interface, " ", directory, ": <", e.sender, "> -> ");
    for (const auto& recipient : e.recipients)
        line +=
            cat(&recipient == &e.recipients.front() ? "<" : ",<", recipient.addr, ">");
    if (size) line += cat(" SIZE=", *size);
    add_known(line, "BODY", e.body);
    if (e.smtputf8) line += " SMTPUTF8";
    add_known(line, "RET", e.ret);
    add_known(line, "ENVID", mail::decode_xtext(e.envid));
    if (e.auth != "<>") add_known(line, "AUTH", e.auth);
    return line;
}

} // namespace chainmail::smtp_in
