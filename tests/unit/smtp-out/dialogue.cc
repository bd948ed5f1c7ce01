// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/dialogue.h"

#include "tests/unit/check.h"

#include <algorithm>
#include <initializer_list>

using namespace chainmail::smtp_out;
using chainmail::outcome::Trouble;

namespace {

constexpr auto all_features = "250-mx\r\n250-PIPELINING\r\n250-DSN\r\n250 SIZE\r\n";
constexpr auto no_features = "250 mx\r\n";

Reply reply(std::string_view bytes)
{
    ReplyReader reader;
    reader.feed(bytes);
    return reader.next().value().value();
}

// One dialogue with a server that says what it is told.
struct Server {
    Dialogue dialogue;
    std::string sent;

    explicit Server(bool lmtp = false) : dialogue(lmtp, "localhost") {}

    // Gives the replies as long as one is due; what was written since the last call.
    std::string play(std::initializer_list<std::string_view> replies)
    {
        std::string out = dialogue.take_output();
        for (const auto one : replies) {
            CHECK(dialogue.is_waiting());
            dialogue.take(reply(one));
            out += dialogue.take_output();
        }
        return out;
    }

    void greet(std::string_view features = all_features)
    {
        play({"220 mx\r\n", features});
        CHECK(!dialogue.is_waiting());
    }

    Letter letter_for(std::initializer_list<const char*> recipients)
    {
        Letter letter;
        letter.sender = "s@x";
        for (const auto* one : recipients)
            letter.recipients.push_back({one, "", ""});
        return letter;
    }

    std::string answer(std::size_t i)
    {
        const auto& given = dialogue.verdicts().at(i).answer;
        return given ? print(*given) : "";
    }
    std::string trouble()
    {
        const auto& what = dialogue.trouble();
        return what ? what->stage + ": " + what->what : "";
    }
};

} // namespace

TEST(a_mail_goes_through)
{
    Server server;
    CHECK_EQUAL(server.play({"220 mx ESMTP\r\n", all_features}), "EHLO localhost\r\n");
    server.dialogue.offer(server.letter_for({"a@y", "b@y"}), false);
    CHECK_EQUAL(server.play({"250 ok\r\n", "250 ok\r\n", "250 ok\r\n"}),
                "MAIL FROM:<s@x> SIZE=0\r\nRCPT TO:<a@y>\r\nRCPT TO:<b@y>\r\n");
    CHECK(!server.dialogue.is_waiting());
    CHECK(server.dialogue.has_open());
    CHECK(!server.dialogue.takes_message());
    server.dialogue.data();
    CHECK_EQUAL(server.play({"354 go\r\n"}), "DATA\r\n");
    CHECK(server.dialogue.takes_message());
    server.dialogue.dot();
    CHECK(!server.dialogue.awaits_truth());
    CHECK_EQUAL(server.dialogue.take_output(), ".\r\n");
    CHECK(server.dialogue.awaits_truth());
    server.dialogue.take(reply("250 2.0.0 Ok: queued as 1\r\n"));
    CHECK(!server.dialogue.is_waiting());
    CHECK_EQUAL(server.answer(0), "250 2.0.0 Ok: queued as 1");
    CHECK_EQUAL(server.answer(1), "250 2.0.0 Ok: queued as 1");
    CHECK_EQUAL(server.trouble(), "");
}

TEST(without_pipelining_each_command_waits)
{
    Server server;
    server.greet(no_features);
    server.dialogue.offer(server.letter_for({"a@y", "b@y"}), false);
    CHECK_EQUAL(server.dialogue.take_output(), "MAIL FROM:<s@x>\r\n");
    CHECK_EQUAL(server.dialogue.take_output(), "");
    server.dialogue.take(reply("250 ok\r\n"));
    CHECK_EQUAL(server.dialogue.take_output(), "RCPT TO:<a@y>\r\n");
    CHECK_EQUAL(server.dialogue.take_output(), "");
    server.dialogue.take(reply("250 ok\r\n"));
    CHECK_EQUAL(server.dialogue.take_output(), "RCPT TO:<b@y>\r\n");
}

