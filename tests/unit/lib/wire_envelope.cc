// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "unit/check.h"
#include "wire/envelope.h"
#include "wire/names.h"
#include "wire/reply.h"

using namespace chainmail;
using wire::Envelope;
using wire::Writer;

namespace {

Envelope sample()
{
    Envelope e;
    e.id = "00123-01";
    e.seq = 2;
    e.time_ms = 1795354021000;
    e.protocol = "ESMTP";
    e.client.addr = "192.0.2.1";
    e.sender = "a b@x";
    e.size = 100;
    e.length = 90;
    e.header_length = 40;
    e.smtputf8 = true;
    e.skip = {"spam-score"};
    e.recipients = {{"b@y", "rfc822;b@y", "NEVER"}, {"c@z", "", ""}};
    return e;
}

Result<wire::Record> record_of(const Envelope& e)
{
    wire::Builder builder;
    wire::write_envelope(e, builder);
    const auto text = builder.finish();
    return wire::Record::parse(text->substr(0, text->size() - 1));
}

std::string fault(std::string text)
{
    const auto record = wire::Record::parse(std::move(text));
    const auto e = wire::read_envelope(*record);
    return e ? "" : e.error().what;
}

constexpr const char* least = "id=1\nseq=1\ntime=0\ndeadline=0\nsender=\nsize=0\n"
                              "length=0\nheader-length=0\n";

} // namespace

TEST(an_envelope_comes_back_as_it_was)
{
    const auto e = wire::read_envelope(*record_of(sample()));
    CHECK(static_cast<bool>(e));
    CHECK_EQUAL(e->id, "00123-01");
    CHECK_EQUAL(e->seq, 2U);
    CHECK_EQUAL(e->client.addr, "192.0.2.1");
    CHECK_EQUAL(e->sender, "a b@x");
    CHECK_EQUAL(e->header_length, 40U);
    CHECK(e->smtputf8 && !e->bare_cr);
    CHECK(e->skip.contains("spam-score"));
    CHECK_EQUAL(e->recipients.size(), 2U);
    CHECK_EQUAL(e->recipients[0].orcpt, "rfc822;b@y");
    CHECK_EQUAL(e->recipients[1].notify, "");
}

TEST(impossible_envelopes_are_refused)
{
    const std::string rcpt = "rcpt.1.addr=a\n";
    CHECK_EQUAL(fault(least + rcpt), "");
    CHECK_EQUAL(fault(least), "a record without a recipient");
    CHECK_EQUAL(fault("seq=1\nid=1\n"), "a record begins with id and seq");
    CHECK_EQUAL(fault(least + std::string("rcpt.2.addr=a\n")), "rcpt.N out of order");
    CHECK_EQUAL(fault(least + rcpt + "rcpt.1.addr=b\n"), "rcpt.N out of order");
    CHECK_EQUAL(fault(least + rcpt + "rcpt.2.notify=NEVER\n"),
                "attribute rcpt.2.notify before its address");
    CHECK_EQUAL(fault("id=1\nseq=x\n" + rcpt), "attribute seq is no number: <x>");
}

TEST(every_attribute_of_smtp_in_is_known_as_its_own)
{
    auto e = sample();
    e.interface = e.helo = e.peer = e.auth = e.body = e.ret = e.envid = "x";
    e.client = {"1", "2", "3", "4", "5", "6", "7"};
    e.bare_cr = e.nul = true;
    const auto record = record_of(e);
    for (std::size_t i = 0; i < record->size(); ++i)
        CHECK(wire::writer_of(record->line(i).name) == Writer::smtp_in);
}

TEST(writers_are_told_by_name)
{
    CHECK(wire::writer_of("part.1.2.name") == Writer::mime_split);
    CHECK(wire::writer_of("virus") == Writer::virus_check);
    CHECK(wire::writer_of("virusx") == Writer::unknown);
    CHECK(wire::writer_of("virus-check.status") == Writer::virus_check);
    CHECK(wire::writer_of("spam.test") == Writer::spam_score);
    CHECK(wire::writer_of("rcpt.7.destiny") == Writer::policy);
    CHECK(wire::writer_of("rcpt.7.addr") == Writer::smtp_in);
    CHECK(wire::writer_of("rcpt.7.else") == Writer::unknown);
    CHECK(wire::writer_of("copy.1.insert") == Writer::policy);
    CHECK(wire::writer_of("x-my.score") == Writer::unknown);
}

TEST(replies_come_back_and_bad_ones_are_refused)
{
    wire::Reply reply{"1", 3, "250 2.0.0 Ok", {{"550 5.1.1 no", "rejected"}}};
    const auto text = wire::write_reply(reply);
    const auto back =
        wire::read_reply(*wire::Record::parse(text->substr(0, text->size() - 1)));
    CHECK_EQUAL(back->text, reply.text);
    CHECK_EQUAL(back->seq, 3U);
    CHECK_EQUAL(back->recipients.at(0).state, "rejected");
    CHECK(!wire::read_reply(*wire::Record::parse("id=1\nseq=1\n")));
    CHECK(!wire::read_reply(*wire::Record::parse("id=1\nseq=1\nreply=354 go\n")));
    CHECK(!wire::read_reply(*wire::Record::parse("id=1\nseq=1\nreply=250 a%0D%0Ab\n")));
    CHECK(!wire::read_reply(*wire::Record::parse("id=1\nreply=250 2.0.0 Ok\n")));
}
