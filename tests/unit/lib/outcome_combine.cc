// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "outcome/combine.h"

#include "tests/unit/check.h"

using namespace chainmail::outcome;

namespace {

using All = std::vector<Outcome>;

const Outcome waiting{};
const Outcome delivered{State::delivered, "250 2.0.0 from MTA(x): 250 Ok", "250 Ok"};
const Outcome second{State::delivered, "250 2.0.0 from MTA(y): 250 Ok", "250 Ok"};
const Outcome discarded{State::discarded, "250 2.7.0 Ok, discarded, id=1 - spam", ""};
const Outcome rejected{State::rejected, "554 5.7.0 Reject, id=1 - spam", ""};
const Outcome refused{State::rejected, "550 5.1.1 from MTA(x): 550 no", "550 no"};
const Outcome deferred{State::deferred, "450 4.2.0 from MTA(x): 450 wait", "450 wait"};

const Outcome bounced{State::bounced, "554 5.7.0 Bounce, id=1 - spam", ""};

Outcome told(Outcome one, Told how)
{
    one.told = how;
    return one;
}

std::string states(const All& all)
{
    std::string out;
    for (const auto& one : all)
        out += one.state == State::waiting ? 'w' : name(one.state)[2];
    return out; // l delivered, s discarded, j rejected, f deferred
}

All united(All all)
{
    unite(all);
    return all;
}

} // namespace

TEST(nothing_is_given_up_while_nobody_is_refused)
{
    CHECK(!must_abandon({waiting, waiting}));
    CHECK(!must_abandon({waiting, discarded}));
    CHECK(!must_abandon({waiting, delivered}));
    CHECK(!must_abandon({rejected, discarded}));
    CHECK(!must_abandon({deferred, delivered}));
}

TEST(a_deferred_recipient_stops_those_who_wait)
{
    CHECK(must_abandon({waiting, deferred}));
    CHECK(!must_abandon({refused, waiting}));
    CHECK(!must_abandon({rejected, bounced, waiting}));
}

TEST(those_who_wait_share_the_answer_of_the_deferred)
{
    const auto all = united({waiting, deferred, waiting});
    CHECK_EQUAL(states(all), "fff");
    CHECK_EQUAL(all[0].reply, deferred.reply);
    CHECK_EQUAL(combine(all, "1"), deferred.reply);
}

TEST(those_who_are_refused_share_it_too_and_come_again)
{
    CHECK_EQUAL(states(united({waiting, refused, deferred, discarded})), "fffs");
    CHECK_EQUAL(states(united({bounced, deferred})), "ff");
}

TEST(what_is_delivered_stays_delivered)
{
    CHECK_EQUAL(states(united({delivered, deferred, refused})), "lff");
    CHECK_EQUAL(states(united({delivered, refused, bounced})), "lju");
}

TEST(the_sender_of_a_bounce_is_told_by_mail_or_not_at_all)
{
    CHECK_EQUAL(combine({told(bounced, Told::by_mail)}, "1"),
                "250 2.5.0 Ok, id=1, BOUNCE");
    CHECK_EQUAL(combine({told(bounced, Told::suppressed)}, "1"),
                "250 2.5.0 Ok, id=1, DISCARD(bounce.suppressed)");
    CHECK_EQUAL(combine({delivered, told(refused, Told::by_mail), bounced}, "1"),
                delivered.reply + ", but 1 REJECT, and 1 BOUNCE");
    CHECK_EQUAL(reply_for(told(bounced, Told::by_mail), "a@b"),
                "250 2.5.0 Ok <a@b>, DSN was sent (554 5.7.0 Bounce, id=1 - spam)");
    CHECK_EQUAL(reply_for(told(bounced, Told::suppressed), "a@b"),
                "250 2.5.0 Ok <a@b>, DSN suppressed (554 5.7.0 Bounce, id=1 - spam)");
    CHECK_EQUAL(reply_for(refused, "a@b"), refused.reply);
}

TEST(true_outcomes_are_left_alone)
{
    CHECK_EQUAL(states(united({delivered, discarded})), "ls");
    CHECK_EQUAL(states(united({refused, rejected, discarded})), "jjs");
}

TEST(the_first_4xx_wins)
{
    CHECK_EQUAL(combine({delivered, refused, deferred}, "1"), deferred.reply);
}

TEST(all_discarded)
{
    CHECK_EQUAL(combine({discarded, discarded}, "1"), discarded.reply);
}

TEST(rejected_and_discarded_is_rejected_by_the_genuine_answer)
{
    CHECK_EQUAL(combine({discarded, rejected}, "1"), rejected.reply);
    CHECK_EQUAL(combine({rejected, discarded, refused}, "1"), refused.reply);
}

TEST(delivered_to_some)
{
    CHECK_EQUAL(combine({delivered, second}, "1"), delivered.reply);
    CHECK_EQUAL(combine({discarded, delivered}, "1"),
                delivered.reply + ", but 1 DISCARD");
    CHECK_EQUAL(combine({delivered, rejected, discarded, discarded}, "1"),
                delivered.reply + ", but 1 REJECT, and 2 DISCARD");
}

TEST(nobody_at_all)
{
    CHECK_EQUAL(combine({}, "1"), "250 2.5.0 Ok, id=1");
}