TEST(groups_are_bounded)
{
    Server server;
    server.greet();
    Letter letter;
    letter.recipients.resize(200, {"a@y", "", ""});
    server.dialogue.offer(letter, false);
    std::size_t in_flight = 0;
    std::size_t most = 0;
    std::size_t groups = 0;
    do {
        const auto out = server.dialogue.take_output();
        groups += out.empty() ? 0U : 1U;
        in_flight += static_cast<std::size_t>(std::count(out.begin(), out.end(), '\n'));
        most = std::max(most, in_flight);
        server.dialogue.take(reply("250 ok\r\n"));
        --in_flight;
    } while (server.dialogue.is_waiting());
    CHECK(most > 10 && most <= 50);
    CHECK(groups < 12);
    CHECK(server.dialogue.verdicts().back().accepted);
}

TEST(data_goes_with_the_group_where_it_is_safe)
{
    Server server;
    server.greet();
    server.dialogue.offer(server.letter_for({"a@y"}), true);
    CHECK_EQUAL(server.play({"250 ok\r\n", "250 ok\r\n", "354 go\r\n"}),
                "MAIL FROM:<s@x> SIZE=0\r\nRCPT TO:<a@y>\r\nDATA\r\n");
    CHECK(server.dialogue.takes_message() && server.dialogue.has_open());
}

TEST(data_in_the_group_after_a_refused_recipient)
{
    Server server;
    server.greet();
    server.dialogue.offer(server.letter_for({"a@y"}), true);
    server.play({"250 ok\r\n", "550 no\r\n", "554 no recipients\r\n"});
    CHECK(!server.dialogue.takes_message() && !server.dialogue.has_open());
    CHECK_EQUAL(server.answer(0), "550 no");
}

TEST(data_is_not_said_any_more_once_nobody_is_left)
{
    Server server;
    server.greet(no_features);
    server.dialogue.offer(server.letter_for({"a@y"}), true);
    CHECK_EQUAL(server.play({"250 ok\r\n", "550 no\r\n"}),
                "MAIL FROM:<s@x>\r\nRCPT TO:<a@y>\r\n");
    CHECK(!server.dialogue.is_waiting());
}

TEST(a_known_server_is_not_greeted_again)
{
    Features known;
    known.pipelining = true;
    Dialogue dialogue(false, known);
    CHECK(!dialogue.is_waiting());
    Letter letter;
    letter.recipients.push_back({"a@y", "", ""});
    dialogue.offer(letter, false);
    CHECK_EQUAL(dialogue.take_output(), "MAIL FROM:<>\r\nRCPT TO:<a@y>\r\n");
}

TEST(helo_follows_a_refused_ehlo)
{
    Server server;
    CHECK_EQUAL(server.play({"220 mx\r\n", "502 what?\r\n", "250 mx\r\n"}),
                "EHLO localhost\r\nHELO localhost\r\n");
    CHECK(!server.dialogue.is_waiting() && server.trouble().empty());
    CHECK(!server.dialogue.features().size);
}

TEST(there_is_no_helo_in_lmtp)
{
    Server server(true);
    CHECK_EQUAL(server.play({"220 mx\r\n", "500 what?\r\n"}), "LHLO localhost\r\n");
    CHECK_EQUAL(server.trouble(),
                "fwd-connect: Negative SMTP resp. to EHLO: 500 what?");
}

TEST(a_negative_greeting)
{
    Server server;
    server.play({"554 5.3.2 go away\r\n"});
    CHECK_EQUAL(server.trouble(), "fwd-connect: Negative greeting: 554 5.3.2 go away");
    CHECK(!server.dialogue.is_waiting());
    CHECK_EQUAL(server.dialogue.take_output(), "");
}

TEST(a_deferred_ehlo_is_no_reason_for_helo)
{
    Server server;
    CHECK_EQUAL(server.play({"220 mx\r\n", "421 busy\r\n"}), "EHLO localhost\r\n");
    CHECK(server.trouble().ends_with("EHLO: 421 busy"));
}

