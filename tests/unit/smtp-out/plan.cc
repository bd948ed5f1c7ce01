// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/plan.h"

#include "base/text.h"
#include "tests/unit/check.h"

using namespace chainmail;
using namespace chainmail::smtp_out;

namespace {

constexpr auto envelope_lines = "id=1-1\nseq=1\ntime=1\ndeadline=0\nprotocol=ESMTP\n"
                                "peer=192.0.2.3\nclient.ident=4QID\nsender=s@x\n"
                                "size=10\nlength=10\nheader-length=5\n"
                                "rcpt.1.addr=a@y\nrcpt.2.addr=b@y\n";
constexpr auto plan_lines =
    "mail-id=abc\nbank=MYNETS\n"
    "rcpt.1.local=1\nrcpt.1.ccat=1\nrcpt.1.destiny=pass\nrcpt.1.copy=7\n"
    "rcpt.2.destiny=discard\nrcpt.2.reply=250 2.7.0 Ok, discarded\n"
    "copy.7.via=smtp:[127.0.0.1]:1\tlmtp:/x\ncopy.7.delete=X-Spam-Flag\n"
    "copy.7.insert=Received: from x%0A by y\ncopy.7.insert=X-A: 1\ncopy.7.tagged=1\n"
    "log.category=CLEAN\nlog.blocked=SPAM\nlog.hits=5\nlog.originating=1\n"
    "policy.status=ok\n";

Result<Plan> read(std::string lines)
{
    const auto record = wire::Record::parse(std::move(lines));
    if (!record) return record.error();
    const auto envelope = wire::read_envelope(*record);
    if (!envelope) return envelope.error();
    return read_plan(*record, *envelope);
}

// The good record with one text replaced.
Result<Plan> read_with(std::string_view from, std::string_view to)
{
    std::string lines = std::string(envelope_lines) + plan_lines;
    const auto at = lines.find(from);
    CHECK(at != std::string::npos);
    lines.replace(at, from.size(), to);
    return read(lines);
}

std::string fault(const Result<Plan>& plan)
{
    return plan ? "" : plan.error().what;
}

} // namespace

TEST(a_whole_plan)
{
    const auto plan = read(std::string(envelope_lines) + plan_lines);
    CHECK(plan);
    CHECK_EQUAL(plan->recipients.size(), 2U);
    const auto& first = plan->recipients[0];
    CHECK(first.destiny == Destiny::pass && first.local && first.copy == 0);
    CHECK_EQUAL(first.to, "a@y");
    CHECK_EQUAL(first.words.refused, "id=1-1 - Rejected by next-hop MTA on relaying");
    CHECK_EQUAL(first.words.deferred, "id=1-1 - Temporary MTA failure on relaying");
    CHECK(plan->recipients[1].destiny == Destiny::discard);
    CHECK_EQUAL(plan->recipients[1].reply, "250 2.7.0 Ok, discarded");
    CHECK_EQUAL(plan->copies.size(), 1U);
    const auto& copy = plan->copies[0];
    CHECK_EQUAL(copy.via.size(), 2U);
    CHECK(copy.tagged && copy.edits.deleted.contains("x-spam-flag"));
    CHECK_EQUAL(copy.edits.inserted.at(0), "Received: from x\n by y");
    CHECK_EQUAL(copy.edits.inserted.at(1), "X-A: 1");
    CHECK_EQUAL(plan->log.category, "CLEAN");
    CHECK_EQUAL(plan->log.blocked, "SPAM");
    CHECK_EQUAL(plan->log.mail_id, "abc");
    CHECK_EQUAL(plan->log.bank, "MYNETS");
    CHECK_EQUAL(plan->log.client_addr, "192.0.2.3");
    CHECK_EQUAL(plan->log.queue_id, "4QID");
    CHECK(plan->log.originating);
}

TEST(words_and_another_address)
{
    const auto plan = read_with("rcpt.1.copy=7",
                                "rcpt.1.copy=7\nrcpt.1.to=a+spam@y\n"
                                "rcpt.1.if-refused=NO\nrcpt.1.if-deferred=WAIT");
    CHECK(plan);
    CHECK_EQUAL(plan->recipients[0].to, "a+spam@y");
    CHECK_EQUAL(plan->recipients[0].words.refused, "NO");
    CHECK_EQUAL(plan->recipients[0].words.deferred, "WAIT");
}

TEST(nothing_is_done_without_policy)
{
    const auto missing = read_with("policy.status=ok\n", "");
    CHECK(!missing && missing.error().fault == Fault::temporary);
    const auto failed = read_with("policy.status=ok", "policy.status=failed");
    CHECK(fault(failed).find("policy.status is <failed>") != std::string::npos);
}

TEST(every_recipient_needs_a_destiny)
{
    CHECK(fault(read_with("rcpt.1.destiny=pass\n", "")).find("rcpt.1.destiny") !=
          std::string::npos);
    CHECK(!read_with("rcpt.1.destiny=pass", "rcpt.1.destiny=bounce"));
    CHECK(!read_with("rcpt.2.destiny=discard\nrcpt.2.reply=250",
                     "rcpt.2.destiny=bounce\nrcpt.2.reply=450"));
}

