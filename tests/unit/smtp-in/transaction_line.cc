// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-in/transaction_line.h"

#include "tests/unit/check.h"

using namespace chainmail;
using smtp_in::transaction_line;

TEST(what_is_known_is_said)
{
    wire::Envelope e;
    e.protocol = "ESMTP";
    e.interface = "[127.0.0.1]:10024";
    e.recipients = {{"r@example.com", "", ""}};
    CHECK_EQUAL(transaction_line(e, "/var/tmp", {}),
                "ESMTP [127.0.0.1]:10024 /var/tmp: <> -> <r@example.com>");
    e.sender = "s@example.net";
    e.recipients.push_back({"q@example.com", "", ""});
    e.body = "8BITMIME";
    e.smtputf8 = true;
    e.ret = "HDRS";
    e.envid = "a+2Bb";
    e.auth = "<>";
    CHECK_EQUAL(transaction_line(e, "/t", 0),
                "ESMTP [127.0.0.1]:10024 /t: <s@example.net> -> "
                "<r@example.com>,<q@example.com> SIZE=0 BODY=8BITMIME SMTPUTF8 "
                "RET=HDRS ENVID=a+b");
}
