// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-in/reply_check.h"

#include "tests/unit/check.h"

namespace {

using namespace chainmail;

wire::Envelope envelope(const char* protocol)
{
    wire::Envelope e;
    e.id = "00001-01";
    e.seq = 2;
    e.protocol = protocol;
    e.recipients = {{"a@b", "", ""}, {"c@d", "", ""}};
    return e;
}

// The reply text, or the error in < >.
std::string check(std::string text, const char* protocol = "ESMTP")
{
    const auto record = wire::Record::parse(std::move(text));
    if (!record) return "<" + record.error().what + ">";
    const auto reply = smtp_in::check_reply(*record, envelope(protocol));
    return reply ? reply->text : "<" + reply.error().what + ">";
}

const std::string good = "id=00001-01\nseq=2\nreply=250 2.0.0 Ok\n";

TEST(the_reply_we_wait_for)
{
    CHECK_EQUAL(check(good), "250 2.0.0 Ok");
}

TEST(another_reply)
{
    CHECK_EQUAL(check("id=00001-02\nseq=2\nreply=250 2.0.0 Ok\n"),
                "<a reply for another message, id=00001-02 seq=2>");
    CHECK_EQUAL(check("id=00001-01\nseq=1\nreply=250 2.0.0 Ok\n"),
                "<a reply for another message, id=00001-01 seq=1>");
    CHECK_EQUAL(check("x=1\n" + good), "<a reply that does not begin with id and seq>");
    CHECK_EQUAL(check("seq=2\nid=00001-01\nreply=250 2.0.0 Ok\n"),
                "<a reply that does not begin with id and seq>");
    CHECK_EQUAL(check(""), "<a reply that does not begin with id and seq>");
    CHECK(check("id=00001-01\nseq=2\nreply=fine\n").starts_with("<"));
    CHECK(check("id=00001-01\nseq=2\n").starts_with("<"));
    CHECK(check("id=00001-01\nseq=two\nreply=250 2.0.0 Ok\n").starts_with("<"));
}

TEST(lmtp_needs_one_for_each_recipient)
{
    const std::string one = good + "rcpt.1.reply=250 2.0.0 a\nrcpt.1.state=delivered\n";
    const std::string two = one + "rcpt.2.reply=250 2.0.0 c\nrcpt.2.state=delivered\n";
    CHECK_EQUAL(check(two, "LMTP"), "250 2.0.0 Ok");
    CHECK_EQUAL(check(one, "ESMTP"), "250 2.0.0 Ok");
    CHECK_EQUAL(check(one, "LMTP"), "<a reply for 1 recipients of 2>");
    CHECK_EQUAL(check(good, "UTF8LMTP"), "<a reply for 0 recipients of 2>");
    CHECK(
        check(good + "rcpt.2.reply=250 2.0.0 a\n", "LMTP").ends_with("out of order>"));
    CHECK(check(one + one, "LMTP").starts_with("<"));
    CHECK_EQUAL(check(two + "rcpt.3.reply=250 2.0.0 e\n", "LMTP"),
                "<a reply for 3 recipients of 2>");
}

} // namespace