TEST(refused_recipients_are_decided_and_the_others_go_on)
{
    Server server;
    server.greet();
    server.dialogue.offer(server.letter_for({"a@y", "b@y", "c@y"}), false);
    server.play({"250 ok\r\n", "550 5.1.1 no\r\n", "250 ok\r\n", "450 4.2.0 wait\r\n"});
    CHECK_EQUAL(server.answer(0), "550 5.1.1 no");
    CHECK_EQUAL(server.answer(1), "");
    CHECK_EQUAL(server.answer(2), "450 4.2.0 wait");
    CHECK(server.dialogue.has_open());
    server.dialogue.data();
    server.play({"354 go\r\n"});
    server.dialogue.dot();
    server.play({"250 ok\r\n"});
    CHECK_EQUAL(server.answer(0), "550 5.1.1 no");
    CHECK_EQUAL(server.answer(1), "250 ok");
}

TEST(all_recipients_refused_leaves_nothing_open)
{
    Server server;
    server.greet();
    server.dialogue.offer(server.letter_for({"a@y"}), false);
    server.play({"250 ok\r\n", "550 no\r\n"});
    CHECK(!server.dialogue.has_open());
}

TEST(a_refused_sender_decides_for_all_whatever_rcpt_says)
{
    Server server;
    server.greet();
    server.dialogue.offer(server.letter_for({"a@y", "b@y"}), false);
    server.play({"552 5.3.4 too big\r\n", "503 need MAIL\r\n", "250 odd\r\n"});
    CHECK_EQUAL(server.answer(0), "552 5.3.4 too big");
    CHECK_EQUAL(server.answer(1), "552 5.3.4 too big");
    CHECK(!server.dialogue.has_open());
    CHECK_EQUAL(server.trouble(), "");
}

TEST(a_refused_sender_ends_it_without_pipelining)
{
    Server server;
    server.greet(no_features);
    server.dialogue.offer(server.letter_for({"a@y"}), false);
    CHECK_EQUAL(server.play({"451 later\r\n"}), "MAIL FROM:<s@x>\r\n");
    CHECK(!server.dialogue.is_waiting());
    CHECK_EQUAL(server.answer(0), "451 later");
}

TEST(too_many_recipients_is_for_later)
{
    Server server;
    server.greet();
    server.dialogue.offer(server.letter_for({"a@y", "b@y"}), false);
    server.play({"250 ok\r\n", "250 ok\r\n", "452 4.5.3 too many\r\n"});
    CHECK(server.dialogue.verdicts().at(1).later);
    CHECK(!server.dialogue.verdicts().at(0).later);
    CHECK(server.dialogue.has_open());
}

TEST(a_421_decides_for_all_at_any_step)
{
    Server server;
    server.greet();
    server.dialogue.offer(server.letter_for({"a@y", "b@y", "c@y"}), false);
    server.play({"250 ok\r\n", "550 no\r\n", "250 ok\r\n", "421 4.3.2 bye\r\n"});
    CHECK_EQUAL(server.answer(0), "550 no");
    CHECK_EQUAL(server.answer(1), "421 4.3.2 bye");
    CHECK_EQUAL(server.answer(2), "421 4.3.2 bye");
    CHECK(!server.dialogue.has_open());
    CHECK(!server.dialogue.is_waiting());
}

TEST(data_refused)
{
    Server server;
    server.greet();
    server.dialogue.offer(server.letter_for({"a@y"}), false);
    server.play({"250 ok\r\n", "250 ok\r\n"});
    server.dialogue.data();
    server.play({"554 5.5.1 no\r\n"});
    CHECK(!server.dialogue.takes_message());
    CHECK_EQUAL(server.answer(0), "554 5.5.1 no");
}

TEST(data_answered_with_250_is_no_354)
{
    Server server;
    server.greet();
    server.dialogue.offer(server.letter_for({"a@y"}), false);
    server.play({"250 ok\r\n", "250 ok\r\n"});
    server.dialogue.data();
    server.play({"250 ok\r\n"});
    CHECK(!server.dialogue.takes_message());
    CHECK(!server.dialogue.has_open());
    CHECK_EQUAL(server.answer(0), "");
    CHECK_EQUAL(server.trouble(), "fwd-data-cmd: Unexpected reply: 250 ok");
}

