// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "posting.h"

#include "base/text.h"
#include "mail/xtext.h"

#include <array>
#include <ctime>

namespace chainmail::smtp_out {

namespace {

std::uint64_t size_of(const Content& content)
{
    std::uint64_t size = content.header.size() + content.body.size() + 2;
    for (const auto text : {content.header, content.body})
        for (const char c : text)
            if (c == '\n') ++size;
    return size;
}

wire::Envelope envelope_of(const Post& mail)
{
    wire::Envelope envelope;
    envelope.id = mail.id;
    // Each recipient has an outcome of his own.
    envelope.protocol = "LMTP";
    envelope.deadline_ms = mail.deadline_ms;
    envelope.sender = mail.sender;
    envelope.recipients = mail.recipients;
    envelope.envid = mail.envid;
    envelope.body = mail.body;
    envelope.size = size_of(mail.content);
    return envelope;
}

Plan plan_of(const Post& mail)
{
    Plan plan;
    plan.copies.push_back({mail.via, mail.edits, false});
    for (const auto& recipient : mail.recipients) {
        RecipientPlan one;
        one.destiny = Destiny::pass;
        one.to = recipient.addr;
        plan.recipients.push_back(std::move(one));
    }
    return plan;
}

} // namespace

std::string
envelope_id(const std::string& mail_id, std::uint64_t time_ms, const std::string& host)
{
    const auto seconds = static_cast<std::time_t>(time_ms / 1000);
    std::tm utc{};
    std::array<char, 32> time{};
    std::size_t length = 0;
    if (::gmtime_r(&seconds, &utc) != nullptr)
        length = std::strftime(time.data(), time.size(), "%Y%m%dT%H%M%SZ", &utc);
    return mail::encode_xtext(text::cat(
        "AM.", mail_id, ".", std::string_view(time.data(), length), "@", host));
}

Posted post(const Post& mail,
            const Surroundings& surroundings,
            Sessions& sessions,
            const Permission& permission)
{
    if (mail.via.empty()) return {"no way to send it: set $notify_method", {}};
    const auto envelope = envelope_of(mail);
    const auto plan = plan_of(mail);
    // Without a look at its bytes nothing is said of them in BODY.
    const Consignment consignment{
        surroundings, sessions, envelope, plan, mail.content, true};
    Posted posted;
    for (const auto& outcome : Courier(consignment, permission).deliver()) {
        if (outcome.state == outcome::State::delivered) continue;
        auto& why = outcome.state == outcome::State::rejected ? posted.refused
                                                              : posted.deferred;
        if (why.empty()) why = outcome.reply;
    }
    return posted;
}

} // namespace chainmail::smtp_out