TEST(pass_needs_a_copy_with_a_way)
{
    CHECK(!read_with("rcpt.1.copy=7\n", ""));
    CHECK(!read_with("rcpt.1.copy=7", "rcpt.1.copy=8"));
    CHECK(!read_with("rcpt.1.copy=7", "rcpt.1.copy=0"));
    CHECK(!read_with("copy.7.via=smtp:[127.0.0.1]:1\tlmtp:/x\n", ""));
}

TEST(a_reply_fits_its_destiny)
{
    CHECK(!read_with("rcpt.2.reply=250 2.7.0 Ok, discarded\n", ""));
    CHECK(!read_with("rcpt.2.reply=250", "rcpt.2.reply=550"));
    CHECK(!read_with("rcpt.2.reply=250 2.7.0", "rcpt.2.reply=250 2.7.0%0D%0A250"));
    CHECK(read_with("rcpt.2.destiny=discard\nrcpt.2.reply=250",
                    "rcpt.2.destiny=reject\nrcpt.2.reply=554"));
    CHECK(read_with("rcpt.2.destiny=discard\nrcpt.2.reply=250",
                    "rcpt.2.destiny=tempfail\nrcpt.2.reply=450"));
    CHECK(!read_with("rcpt.2.destiny=discard\nrcpt.2.reply=250",
                     "rcpt.2.destiny=tempfail\nrcpt.2.reply=554"));
}

TEST(indices_that_lead_nowhere)
{
    CHECK(!read_with("rcpt.1.local=1", "rcpt.3.local=1"));
    CHECK(!read_with("rcpt.1.local=1", "rcpt.0.local=1"));
    CHECK(!read_with("copy.7.tagged=1", "copy.x.tagged=1"));
}

TEST(addresses_stay_inside_their_brackets)
{
    CHECK(!read_with("sender=s@x", "sender=s@x> SIZE=1"));
    CHECK(!read_with("sender=s@x", "sender=s@x%0D%0ARCPT TO:<z@y"));
    CHECK(!read_with("rcpt.1.addr=a@y", "rcpt.1.addr=a@y>"));
    CHECK(!read_with("rcpt.1.copy=7", "rcpt.1.copy=7\nrcpt.1.to=a b@y"));
    CHECK(read_with("rcpt.1.addr=a@y", "rcpt.1.addr=\"a> b\"@y"));
    CHECK(read_with("rcpt.1.addr=a@y", "rcpt.1.addr=\"a\\\"> b\"@y"));
    CHECK(!read_with("rcpt.1.addr=a@y", "rcpt.1.addr=\"a@y"));
}

TEST(parameters_stay_one_word)
{
    CHECK(!read_with("sender=s@x", "sender=s@x\nbody=8BITMIME SIZE=1"));
    CHECK(!read_with("sender=s@x", "sender=s@x\nenvid=a%0D%0AQUIT"));
    CHECK(!read_with("rcpt.1.addr=a@y", "rcpt.1.addr=a@y\nrcpt.1.orcpt=rfc822;a b"));
    CHECK(!read_with("rcpt.1.addr=a@y", "rcpt.1.addr=a@y\nrcpt.1.notify=NEVER%0A"));
}

TEST(an_inserted_field_is_one_field)
{
    for (const auto* bad : {"X-A: 1%0A",
                            "X-A: 1%0AX-B: 2",
                            "X-A: 1%0A%0Abody",
                            "",
                            " x",
                            "no colon",
                            "X-A: 1%0A%0D%0A y"})
        CHECK(!read_with("copy.7.insert=X-A: 1", std::string("copy.7.insert=") + bad));
}

TEST(one_who_is_not_in_the_envelope)
{
    const auto plan = read_with("log.category",
                                "rcpt.3.bcc=c@y\nrcpt.3.destiny=pass\nrcpt.3.copy=7\n"
                                "rcpt.1.refused=bounce\nlog.category");
    CHECK(plan);
    CHECK_EQUAL(plan->recipients.size(), 3U);
    CHECK_EQUAL(plan->bcc, "c@y");
    CHECK_EQUAL(plan->recipients[2].to, "c@y");
    CHECK(plan->recipients[0].refused == Destiny::bounce);
    CHECK(plan->recipients[1].refused == Destiny::reject);
    CHECK_EQUAL(fault(read_with("log.category", "rcpt.3.destiny=pass\nlog.category")),
                "attribute rcpt.3.destiny of no recipient");
}

TEST(a_body_of_its_own)
{
    const auto plan = read_with("copy.7.tagged",
                                "copy.7.body=attached\ncopy.7.note=a\ncopy.7.note=b\n"
                                "copy.7.tagged");
    CHECK(plan);
    CHECK(plan->copies[0].attached);
    CHECK_EQUAL(plan->copies[0].notes.size(), 2U);
    CHECK_EQUAL(fault(read_with("copy.7.tagged", "copy.7.body=x\ncopy.7.tagged")),
                "copy.7.body is not \"attached\"");
}

TEST(a_notice_names_the_mime_error_before_other_faults)
{
    const auto plan = read_with("log.category",
                                "badh=7\tno date\tmissing\t0\nmime-error=no end\n"
                                "dsn.mail-id=x\nlog.category");
    CHECK(plan);
    CHECK_EQUAL(text::join(plan->notice_facts.header_faults, "|"),
                "MIME error: no end|no date");
}
