// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/make_letter.h"

#include "tests/unit/check.h"

using namespace chainmail;
using namespace chainmail::smtp_out;

namespace {

// A consignment of two recipients, and what it refers to.
struct Fixture {
    Surroundings surroundings;
    Sessions sessions;
    wire::Envelope envelope;
    Plan plan;
    std::vector<Share> shares{{0, {}, false}, {1, {}, false}};
    Content content{"Subject: x\n", "body\n"};
    bool has_8bit = false;

    Fixture()
    {
        envelope.sender = "s@x";
        envelope.peer = "192.0.2.3";
        envelope.size = 12 + 2 + 6;
        envelope.recipients = {{"a@y", "", ""}, {"b@y", "rfc822;B@y", "NEVER"}};
        plan.recipients.resize(2);
        plan.recipients[0].to = "a@y";
        plan.recipients[1].to = "b@y";
    }
    Consignment consignment() const
    {
        return {surroundings,
                const_cast<Sessions&>(sessions),
                envelope,
                plan,
                content,
                has_8bit};
    }
    Letter letter(std::string_view header = "Subject: x\n") const
    {
        return make_letter(consignment(), shares, header);
    }
    Lack lack(const Features& offered, std::string_view header = "Subject: x\n") const
    {
        return find_lack(consignment(), letter(header), header, offered);
    }
};

} // namespace

TEST(the_size_is_that_of_the_edited_copy)
{
    const Fixture one;
    CHECK_EQUAL(one.letter().size, 20U);
    CHECK_EQUAL(one.letter("X: 1\n y\nSubject: x\n").size, 20U + 6 + 4);
    CHECK_EQUAL(one.letter("").size, 8U);
}

TEST(plain_messages_are_called_so)
{
    Fixture one;
    CHECK_EQUAL(one.letter().body, "7BIT");
    CHECK_EQUAL(one.letter("X: \xC3\xA4\n").body, "");
    one.envelope.body = "8BITMIME";
    CHECK_EQUAL(one.letter().body, "7BIT");
    one.envelope.body = "";
    one.has_8bit = true;
    CHECK_EQUAL(one.letter().body, "");
    one.envelope.body = "8bitmime";
    CHECK_EQUAL(one.letter().body, "8BITMIME");
}

TEST(the_peer_is_the_client_when_no_other_is_known)
{
    Fixture one;
    one.envelope.client.port = "4711";
    CHECK_EQUAL(one.letter().client.addr, "192.0.2.3");
    CHECK_EQUAL(one.letter().client.port, "4711");
    one.envelope.client.addr = "198.51.100.1";
    CHECK_EQUAL(one.letter().client.addr, "198.51.100.1");
}

TEST(a_changed_address_keeps_the_original)
{
    Fixture one;
    one.plan.recipients[0].to = "a+spam@y";
    one.plan.recipients[1].to = "b+spam@y";
    const auto letter = one.letter();
    CHECK_EQUAL(letter.recipients.at(0).address, "a+spam@y");
    CHECK_EQUAL(letter.recipients.at(0).orcpt, "rfc822;a@y");
    CHECK_EQUAL(letter.recipients.at(1).orcpt, "rfc822;B@y");
    CHECK_EQUAL(letter.recipients.at(1).notify, "NEVER");
    CHECK_EQUAL(Fixture().letter().recipients.at(0).orcpt, "");
    one.envelope.recipients[0].addr = "\xC3\xA4@y";
    CHECK_EQUAL(one.letter().recipients.at(0).orcpt, "");
}

TEST(eight_bit_content_needs_the_extension)
{
    Features offered;
    Fixture one;
    one.envelope.body = "8BITMIME";
    CHECK(one.lack(offered) == Lack::nothing);
    one.has_8bit = true;
    CHECK(one.lack(offered) == Lack::eight_bit);
    offered.eight_bit = true;
    CHECK(one.lack(offered) == Lack::nothing);
    // Sent as it is when nobody announced it.
    one.envelope.body = "";
    CHECK(one.lack({}) == Lack::nothing);
}

TEST(utf8_is_needed_by_addresses_and_header)
{
    Features offered;
    Fixture one;
    one.envelope.smtputf8 = true;
    CHECK(one.lack(offered) == Lack::nothing);
    CHECK(one.lack(offered, "Subject: \xC3\xA4\n") == Lack::utf8);
    one.plan.recipients[1].to = "\xC3\xA4@y";
    CHECK(one.lack(offered) == Lack::utf8);
    one.plan.recipients[1].to = "b@y";
    one.envelope.sender = "\xC3\xA4@x";
    CHECK(one.lack(offered) == Lack::utf8);
    offered.utf8 = true;
    CHECK(one.lack(offered) == Lack::nothing);
    one.envelope.smtputf8 = false;
    CHECK(one.lack({}) == Lack::nothing);
}

TEST(successes_that_are_told_of_here_are_nothing_to_the_next_hop)
{
    Fixture one;
    const auto notify = [&](const char* given) {
        one.envelope.recipients[0].notify = given;
        return one.letter().recipients[0].notify;
    };
    CHECK_EQUAL(notify("SUCCESS,FAILURE"), "SUCCESS,FAILURE");
    one.surroundings.ends_success_dsn = true;
    CHECK_EQUAL(notify("success,FAILURE,DELAY"), "FAILURE,DELAY");
    CHECK_EQUAL(notify("SUCCESS"), "NEVER");
    CHECK_EQUAL(notify("NEVER"), "NEVER");
    CHECK_EQUAL(notify(""), "");
    CHECK_EQUAL(one.letter().recipients[1].orcpt, "rfc822;B@y");
    one.plan.ends_success_dsn = false; // a policy bank
    CHECK_EQUAL(notify("SUCCESS"), "SUCCESS");
    one.envelope.sender = "";
    CHECK_EQUAL(notify("NEVER"), "");
    one.plan.passes_dsn = false;
    CHECK_EQUAL(one.letter().recipients[1].orcpt, "");
}

TEST(the_size_of_a_message_of_our_own_is_its_own)
{
    Fixture one;
    auto consignment = one.consignment();
    consignment.own = {
        std::make_shared<const OwnContent>(OwnContent{"A: b\n", "1\n22\n"})};
    CHECK_EQUAL(make_letter(consignment, one.shares, "A: b\n").size, 6U + 2 + 7);
}
