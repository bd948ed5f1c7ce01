// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice/status.h"

#include "notice/message.h"
#include "tests/unit/check.h"

using namespace chainmail;
using namespace chainmail::notice;
using outcome::Outcome;
using outcome::State;

namespace {

const Outcome delivered{
    State::delivered, "250 2.0.0 from MTA(x): 250 Ok", "250 Ok", false, {}};
const Outcome passed_on{
    State::delivered, "250 2.0.0 from MTA(x): 250 Ok", "250 Ok", true, {}};
const Outcome refused{State::rejected,
                      "550 5.1.1 from MTA(smtp:[::1]:25): 550 5.1.1 no",
                      "550 5.1.1 no",
                      false,
                      {}};
const Outcome bounced{State::bounced, "554 5.7.0 Bounce, id=1 - spam", "", false, {}};
const Outcome discarded{State::discarded, "250 2.7.0 Ok, discarded", "", false, {}};

wire::Envelope envelope(const std::vector<std::string>& notify,
                        const std::string& sender = "s@a")
{
    wire::Envelope e;
    e.id = "1";
    e.sender = sender;
    for (const auto& one : notify)
        e.recipients.push_back({"r@b", "", one});
    return e;
}

// A letter for each: f failed, r relayed, d delayed, - nothing; "!" when suppressed.
std::string chosen(const wire::Envelope& e,
                   const std::vector<Fate>& fates,
                   bool by_recipient = false)
{
    const auto telling = choose(e, fates, by_recipient);
    std::string out;
    for (const auto action : telling.actions)
        out += action == Action::failed    ? 'f'
               : action == Action::relayed ? 'r'
               : action == Action::delayed ? 'd'
                                           : '-';
    return telling.suppressed ? out + '!' : out;
}

Fate fate(const Outcome& outcome)
{
    return {outcome, "r@b", "", "", false};
}

} // namespace

TEST(a_bounce_is_told_a_refusal_only_when_others_were_not)
{
    CHECK_EQUAL(chosen(envelope({""}), {fate(bounced)}), "f");
    CHECK_EQUAL(chosen(envelope({""}), {fate(refused)}), "-");
    CHECK_EQUAL(chosen(envelope({"", ""}), {fate(refused), fate(delivered)}), "f-");
    CHECK_EQUAL(chosen(envelope({"", ""}), {fate(refused), fate(discarded)}), "--");
    CHECK_EQUAL(chosen(envelope({"", ""}), {fate(refused), fate(bounced)}), "ff");
    CHECK_EQUAL(chosen(envelope({"", ""}), {fate(refused), fate(bounced)}, true), "-f");
}

TEST(notify_says_what_is_wanted)
{
    CHECK_EQUAL(chosen(envelope({"NEVER"}), {fate(bounced)}), "-!");
    CHECK_EQUAL(chosen(envelope({"SUCCESS,DELAY"}), {fate(bounced)}), "-!");
    CHECK_EQUAL(chosen(envelope({"failure"}), {fate(bounced)}), "f");
    CHECK_EQUAL(chosen(envelope({""}, ""), {fate(bounced)}), "-!");
    CHECK_EQUAL(chosen(envelope({"SUCCESS"}), {fate(delivered)}), "r");
    CHECK_EQUAL(chosen(envelope({"SUCCESS"}), {fate(passed_on)}), "-");
    CHECK_EQUAL(chosen(envelope({"SUCCESS"}, ""), {fate(delivered)}), "-");
}

TEST(policy_has_reasons)
{
    auto silent = fate(bounced);
    silent.nothing = "spam";
    CHECK_EQUAL(chosen(envelope({""}), {silent}), "-!");
    auto bulk = fate(delivered);
    bulk.no_failure = "bulk";
    CHECK_EQUAL(chosen(envelope({"SUCCESS"}), {bulk}), "r");
    bulk.outcome = bounced;
    CHECK_EQUAL(chosen(envelope({""}), {bulk}), "-!");
    auto warned = fate(passed_on);
    warned.warn = true;
    CHECK_EQUAL(chosen(envelope({""}), {warned}), "d");
    CHECK_EQUAL(chosen(envelope({"FAILURE"}), {warned}), "-");
}

TEST(the_status_of_a_refusal)
{
    auto e = envelope({"", ""});
    e.recipients[0].orcpt = "rfc822;o@c";
    const std::vector<Fate> fates{fate(refused), fate(delivered)};
    const auto text =
        status_text(e, fates, choose(e, fates, false), {"mx.b", "ID", "DATE"});
    CHECK_EQUAL(text.substr(text.find("\n\n")),
                "\n\nOriginal-Recipient: rfc822;o@c\nFinal-Recipient: rfc822;r@b\n"
                "Action: failed\nStatus: 5.1.1\nRemote-MTA: dns; [::1]:25\n"
                "Diagnostic-Code: smtp; 550 5.1.1 no\nLast-Attempt-Date: DATE\n"
                "Final-Log-ID: 1/ID\n");
}

TEST(a_long_reply_of_ours_has_its_lines)
{
    auto e = envelope({""});
    auto one = fate(bounced);
    one.outcome.reply = "554 5.7.0 Bounce, id=12345-01 - BANNED: "
                        "application/octet-stream,.exe,.exe-ms,setup.exe";
    const auto text =
        status_text(e, {one}, choose(e, {one}, false), {"mx.b", "ID", "DATE"});
    CHECK(text.find("Diagnostic-Code: smtp; 554-5.7.0 Bounce, id=12345-01 - BANNED:\n"
                    " 554 5.7.0 application/octet-stream,.exe,.exe-ms,setup.exe\n") !=
          std::string::npos);
}

TEST(messages)
{
    MessageParts parts;
    parts.text = "Subject: J\xC3\xB6rg\nFrom: template\n\nGr\xC3\xBC\xC3\x9F"
                 "e\n";
    const auto plain = make_message(parts, {{"From", "a@b"}});
    CHECK_EQUAL(plain.header,
                "Subject: =?UTF-8?Q?J=C3=B6rg?=\nFrom: a@b\nMIME-Version: 1.0\n"
                "Content-Type: text/plain; charset=\"UTF-8\"\n"
                "Content-Transfer-Encoding: quoted-printable\n"
                "Content-Disposition: inline\n");
    CHECK_EQUAL(plain.body, "Gr=C3=BC=C3=9Fe\n");
    parts.header = "X: a\rb\n";
    parts.sender = "s@a";
    parts.boundary = "BB";
    const auto mixed = make_message(parts, {});
    CHECK(mixed.body.find("Return-Path: <s@a>\nX: ab\n\n--BB--\n") !=
          std::string::npos);
}
