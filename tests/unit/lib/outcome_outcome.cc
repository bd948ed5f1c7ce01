// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "outcome/outcome.h"

#include "tests/unit/check.h"

using namespace chainmail::outcome;

namespace {

const Words words{"id=7-1 - Rejected", "id=7-1 - Temporary"};
constexpr auto hop = "smtp:[127.0.0.1]:10025";

Outcome answered(unsigned code, const char* enhanced, const char* text)
{
    return of_answer({code, enhanced, text}, words, hop);
}

} // namespace

TEST(an_accepted_mail_is_answered_with_the_next_hops_words)
{
    const auto one = answered(250, "2.0.0", "Ok: queued as 4ABC");
    CHECK_EQUAL(name(one.state), "delivered");
    CHECK_EQUAL(one.reply,
                "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): "
                "250 2.0.0 Ok: queued as 4ABC");
    CHECK_EQUAL(one.answer, "250 2.0.0 Ok: queued as 4ABC");
}

TEST(a_refusal_has_the_recipients_words_in_front)
{
    const auto no = answered(550, "5.1.1", "<b@x>: unknown");
    CHECK_EQUAL(name(no.state), "rejected");
    CHECK_EQUAL(no.reply,
                "550 5.1.1 id=7-1 - Rejected, from MTA(smtp:[127.0.0.1]:10025): "
                "550 5.1.1 <b@x>: unknown");
    const auto later = answered(450, "4.2.0", "greylisted");
    CHECK_EQUAL(name(later.state), "deferred");
    CHECK_EQUAL(later.reply,
                "450 4.2.0 id=7-1 - Temporary, from MTA(smtp:[127.0.0.1]:10025): "
                "450 4.2.0 greylisted");
}

TEST(a_missing_enhanced_code_is_filled_in)
{
    CHECK_EQUAL(answered(250, "", "Ok").reply.substr(0, 14), "250 2.0.0 from");
    CHECK_EQUAL(answered(554, "", "no").reply.substr(0, 12), "554 5.0.0 id");
    CHECK_EQUAL(answered(452, "", "full").reply.substr(0, 12), "452 4.0.0 id");
}

TEST(codes_that_mean_a_closing_connection_are_not_passed_on)
{
    CHECK_EQUAL(answered(421, "4.3.2", "bye").reply.substr(0, 10), "451 4.3.2 ");
    CHECK_EQUAL(answered(521, "5.3.2", "no mail").reply.substr(0, 10), "550 5.3.2 ");
    CHECK_EQUAL(name(answered(521, "", "").state), "rejected");
}

TEST(a_3xx_is_no_final_answer)
{
    const auto one = answered(354, "", "go on");
    CHECK_EQUAL(name(one.state), "deferred");
    CHECK_EQUAL(one.reply.substr(0, 10), "451 4.5.0 ");
}

TEST(troubles_defer)
{
    using Kind = Trouble::Kind;
    CHECK_EQUAL(
        of_trouble(
            {Kind::unreachable, "smtp:[::1]:1, smtp:[::1]:2", "fwd-connect", "", 2},
            words,
            "7-1")
            .reply,
        "451 4.5.0 id=7-1 - Temporary, From MTA() during fwd-connect (All attempts (2) "
        "failed connecting to smtp:[::1]:1, smtp:[::1]:2): id=7-1");
    CHECK_EQUAL(
        of_trouble({Kind::timed_out, hop, "fwd-data-cmd", "", 1}, words, "7-1").reply,
        "450 4.4.2 id=7-1 - Temporary, Timed out during fwd-data-cmd, "
        "MTA(smtp:[127.0.0.1]:10025), id=7-1");
    CHECK_EQUAL(
        of_trouble({Kind::failed, hop, "fwd-data-end", "No resp. to data-dot", 1},
                   words,
                   "7-1")
            .reply,
        "451 4.5.0 id=7-1 - Temporary, From MTA(smtp:[127.0.0.1]:10025) during "
        "fwd-data-end (No resp. to data-dot): id=7-1");
    const auto data = of_trouble(
        {Kind::failed, hop, "fwd-data-cmd", "No response to DATA", 1}, words, "1");
    CHECK_EQUAL(data.reply.substr(0, 10), "450 4.5.0 ");
    CHECK_EQUAL(name(data.state), "deferred");
    CHECK_EQUAL(data.answer, "");
}

TEST(what_we_refuse_ourselves)
{
    CHECK_EQUAL(needs_8bitmime(words).reply,
                "550 5.6.3 id=7-1 - Rejected, Conversion to 7BIT required but not "
                "supported");
    CHECK_EQUAL(needs_smtputf8(words).reply.substr(0, 10), "550 5.6.7 ");
    CHECK_EQUAL(too_many_hops(101, words, "7-1").reply,
                "554 5.4.6 id=7-1 - Rejected, Reject: Too many hops: 101 'Received:' "
                "header fields, id=7-1");
    CHECK_EQUAL(name(too_many_hops(101, words, "7-1").state), "rejected");
}

TEST(print_leaves_out_what_is_not_there)
{
    CHECK_EQUAL(print({250, "", ""}), "250");
    CHECK_EQUAL(print({250, "2.0.0", ""}), "250 2.0.0");
    CHECK_EQUAL(print({250, "", "Ok"}), "250 Ok");
}

TEST(a_rejection_can_end_otherwise)
{
    Outcome refused;
    refused.state = State::rejected;
    refused.reply = "550 5.1.1 id=1 - no, from MTA(x): 550 5.1.1 unknown";
    const auto reply = [&](State wanted) {
        return instead_of_rejected(refused, wanted).reply;
    };
    CHECK_EQUAL(reply(State::discarded),
                "250 2.1.1 Discarded id=1 - no, from MTA(x): 550 5.1.1 unknown");
    CHECK_EQUAL(reply(State::deferred),
                "450 4.1.1 id=1 - no, from MTA(x): 550 5.1.1 unknown");
    CHECK_EQUAL(reply(State::bounced), refused.reply);
    CHECK(instead_of_rejected(refused, State::bounced).state == State::bounced);
    refused.state = State::deferred;
    CHECK(instead_of_rejected(refused, State::discarded).state == State::deferred);
}
