// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "make_letter.h"

#include "base/text.h"
#include "encoder.h"
#include "mail/xtext.h"

#include <algorithm>

namespace chainmail::smtp_out {

namespace {

// RFC 1870: as it is with CR LF line ends.
std::uint64_t smtp_size(std::string_view text)
{
    std::uint64_t size = text.size();
    for (auto at = text.find('\n'); at != std::string_view::npos;
         at = text.find('\n', at + 1))
        ++size;
    return size;
}

// What the client said of the size holds for a body that is as it came in.
std::uint64_t size_of(const Consignment& consignment,
                      const std::vector<Share>& shares,
                      std::string_view header)
{
    const auto copy =
        shares.empty() ? 0 : consignment.plan.recipients[shares.front().recipient].copy;
    const auto content = consignment.content_of(copy);
    if (content.body.data() != consignment.content.body.data())
        return smtp_size(header) + 2 + smtp_size(content.body);
    const auto size = consignment.envelope.size;
    const auto old_header = smtp_size(content.header);
    return smtp_size(header) + (size > old_header ? size - old_header : 0);
}

// What of a NOTIFY is left for the next hop when successes are told of here.
std::string without_success(std::string_view notify)
{
    if (notify.empty()) return "";
    std::vector<std::string> left;
    for (const auto word : text::split(notify, ','))
        if (!text::equal_ignore_case(word, "SUCCESS")) left.emplace_back(word);
    return left.empty() ? "NEVER" : text::join(left, ",");
}

To make_to(const wire::Recipient& given, const std::string& address)
{
    To to{address, given.notify, given.orcpt};
    // So that a DSN names the address that the sender knows.
    if (to.orcpt.empty() && address != given.addr && !has_8bit(given.addr))
        to.orcpt = "rfc822;" + mail::encode_xtext(given.addr);
    return to;
}

} // namespace

Letter make_letter(const Consignment& consignment,
                   const std::vector<Share>& shares,
                   std::string_view header)
{
    const auto& e = consignment.envelope;
    Letter letter;
    letter.sender = e.sender;
    letter.size = size_of(consignment, shares, header);
    const bool plain = !consignment.has_8bit && !has_8bit(header);
    // A redundant 8BITMIME would only keep the mail from an old next hop.
    letter.body = plain ? "7BIT" : text::upper(e.body);
    letter.smtputf8 = e.smtputf8;
    const bool with_dsn = passes_dsn(consignment);
    if (with_dsn) letter.ret = e.ret;
    if (with_dsn) letter.envid = e.envid;
    letter.auth = e.auth;
    letter.client = e.client;
    if (letter.client.addr.empty()) letter.client.addr = e.peer;
    for (const auto& share : shares)
        letter.recipients.push_back(
            make_to(e.recipients[share.recipient],
                    consignment.plan.recipients[share.recipient].to));
    for (auto& to : letter.recipients) {
        if (!with_dsn) to.notify = to.orcpt = {};
        // Nobody would hear of it.
        if (e.sender.empty()) to.notify.clear();
        if (ends_success_dsn(consignment)) to.notify = without_success(to.notify);
    }
    return letter;
}

bool passes_dsn(const Consignment& consignment)
{
    return consignment.plan.passes_dsn.value_or(consignment.surroundings.passes_dsn);
}

bool ends_success_dsn(const Consignment& consignment)
{
    return consignment.plan.ends_success_dsn.value_or(
        consignment.surroundings.ends_success_dsn);
}

Lack find_lack(const Consignment& consignment,
               const Letter& letter,
               std::string_view header,
               const Features& offered)
{
    if (letter.body == "8BITMIME" && consignment.has_8bit && !offered.eight_bit)
        return Lack::eight_bit;
    if (!letter.smtputf8 || offered.utf8) return Lack::nothing;
    const bool needed = has_8bit(header) || has_8bit(letter.sender) ||
                        std::ranges::any_of(letter.recipients, [](const To& to) {
                            return has_8bit(to.address);
                        });
    return needed ? Lack::utf8 : Lack::nothing;
}

} // namespace chainmail::smtp_out