TEST(rcpt_answered_with_354)
{
    Server server;
    server.greet();
    server.dialogue.offer(server.letter_for({"a@y"}), false);
    server.play({"250 ok\r\n", "354 go\r\n"});
    CHECK_EQUAL(server.trouble(), "fwd-rcpt-to: Unexpected reply: 354 go");
    CHECK(!server.dialogue.has_open());
}

TEST(lmtp_answers_each_accepted_recipient)
{
    Server server(true);
    CHECK_EQUAL(server.play({"220 mx\r\n", all_features}), "LHLO localhost\r\n");
    server.dialogue.offer(server.letter_for({"a@y", "b@y", "c@y"}), false);
    server.play({"250 ok\r\n", "250 ok\r\n", "550 no\r\n", "250 ok\r\n"});
    server.dialogue.data();
    server.play({"354 go\r\n"});
    server.dialogue.dot();
    CHECK_EQUAL(server.play({"250 a is in\r\n", "452 c is full\r\n"}), ".\r\n");
    CHECK(!server.dialogue.is_waiting());
    CHECK_EQUAL(server.answer(0), "250 a is in");
    CHECK_EQUAL(server.answer(1), "550 no");
    CHECK_EQUAL(server.answer(2), "452 c is full");
}

TEST(lmtp_answers_come_without_pipelining_too)
{
    Server server(true);
    server.greet(no_features);
    server.dialogue.offer(server.letter_for({"a@y", "b@y"}), false);
    server.play({"250 ok\r\n", "250 ok\r\n", "250 ok\r\n"});
    server.dialogue.data();
    server.play({"354 go\r\n"});
    server.dialogue.dot();
    CHECK_EQUAL(server.play({"250 one\r\n", "250 two\r\n"}), ".\r\n");
    CHECK_EQUAL(server.answer(1), "250 two");
}

TEST(xforward_may_fail)
{
    Server server;
    server.greet("250-mx\r\n250 XFORWARD ADDR\r\n");
    auto letter = server.letter_for({"a@y"});
    letter.client.addr = "192.0.2.1";
    server.dialogue.offer(letter, false);
    CHECK_EQUAL(server.play({"550 not you\r\n", "250 ok\r\n", "250 ok\r\n"}),
                "XFORWARD ADDR=192.0.2.1\r\nMAIL FROM:<s@x>\r\nRCPT TO:<a@y>\r\n");
    CHECK(server.dialogue.has_open());
}

TEST(a_lost_connection_names_where)
{
    Server server;
    server.greet();
    server.dialogue.offer(server.letter_for({"a@y", "b@y"}), false);
    server.play({"250 ok\r\n", "550 no\r\n"});
    CHECK_EQUAL(server.dialogue.command(), "RCPT");
    server.dialogue.fail("gone", false);
    CHECK_EQUAL(server.trouble(), "fwd-rcpt-to: gone");
    CHECK_EQUAL(server.answer(0), "550 no");
    CHECK(!server.dialogue.is_waiting() && !server.dialogue.has_open());
}

TEST(a_time_out_in_the_middle_of_the_message)
{
    Server server;
    server.greet();
    server.dialogue.offer(server.letter_for({"a@y"}), false);
    server.play({"250 ok\r\n", "250 ok\r\n"});
    server.dialogue.data();
    CHECK_EQUAL(server.dialogue.take_output(), "DATA\r\n");
    CHECK(server.dialogue.awaits_data());
    server.dialogue.take(reply("354 go\r\n"));
    server.dialogue.fail("slow", true);
    CHECK_EQUAL(server.trouble(), "fwd-data-contents: slow");
    CHECK(server.dialogue.trouble()->kind == Trouble::Kind::timed_out);
}

TEST(a_refusal_before_the_dot_decides_an_acceptance_does_not)
{
    for (const bool refuses : {true, false}) {
        Server server;
        server.greet();
        server.dialogue.offer(server.letter_for({"a@y"}), false);
        server.play({"250 ok\r\n", "250 ok\r\n"});
        server.dialogue.data();
        server.play({"354 go\r\n"});
        server.dialogue.take_early(reply(refuses ? "552 too big\r\n" : "250 ok\r\n"));
        CHECK_EQUAL(server.answer(0), refuses ? "552 too big" : "");
        CHECK(server.dialogue.trouble() && !server.dialogue.has_open());
    }
}
