// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/decided.h"

#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

std::string written(const Decided& decided, const Facts& facts)
{
    wire::Builder to;
    wire::Envelope envelope;
    envelope.id = "01234-01";
    Words words(
        {envelope, "", facts, decided.mail_id, *decided.rules, decided.decision});
    write_decided(decided, facts, words, to);
    const auto text = to.finish();
    return text ? *text : text.error().what;
}

// Rules that \p count local recipients got of an empty configuration.
class Frame {
public:
    explicit Frame(std::size_t count = 1) : site_("")
    {
        Parties parties;
        parties.senders = {"a@sender.example"};
        parties.recipients.assign(count, "john@example.com");
        rules_ = std::move(*rules_for(parties, site_.banks(), {}, {}));
        decided.mail_id = {"7vykgLjHGVrk", "AAAAAAAAAAAA"};
        decided.rules = rules_.get();
    }

    Decided decided;

private:
    Site site_;
    std::unique_ptr<MessageRules> rules_;
};

} // namespace

TEST(writes_what_passes)
{
    Frame frame;
    auto& decided = frame.decided;
    Verdict verdict;
    verdict.categories = {tagged, clean};
    decided.decision.verdicts = {verdict};
    decided.decision.spam.score = 2.5;
    decided.copies.copies = {{{"smtp:[127.0.0.1]:10025"},
                              {"X-A"},
                              {{"Subject", 1, "Subject: T a"}},
                              {"X-B: 1\n 2", "Received: x"},
                              true}};
    decided.copies.addresses = {"john+spam@example.com"};
    decided.copies.numbers = {1};
    decided.header.message_id = "<1@a>";
    CHECK_EQUAL(written(decided, {}),
                "mail-id=7vykgLjHGVrk\nsecret-id=AAAAAAAAAAAA\n"
                "rcpt.1.local=1\nrcpt.1.ccat=1,1\t1\nrcpt.1.destiny=pass\n"
                "rcpt.1.copy=1\nrcpt.1.to=john+spam@example.com\nrcpt.1.tagged=1\n"
                "rcpt.1.if-refused=id=01234-01 - Rejected by next-hop MTA on relaying\n"
                "rcpt.1.if-deferred=id=01234-01 - Temporary MTA failure on relaying\n"
                "copy.1.via=smtp:[127.0.0.1]:10025\ncopy.1.delete=X-A\n"
                "copy.1.replace=Subject\t1\tSubject: T a\n"
                "copy.1.insert=X-B: 1%0A 2\ncopy.1.insert=Received: x\n"
                "copy.1.tagged=1\n"
                "log.category=CLEAN\nlog.hits=2.5\nlog.message-id=<1@a>\n"
                "log.originating=0\npolicy.status=ok\n\n");
}

TEST(writes_what_is_blocked)
{
    Frame frame;
    auto& decided = frame.decided;
    Verdict verdict;
    verdict.categories = {infected, clean};
    verdict.destiny = Destiny::discard;
    verdict.blocking = infected;
    decided.decision.verdicts = {verdict};
    decided.copies.numbers = {0};
    Facts facts;
    facts.viruses = {"A"};
    CHECK_EQUAL(written(decided, facts),
                "mail-id=7vykgLjHGVrk\nsecret-id=AAAAAAAAAAAA\n"
                "rcpt.1.local=1\nrcpt.1.ccat=9\t1\nrcpt.1.destiny=discard\n"
                "rcpt.1.reply=250 2.7.0 Ok, discarded, id=01234-01 - INFECTED: A\n"
                "log.category=INFECTED (A)\nlog.blocked=INFECTED (A)\nlog.hits=-\n"
                "log.originating=0\npolicy.status=ok\n\n");
}

TEST(the_log_speaks_of_the_worst)
{
    Frame frame(2);
    auto& decided = frame.decided;
    Verdict passing;
    passing.categories = {spammy, clean};
    Verdict blocked;
    blocked.categories = {spam_category, spammy, clean};
    blocked.destiny = Destiny::reject;
    blocked.blocking = spam_category;
    decided.decision.verdicts = {passing, blocked};
    decided.copies.copies = {{}};
    decided.copies.numbers = {1, 0};
    decided.copies.addresses = {"", ""};
    auto text = written(decided, {});
    CHECK(text.find("log.category=SPAM\nlog.blocked=SPAM\n") != std::string::npos);
    // Malware that passes, in a mail that does not: the blocking category tells.
    blocked.categories = {infected, spam_category, clean};
    decided.decision.verdicts = {blocked, blocked};
    text = written(decided, {});
    CHECK(text.find("log.category=SPAM\nlog.blocked=SPAM\n") != std::string::npos);
    decided.decision.verdicts = {passing, passing};
    decided.decision.categories = {spammy, clean};
    decided.copies.numbers = {1, 1};
    text = written(decided, {});
    CHECK(text.find("log.category=SPAMMY\nlog.hits=") != std::string::npos);
}
