// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/received.h"

#include "unit/check.h"

using namespace chainmail::spam_score;

namespace {

const Relay* relay_of(const ReceivedLine& line)
{
    return std::get_if<Relay>(&line.content);
}

Relay relay(std::string_view value)
{
    const auto line = parse_received(value);
    const Relay* found = relay_of(line);
    CHECK(found != nullptr);
    return found == nullptr ? Relay{} : *found;
}

bool is(std::string_view value, NoRelay kind)
{
    const auto line = parse_received(value);
    const auto* none = std::get_if<NoRelay>(&line.content);
    return none != nullptr && *none == kind;
}

} // namespace

TEST(postfix)
{
    const auto r = relay("from mail.example.net (mx.example.com [192.0.2.1])\n"
                         "\tby mx.example.org (Postfix) with ESMTP id 4AB12C;\n"
                         "\tThu, 1 Jan 2026 00:00:00 +0000 (UTC)");
    CHECK_EQUAL(r.ip, "192.0.2.1");
    CHECK_EQUAL(r.rdns, "mx.example.com");
    CHECK_EQUAL(r.helo, "mail.example.net");
    CHECK_EQUAL(r.by, "mx.example.org");
    CHECK_EQUAL(r.id, "4AB12C");
    CHECK(r.auth.empty());
    CHECK(!r.is_private);
}

TEST(a_host_without_a_name)
{
    const auto r =
        relay("from helo (unknown [10.1.2.3]) by b.example.com (Postfix) with "
              "SMTP id X; date");
    CHECK_EQUAL(r.rdns, "");
    CHECK(r.is_private);
}

TEST(the_sender_of_the_envelope_is_the_first_that_is_said)
{
    const auto sender = [](std::string_view said) {
        return relay("from a.example.com (a.example.com [192.0.2.1]) by b.example.com "
                     "with ESMTP " +
                     std::string(said))
            .envelope_from.value_or("-");
    };
    CHECK_EQUAL(sender("(envelope-from <a@b.example>); date"), "a@b.example");
    CHECK_EQUAL(sender("Return-Path: <> Return-Path: a@b.example; date"),
                "a@b.example");
    CHECK_EQUAL(sender("(return-path <c@b.example> envelope-sender=<a@b.example>)"),
                "c@b.example");
    CHECK_EQUAL(sender("Return-Path:a@b.example; date"), "-");
}

TEST(a_client_that_proved_who_it_is)
{
    const auto r =
        relay("from [192.0.2.1] (a.example.com [192.0.2.1]) (Authenticated "
              "sender: x) by b.example.com (Postfix) with ESMTPSA id X; date");
    CHECK(!r.auth.empty());
}

TEST(exim_and_sendmail)
{
    const auto exim =
        relay("from [192.0.2.1] (helo=a.example.com) by b.example.com with "
              "smtp (Exim 4.20) id 16QKnJ-0006Fa-00; date");
    CHECK_EQUAL(exim.ip, "192.0.2.1");
    CHECK_EQUAL(exim.helo, "a.example.com");
    const auto sendmail =
        relay("from a.example.com (b.example.com [192.0.2.1]) by "
              "c.example.com (8.11.6/8.11.6) with ESMTP id g7A; date");
    CHECK_EQUAL(sendmail.rdns, "b.example.com");
    CHECK_EQUAL(sendmail.id, "g7A");
}

TEST(hand_overs_within_a_host)
{
    CHECK(
        is("by a.example.com (Postfix, from userid 1000) id X; date", NoRelay::local));
    CHECK(is("(qmail 123 invoked by uid 1000); date", NoRelay::local));
}

TEST(what_cannot_be_read)
{
    CHECK(is("from somewhere else altogether", NoRelay::unreadable));
}

TEST(the_text_form)
{
    Relay r;
    r.ip = "192.0.2.1";
    r.helo = "a[b]";
    const auto text = r.text();
    CHECK(text.starts_with("[ ip=192.0.2.1 rdns= helo="));
    CHECK(text.ends_with(" ]"));
}

TEST(pieces_of_a_format_that_did_not_fit_are_kept)
{
    const auto r = relay("from  ([2001:db8::1] helo=pc) by b.example.com with esmtp "
                         "(Exim 4.92) id 1i54Kb-0003xK-Ab; date");
    CHECK_EQUAL(r.ip, "2001:db8::1");
    CHECK_EQUAL(r.rdns, "!!2001:db8::1!");
}

TEST(a_line_that_goes_on_is_not_simtas)
{
    const auto line = parse_received("FROM pc (unknown [10.1.2.3]) BY b.example.com ID "
                                     "4D6E.1 ; more");
    CHECK(relay_of(line) == nullptr);
}
