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
    envelope.ret = mail.ret;
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

Posted posted(const std::vector<outcome::Outcome>& outcomes)
{
    using outcome::State;
    Posted posted;
    for (const auto& one : outcomes) {
        if (one.state == State::delivered || one.state == State::waiting) continue;
        auto& why = one.state == State::rejected ? posted.refused : posted.deferred;
        if (why.empty()) why = one.reply;
    }
    return posted;
}

Posted no_way()
{
    return {"no way to send it: set $notify_method", {}};
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

Posting::Posting(const Post& mail,
                 const Surroundings& surroundings,
                 Sessions& sessions,
                 Permission permission)
    : envelope_(envelope_of(mail)),
      plan_(plan_of(mail)),
      // Without a look at its bytes nothing is said of them in BODY.
      consignment_{surroundings, sessions, envelope_, plan_, mail.content, true},
      courier_(consignment_, std::move(permission)),
      has_way_(!mail.via.empty())
{
}

Posted Posting::begin()
{
    if (!has_way_) return no_way();
    courier_.begin();
    return posted(courier_.outcomes());
}

Posted Posting::finish()
{
    return has_way_ ? posted(courier_.finish()) : no_way();
}

Posted post(const Post& mail,
            const Surroundings& surroundings,
            Sessions& sessions,
            const Permission& permission)
{
    Posting posting(mail, surroundings, sessions, permission);
    posting.begin();
    return posting.finish();
}

} // namespace chainmail::smtp_out
