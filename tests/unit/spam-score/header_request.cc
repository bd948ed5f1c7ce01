// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/header_request.h"

#include "base/text.h"
#include "spam-score/message.h"
#include "unit/check.h"

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

constexpr std::string_view text = "Return-Path: <env@example.org>\n"
                                  "Received: from a (a.example.com [192.0.2.1]) by "
                                  "b.example.com (Postfix) with SMTP id "
                                  "1; date\n"
                                  "From: =?utf-8?q?J=C3=B6?= <a@www.example.com>\n"
                                  "To: one@example.com, Two <two@example.com>\n"
                                  "X-A: 1\nx-a: 2\n\nbody\n";

std::string answer(std::string_view request)
{
    const auto message = parse_message(text);
    Registry registry;
    registry.add_tld("com");
    const auto relays = trace_relays(message.header(), {});
    const HeaderValues values(message, relays, registry, "");
    const auto parsed = HeaderRequest::parse(request);
    CHECK(parsed);
    return parsed ? values.text(*parsed).value_or("(none)") : "";
}

std::string sender_by(std::string_view field)
{
    const auto message = parse_message(text);
    const Registry registry;
    const auto relays = trace_relays(message.header(), {});
    return HeaderValues(message, relays, registry, field).envelope_from().value_or("-");
}

} // namespace

TEST(all_fields_of_a_name)
{
    CHECK_EQUAL(answer("X-A"), "1\n2\n");
    CHECK_EQUAL(answer("X-A:first"), "1\n");
    CHECK_EQUAL(answer("X-A:last"), "2\n");
    CHECK_EQUAL(answer("X-B"), "(none)");
}

TEST(decoded_or_raw)
{
    CHECK_EQUAL(answer("From"), "J\xc3\xb6 <a@www.example.com>\n");
    CHECK_EQUAL(answer("From:raw"), " =?utf-8?q?J=C3=B6?= <a@www.example.com>\n");
}

TEST(addresses_names_and_hosts)
{
    CHECK_EQUAL(answer("From:addr"), "a@www.example.com");
    CHECK_EQUAL(answer("From:name"), "J\xc3\xb6");
    CHECK_EQUAL(answer("From:addr:host"), "www.example.com");
    CHECK_EQUAL(answer("From:addr:domain"), "example.com");
    CHECK_EQUAL(answer("To:addr"), "one@example.com\ntwo@example.com");
    // The last field of that name, not the last address.
    CHECK_EQUAL(answer("To:addr:last"), "one@example.com\ntwo@example.com");
}

TEST(the_sender_of_the_envelope_is_in_the_field_that_is_named)
{
    CHECK_EQUAL(sender_by("From"), "a@www.example.com");
    CHECK_EQUAL(sender_by("EnvelopeFrom"), "-"); // which would ask for itself
}

TEST(names_that_stand_for_several_fields)
{
    CHECK(answer("ALL").find("From: J\xc3\xb6") != std::string::npos);
    CHECK(answer("ALL").find("X-A: 1\n") != std::string::npos);
    CHECK(answer("ALL:raw").find("From: =?utf-8") != std::string::npos);
    CHECK_EQUAL(answer("ToCc"), "one@example.com, Two <two@example.com>\n");
    CHECK_EQUAL(answer("EnvelopeFrom:addr"), "env@example.org");
    CHECK(answer("X-Spam-Relays-Untrusted").find("ip=192.0.2.1") != std::string::npos);
}

TEST(unknown_modifiers_are_none)
{
    CHECK(!HeaderRequest::parse("From:adr"));
    CHECK(!HeaderRequest::parse("From:addr:x"));
    CHECK(HeaderRequest::parse("From:addr:host:last"));
}
