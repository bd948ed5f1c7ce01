// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/defang.h"

#include "../check.h"

using namespace chainmail::smtp_out;

TEST(the_message_is_attached_to_a_warning)
{
    const Content content{"Received: a\nX-Mine: 1\nFrom: a@b\nSubject: one\n two\n"
                          "MIME-Version: 1.0\nContent-Type: text/html\n",
                          "<b>text</b>\n"};
    const auto made = attach(content, {"WARNING: x", "second"}, "B", true);
    CHECK_EQUAL(made.header,
                "Content-Type: multipart/mixed; boundary=\"B\"\n"
                "Content-Transfer-Encoding: binary\nMIME-Version: 1.0\n"
                "Subject: one\n two\nReceived: a\nFrom: a@b\n");
    CHECK_EQUAL(made.body,
                "This is a multi-part message in MIME format...\n\n--B\n"
                "Content-Type: text/plain; charset=\"UTF-8\"\n"
                "Content-Disposition: inline\nContent-Transfer-Encoding: 7bit\n\n"
                "WARNING: x\nsecond\n\n--B\n"
                "Content-Type: message/rfc822; x-spam-type=original; name=\"message\"\n"
                "Content-Disposition: attachment; filename=\"message\"\n"
                "Content-Transfer-Encoding: 7bit\n"
                "Content-Description: Original message\n\n"
                "Received: a\nX-Mine: 1\nFrom: a@b\nSubject: one\n two\n"
                "MIME-Version: 1.0\nContent-Type: text/html\n\n<b>text</b>\n\n--B--\n");
}

TEST(eight_bit_messages_say_so)
{
    const Content content{"Subject: caf\xC3\xA9\n", "x\n"};
    const auto plain = attach(content, {}, "B", false).body;
    CHECK(plain.find("message/rfc822;") != plain.npos);
    CHECK(plain.find("Encoding: 8bit") != plain.npos);
    const auto global = attach(content, {}, "B", true).body;
    CHECK(global.find("message/global;") != global.npos);
    CHECK(attach({"A: b\n", "\xC3\xA9"}, {}, "B", true).body.find("message/rfc822") !=
          plain.npos);
}
