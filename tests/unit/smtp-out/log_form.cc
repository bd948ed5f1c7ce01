// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/log_form.h"

#include "../check.h"
#include "base/text.h"

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace chainmail;
using namespace chainmail::smtp_out;
using outcome::State;

namespace {

struct Fixture {
    wire::Envelope envelope;
    notice::MailFacts mail;
    outcome::LogFacts facts;
    std::vector<outcome::LogRecipient> recipients;

    Fixture()
    {
        envelope.id = "00001-01";
        envelope.sender = "a@Sender.example";
        envelope.peer = "127.0.0.1";
        envelope.size = 400;
        envelope.recipients = {{"bob@Example.com", "", ""},
                               {"x@y.example", "", "NEVER"}};
        mail.envelope = &envelope;
        mail.header = "From: A <a@sender.example>\nMessage-ID: <1@x>\nSubject: s\n";
        mail.host_name = "mail.example.com";
        mail.mail_id = facts.mail_id = "abcdefghijkl";
        mail.tests = {"A=1", "B=2.5"};
        facts.category = "CLEAN";
        facts.client_addr = "127.0.0.1";
        facts.sender = envelope.sender;
        facts.message_id = "<1@x>";
        facts.hits = "3.5";
        facts.size = 400;
        facts.elapsed_ms = 7;
        for (const auto& one : envelope.recipients)
            recipients.push_back({one.addr, one.addr[0] == 'b', false, {}});
        deliver(0);
        deliver(1);
    }
    void deliver(std::size_t i)
    {
        auto& one = recipients[i].outcome;
        one.state = State::delivered;
        one.answer = "250 2.0.0 Ok: queued as Q1";
        one.reply = "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): " + one.answer;
    }
    std::vector<std::string> lines(const std::string& form) const
    {
        const auto all = formed_lines(form, {facts, recipients, mail, "12", "5"});
        CHECK(all);
        return all ? *all : std::vector<std::string>{};
    }
    std::string line(const std::string& form) const
    {
        return text::join(lines(form), "|");
    }
};

// The text that amavisd uses when the site has none, from the installed program.
std::string stock_form()
{
    std::ifstream program("/usr/share/perl5/Amavis.pm");
    const std::string text{std::istreambuf_iterator<char>(program), {}};
    const std::string_view mark = "\n__DATA__\n";
    const auto used_in = text.find("(config variable $log_short_templ)");
    if (used_in == text.npos) return {};
    const auto begin = text.rfind(mark, used_in) + mark.size();
    return text.substr(begin, text.find(mark, used_in) + 1 - begin);
}

} // namespace

TEST(each_line_is_an_entry_and_nothing_is_none)
{
    const Fixture one;
    CHECK_EQUAL(one.line("a %z\n\nb %y  \n"), "a 400|b 7");
    CHECK(one.lines("").empty());
    CHECK(one.lines("[? ||]\n").empty());
}

TEST(macros_tell_of_the_outcome)
{
    Fixture one;
    CHECK_EQUAL(one.line("%D"), "<bob@Example.com>, <x@y.example>");
    CHECK_EQUAL(one.line("[%D|[:mail_addr_decode_octets|%D]|,]"),
                "<bob@example.com>,<x@y.example>");
    CHECK_EQUAL(one.line("[:actions_performed]"), "RelayedInbound,RelayedOpenRelay");
    CHECK_EQUAL(one.line("%T [:TESTS|;] %c [:SCORE] [:STARS|x] [:REQD] %1%2%k"),
                "A=1, B=2.5 A;B 3.5 3.5 xxx 5 YY0");
    CHECK_EQUAL(one.line("[:YESNO] [:YESNOCAPS] [:YESNO|spam|ham] [:log_domains]"),
                "Yes YES spam EXT,example.com");
    CHECK_EQUAL(one.line("[remote_mta_smtp_response|[~%x|[\"queued as "
                         "([0-9A-Za-z]+)$\"]|[\"%1\"]|[\"%0\"]]|/]"),
                "Q1");
    CHECK_EQUAL(one.line("[:dsn_notify]"), "FAILURE,NEVER");
    one.recipients[1].outcome = {};
    one.recipients[1].outcome.state = State::rejected;
    CHECK_EQUAL(one.line("%D %O"), "<bob@Example.com> <x@y.example>");
}

TEST(amavisds_own_form_gives_the_usual_line)
{
    const auto form = stock_form();
    if (form.empty()) {
        std::cout << "skipped amavisds_own_form_gives_the_usual_line: amavisd-new is "
                     "not installed\n";
        return;
    }
    Fixture one;
    const auto check = [&] {
        CHECK_EQUAL(one.line(form),
                    text::join(outcome::log_lines(one.facts, one.recipients), "|"));
    };
    check();
    one.facts.bank = one.mail.bank = "MYNETS";
    one.facts.originating = one.mail.originating = true;
    one.facts.client_port = one.envelope.client.port = "25";
    one.facts.public_addr = "203.0.113.1";
    one.facts.quarantine = {"a", "b"};
    one.facts.queue_id = one.envelope.client.ident = "Q7";
    one.facts.resent_message_id = "<2@x>";
    one.facts.quarantined = true;
    check();
    one.facts.category = one.facts.blocked = "BANNED (x.exe)";
    one.mail.main = one.mail.blocking = {8, 0};
    one.mail.is_blocked = true;
    one.mail.banned = "x.exe";
    one.recipients[0].outcome = {};
    one.recipients[0].outcome.state = State::discarded;
    check();
}

TEST(a_form_without_an_end_is_an_error)
{
    const Fixture one;
    const auto all = formed_lines("[= a|[:a][:a]][:a]",
                                  {one.facts, one.recipients, one.mail, "", "-"});
    CHECK(!all || all->size() <= 1);
}
