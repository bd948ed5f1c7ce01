// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "outcome/log_line.h"

#include "tests/unit/check.h"

using namespace chainmail::outcome;

namespace {

LogFacts facts()
{
    LogFacts f;
    f.category = "CLEAN";
    f.client_addr = "192.0.2.9";
    f.sender = "s@x";
    f.mail_id = "7vykgLjHGVrk";
    f.hits = "5.123";
    f.size = 2666;
    f.elapsed_ms = 234;
    return f;
}

const Outcome taken{State::delivered, "", "250 2.0.0 Ok: queued as 4ABC"};
const Outcome taken_too{State::delivered, "", "250 2.0.0 Ok: queued as 5DEF"};
const Outcome dropped{State::discarded, "250 2.7.0 Ok, discarded", ""};
const Outcome unknown{State::rejected, "", "550 5.1.1 <b@y>: unknown"};
const Outcome put_off{State::deferred, "451", ""};

std::string only_line(const LogFacts& f, const std::vector<LogRecipient>& to)
{
    const auto lines = log_lines(f, to);
    CHECK_EQUAL(lines.size(), 1U);
    return lines.empty() ? "" : lines[0];
}

// "{...}" of the only line.
std::string actions(const LogFacts& f, const std::vector<LogRecipient>& to)
{
    const auto line = log_lines(f, to).at(0);
    const auto begin = line.find('{');
    return line.substr(begin, line.find('}') + 1 - begin);
}

} // namespace

TEST(every_piece)
{
    auto f = facts();
    f.originating = true;
    f.bank = "MYNETS";
    f.client_port = "43512";
    f.public_addr = "203.0.113.5";
    f.queue_id = "0123ABC";
    f.message_id = "<m@x>";
    f.resent_message_id = "<r@x>";
    CHECK_EQUAL(
        only_line(f, {{"r1@y", true, false, taken}, {"r2@y", true, false, taken_too}}),
        "Passed CLEAN {RelayedInternal}, MYNETS LOCAL [192.0.2.9]:43512 "
        "[203.0.113.5] <s@x> -> <r1@y>,<r2@y>, Queue-ID: 0123ABC, "
        "Message-ID: <m@x>, Resent-Message-ID: <r@x>, mail_id: 7vykgLjHGVrk, "
        "Hits: 5.123, size: 2666, queued_as: 4ABC/5DEF, 234 ms");
}

TEST(what_is_not_known_is_left_out)
{
    LogFacts f;
    f.category = "CLEAN";
    CHECK_EQUAL(only_line(f, {{"r@y", true, false, taken}}),
                "Passed CLEAN {RelayedInbound}, <> -> <r@y>, Hits: -, size: 0, "
                "queued_as: 4ABC, 0 ms");
}

TEST(local_needs_a_client)
{
    auto f = facts();
    f.originating = true;
    f.client_addr = "";
    f.public_addr = "203.0.113.5";
    const auto line = only_line(f, {{"r@y", false, false, taken}});
    CHECK(line.starts_with("Passed CLEAN {RelayedOutbound}, [203.0.113.5] <s@x> -> "));
}

TEST(passed_and_blocked_make_two_lines)
{
    auto f = facts();
    f.category = "SPAM";
    f.blocked = "SPAM";
    const auto lines =
        log_lines(f, {{"a@y", true, true, taken}, {"b@y", true, false, dropped}});
    CHECK_EQUAL(lines.size(), 2U);
    CHECK(
        lines.at(0).starts_with("Passed SPAM {DiscardedInbound,RelayedTaggedInbound}, "
                                "[192.0.2.9] <s@x> -> <a@y>, "));
    CHECK(
        lines.at(1).starts_with("Blocked SPAM {DiscardedInbound,RelayedTaggedInbound}, "
                                "[192.0.2.9] <s@x> -> <b@y>, "));
    CHECK(lines.at(1).find("queued_as") == std::string::npos);
}

TEST(domains_are_in_lower_case)
{
    auto f = facts();
    f.sender = "\"A@B\"@Good.Example";
    const auto lines = log_lines(f, {{"Bob+X@EXAMPLE.com", true, false, taken}});
    CHECK(lines.at(0).find("<\"A@B\"@good.example> -> <Bob+X@example.com>, ") !=
          std::string::npos);
}

TEST(the_next_hop_blocks)
{
    const auto lines = log_lines(
        facts(), {{"a@y", true, false, taken}, {"b@y", true, false, unknown}});
    CHECK_EQUAL(lines.at(0).substr(0, 51),
                "Passed MTA-BLOCKED {RejectedInbound,RelayedInbound}");
    CHECK(lines.at(0).ends_with("queued_as: 4ABC/550 5.1.1 <b@y>: unknown, 234 ms"));
    CHECK(lines.at(1).starts_with("Blocked MTA-BLOCKED {RejectedInbound,Relayed"));
    CHECK(only_line(facts(), {{"b@y", true, false, put_off}})
              .starts_with("Blocked MTA-BLOCKED {TempFailedInbound}, "));
}

TEST(policy_is_the_stronger_reason)
{
    auto f = facts();
    f.blocked = "BANNED (x.exe)";
    const auto lines =
        log_lines(f, {{"a@y", true, false, put_off}, {"b@y", true, false, dropped}});
    CHECK(
        lines.at(0).starts_with("Blocked BANNED (x.exe) {DiscardedInbound,TempFailed"));
}

TEST(actions_have_amavisds_order)
{
    CHECK_EQUAL(actions(facts(),
                        {{"a", false, false, taken},
                         {"b", true, false, taken},
                         {"c", true, true, taken}}),
                "{RelayedTaggedInbound,RelayedInbound,RelayedOpenRelay}");
    CHECK_EQUAL(
        actions(facts(), {{"a", true, false, put_off}, {"b", true, false, taken}}),
        "{RelayedInbound,TempFailedInbound}");
    CHECK_EQUAL(actions(facts(), {{"a", true, true, taken}, {"b", true, true, taken}}),
                "{RelayedTaggedInbound}");
}

TEST(one_answer_for_two_recipients_is_named_once)
{
    const auto line =
        only_line(facts(), {{"a", true, false, taken}, {"b", true, false, taken}});
    CHECK(line.find("queued_as: 4ABC, ") != std::string::npos);
}

TEST(an_answer_without_a_queue_name_is_shown_whole)
{
    const auto line = only_line(
        facts(), {{"a", true, false, {State::delivered, "", "250 ok 17 qp 3"}}});
    CHECK(line.find("queued_as: 250 ok 17 qp 3, 234 ms") != std::string::npos);
}

TEST(one_word_for_all_bounces)
{
    Outcome told{State::bounced, "554", ""};
    told.told = Told::by_mail;
    Outcome silent{State::bounced, "554", ""};
    silent.told = Told::suppressed;
    CHECK_EQUAL(actions(facts(), {{"a", true, false, silent}}), "{NoBounceInbound}");
    CHECK_EQUAL(
        actions(facts(), {{"a", true, false, silent}, {"b", true, false, told}}),
        "{BouncedInbound}");
}

TEST(what_the_next_hop_refused_is_called_so_whatever_became_of_it)
{
    const Outcome lost{State::discarded, "250 2.1.1 Discarded", "550 5.1.1 unknown"};
    CHECK(only_line(facts(), {{"b@y", true, false, lost}})
              .starts_with("Blocked MTA-BLOCKED {DiscardedInbound}"));
}
