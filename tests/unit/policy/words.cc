// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/words.h"

#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

std::string words(const Category& blocking,
                  const std::string& configuration = "",
                  const Facts& facts = {},
                  const std::string& part = "")
{
    const Site site(configuration);
    Parties parties;
    parties.senders = {"a@sender.example"};
    parties.recipients = {"john@example.com"};
    const auto rules = rules_for(parties, site.banks(), facts, {});
    const auto decision = decide(facts, *(*rules)->configuration, (*rules)->recipients);
    wire::Envelope envelope;
    envelope.id = "1-1";
    envelope.sender = "a@sender.example";
    const MailId mail_id{"ID", "SECRET"};
    Words all({envelope, "Message-ID: <m@x>\n", facts, mail_id, **rules, decision});
    return all.about(blocking, (*rules)->recipients[0].subject, part);
}

} // namespace

TEST(the_words_are_amavisds)
{
    Facts facts;
    facts.viruses = {"A", "B", "A"};
    CHECK_EQUAL(words(infected, "", facts), "id=1-1 - INFECTED: A, B");
    CHECK_EQUAL(words(banned, "", {}, "x.exe"), "id=1-1 - BANNED: x.exe");
    CHECK_EQUAL(words(spam_category), "id=1-1 - spam");
    CHECK_EQUAL(words(oversized),
                "id=1-1 - Message size exceeds recipient's size limit");
    CHECK_EQUAL(words({Major::bad_header, 7}),
                "id=1-1 - BAD HEADER: missing required header field");
    CHECK_EQUAL(words(ambiguous), "id=1-1 - UNCHECKED: ambiguous content");
    CHECK_EQUAL(words({Major::mta, 2}),
                "id=1-1 - Rejected by next-hop MTA on relaying");
    CHECK_EQUAL(words({Major::bad_header, 12}), "id=1-1 - OTHER");
}

TEST(a_site_has_its_own)
{
    constexpr auto own =
        "$smtp_reason_by_ccat{+CC_SPAM} = \"%s: [? %#R |no|one] %m\\n\";";
    CHECK_EQUAL(words(spam_category, own), "<a@sender.example>: no <m@x>");
    CHECK_EQUAL(words(spammy, own), "id=1-1 - spammy");
    CHECK_EQUAL(words(spam_category, "%smtp_reason_by_ccat = (CC_VIRUS, 'x');"), "");
}

TEST(a_reply_is_one_line_of_a_sane_length)
{
    Facts facts;
    facts.viruses = {"A\r\n250 C"};
    CHECK_EQUAL(words(infected, "", facts), "id=1-1 - INFECTED: A? 250 C");
    facts.viruses = {std::string(9000, 'x')};
    CHECK_EQUAL(words(infected, "", facts).size(), 453U);
}
