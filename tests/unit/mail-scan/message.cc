// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail-scan/message.h"
#include "unit/check.h"

using chainmail::mail_scan::Message;

TEST(line_ends_and_the_mbox_line)
{
    const Message message("From a Sun Nov 22 10:00:00 2026\r\nSubject: x\r\n\r\ny\r\n");
    CHECK_EQUAL(message.text(), "Subject: x\n\ny\n");
    const auto envelope = message.envelope();
    CHECK_EQUAL(envelope.length, 14U);
    CHECK_EQUAL(envelope.size, 17U);
    CHECK_EQUAL(envelope.header_length, 11U);
    CHECK(!envelope.bare_cr);
    CHECK(!envelope.nul);
}

TEST(odd_bytes)
{
    CHECK(Message("S: x\n\na\rb\n").envelope().bare_cr);
    CHECK(Message("S: x\n\na\r").envelope().bare_cr);
    CHECK(!Message("S: x\n\na\r\n").envelope().bare_cr);
    CHECK(Message(std::string_view("S: x\n\na\0b", 9)).envelope().nul);
}

TEST(header_and_body)
{
    CHECK_EQUAL(Message("\nbody\n").envelope().header_length, 0U);
    CHECK_EQUAL(Message("S: x\n").envelope().header_length, 5U);
    CHECK_EQUAL(Message("S: x").envelope().header_length, 4U);
}

TEST(the_sender_is_that_of_the_header)
{
    CHECK_EQUAL(Message("S: x\nreturn-path: <a@b.c>\n\n").envelope().sender, "a@b.c");
    CHECK_EQUAL(Message("Return-Path: a@b.c\n\n").envelope().sender, "a@b.c");
    CHECK_EQUAL(Message("Return-Path: <>\n\n").envelope().sender, "");
    CHECK_EQUAL(Message("S: x\n\nReturn-Path: <a@b.c>\n").envelope().sender, "");
    CHECK(Message("S: x\n").envelope().recipients.size() == 1);
}
