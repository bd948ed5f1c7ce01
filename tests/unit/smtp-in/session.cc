// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-in/session.h"

#include "tests/unit/check.h"

namespace {

using namespace chainmail::smtp_in;
using Next = Answer::Next;

SessionOptions options(std::uint64_t size = 0, std::size_t recipients = 1100)
{
    SessionOptions o;
    o.name = "[127.0.0.1]";
    o.message_size = size;
    o.recipients = recipients;
    return o;
}

// The replies to one command after another, without their last line end.
std::string last(Session& session, const std::vector<std::string>& lines)
{
    std::string reply;
    for (const auto& line : lines)
        reply = session.command(line).reply;
    return reply.substr(0, reply.size() - 2);
}

std::string last(const std::vector<std::string>& lines)
{
    Session session(options());
    return last(session, lines);
}

const std::string mail = "MAIL FROM:<a@x.example>";
const std::string rcpt = "RCPT TO:<bob@example.com>";

TEST(ehlo)
{
    CHECK_EQUAL(Session(options()).greeting(),
                "220 [127.0.0.1] ESMTP chainmail service ready\r\n");
    CHECK_EQUAL(last({"HELO mx"}), "250 [127.0.0.1]");
    CHECK_EQUAL(last({"EHLO mx"}),
                "250-[127.0.0.1]\r\n250-VRFY\r\n250-PIPELINING\r\n250-SIZE\r\n"
                "250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
                "250-DSN\r\n250 XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE");
}

TEST(ehlo_keywords_can_be_discarded)
{
    auto o = options(1000000);
    o.discarded = {"8bitmime", "XFORWARD"};
    Session session(o);
    CHECK_EQUAL(last(session, {"EHLO mx"}),
                "250-[127.0.0.1]\r\n250-VRFY\r\n250-PIPELINING\r\n"
                "250-SIZE 1000000\r\n250-ENHANCEDSTATUSCODES\r\n250 DSN");
}

TEST(a_site_has_words_of_its_own)
{
    auto o = options();
    o.greeting = "${myhostname} $protocol ready, $5 ${none}";
    o.farewell = "$Product-name says ${helo-name}: bye\n";
    o.host_name = "mx.example.com";
    o.product_name = "amavis";
    Session session(o);
    CHECK_EQUAL(session.greeting(), "220 mx.example.com ESMTP ready, $5 \r\n");
    CHECK_EQUAL(last(session, {"QUIT"}), "221 2.0.0  says [127.0.0.1]: bye ");
}

TEST(order_of_commands)
{
    CHECK_EQUAL(last({rcpt}), "503 5.5.1 Need MAIL command before RCPT");
    CHECK_EQUAL(last({"RCPT"}), "503 5.5.1 Need MAIL command before RCPT");
    CHECK_EQUAL(last({"DATA"}), "503 5.5.1 Need MAIL command before DATA");
    CHECK_EQUAL(last({mail}), "250 2.1.0 Sender <a@x.example> OK");
    CHECK_EQUAL(last({mail, mail}), "503 5.5.1 Error: nested MAIL command");
    CHECK_EQUAL(last({mail, "DATA"}), "503 5.5.1 Need RCPT command before DATA");
    CHECK_EQUAL(last({mail, "XFORWARD ADDR=10.0.0.1"}),
                "503 5.5.1 Error: XFORWARD not allowed within transaction");
    CHECK_EQUAL(last({mail, rcpt, "DATA"}), "354 End data with <CR><LF>.<CR><LF>");
    CHECK_EQUAL(last({mail, rcpt, "EHLO mx", "DATA"}),
                "503 5.5.1 Need MAIL command before DATA");
    CHECK_EQUAL(last({mail, rcpt, "RSET", mail, "DATA"}),
                "503 5.5.1 Need RCPT command before DATA");
}

TEST(data_after_refused_recipients_only)
{
    const std::string bad = "RCPT TO:bob@example.com";
    CHECK_EQUAL(last({mail, bad, "DATA"}),
                "554 5.1.1 Error (DATA): no valid recipients");
    CHECK_EQUAL(last({"LHLO mx", mail, bad, "DATA"}),
                "503 5.1.1 Error (DATA): no valid recipients");
    CHECK_EQUAL(last({mail, bad, "DATA", mail}),
                "503 5.5.1 Error: nested MAIL command");
    CHECK_EQUAL(last({mail, bad, rcpt, "DATA"}), "354 End data with <CR><LF>.<CR><LF>");
}

TEST(syntax)
{
    const std::string from = "501 5.5.2 Syntax: MAIL FROM:<address>";
    const std::string to = "501 5.5.2 Syntax: RCPT TO:<address>";
    CHECK_EQUAL(last({"MAIL"}), from);
    CHECK_EQUAL(last({"MAIL TO:<x@y>"}), from);
    CHECK_EQUAL(last({"MAIL FROM:a@x.example"}), from);
    CHECK_EQUAL(last({"MAIL FROM:<a@x.example>SIZE=10"}), from);
    CHECK_EQUAL(last({"MAIL FROM: <a@x.example>"}),
                "250 2.1.0 Sender <a@x.example> OK");
    CHECK_EQUAL(last({"mail from:<>"}), "250 2.1.0 Sender <> OK");
    CHECK_EQUAL(last({mail, "RCPT TO:<bob@ex ample.com>"}), to);
    CHECK_EQUAL(last({mail, "RCPT TO:<>"}), to);
    CHECK_EQUAL(last({mail, "RCPT TO:<@relay.example:tom@example.com>"}),
                "250 2.1.5 Recipient <@relay.example:tom@example.com> OK");
    CHECK_EQUAL(last({"250 ok"}), "500 5.5.2 Error: bad syntax");
}

TEST(small_commands)
{
    CHECK_EQUAL(last({"NOOP something"}), "250 2.0.0 Ok NOOP");
    CHECK_EQUAL(last({"RSET"}), "250 2.0.0 Ok RSET");
    CHECK_EQUAL(last({"RSET now"}), "501 5.5.4 Error: RSET does not accept arguments");
    CHECK_EQUAL(last({"DATA now"}), "501 5.5.4 Error: DATA does not accept arguments");
    CHECK_EQUAL(last({"VRFY bob"}), "252 2.0.0 Argument not checked");
    CHECK_EQUAL(last({"HELP"}),
                "214 2.0.0 See the manual pages chainmail(8) and smtp-in(8)");
    CHECK_EQUAL(last({"expn x"}), "502 5.5.1 Error: command EXPN not implemented");
    CHECK_EQUAL(last({"STARTTLS"}), "502 5.5.1 Error: command not available");
    CHECK_EQUAL(last({"AUTH PLAIN x"}), "500 5.5.2 Error: command AUTH not recognized");
    CHECK_EQUAL(last({"XFORWARD"}), "250 2.5.0 Ok XFORWARD");
    CHECK_EQUAL(last({"QUIT now"}), "501 5.5.4 Error: QUIT does not accept arguments");
    Session session(options());
    const auto quit = session.command("QUIT");
    CHECK_EQUAL(quit.reply,
                "221 2.0.0 [127.0.0.1] chainmail closing transmission channel\r\n");
    CHECK(quit.next == Next::close);
}

TEST(limits)
{
    Session few(options(0, 2));
    CHECK_EQUAL(last(few, {mail, rcpt, rcpt, rcpt}), "452 4.5.3 Too many recipients");
    CHECK(few.command("DATA").next == Next::data);
    Session small(options(65536));
    CHECK_EQUAL(last(small, {mail + " SIZE=65536", rcpt}),
                "250 2.1.5 Recipient <bob@example.com> OK");
    CHECK_EQUAL(last(small, {"RSET", mail + " SIZE=65537", rcpt}),
                "552 5.3.4 Declared message size (65537 B) exceeds size limit for "
                "recipient <bob@example.com>");
    CHECK_EQUAL(small.refuse_size(65536), "");
    CHECK_EQUAL(small.refuse_size(65537),
                "552 5.3.4 Message size (65537 B) exceeds size limit");
    CHECK_EQUAL(Session(options()).refuse_size(~std::uint64_t{0}), "");
}

TEST(a_record_has_room_for_all_recipients)
{
    Session session(options(0, 100000));
    session.command(mail);
    int accepted = 0;
    while (accepted < 2000 && session.command(rcpt).reply.starts_with("250"))
        ++accepted;
    CHECK_EQUAL(accepted, 1500);
    Session wide(options(0, 100000));
    wide.command(mail);
    const auto orcpt = rcpt + " ORCPT=rfc822;" + std::string(3900, 'x');
    accepted = 0;
    while (accepted < 2000 && wide.command(orcpt).reply.starts_with("250"))
        ++accepted;
    CHECK(accepted > 500 && accepted < 600);
}

TEST(protocol_words)
{
    const auto protocol = [](const std::vector<std::string>& lines) {
        Session session(options());
        last(session, lines);
        return session.envelope().protocol;
    };
    CHECK_EQUAL(protocol({mail}), "SMTP");
    CHECK_EQUAL(protocol({"HELO mx", mail}), "SMTP");
    CHECK_EQUAL(protocol({"EHLO mx", mail}), "ESMTP");
    CHECK_EQUAL(protocol({"LHLO mx", mail}), "LMTP");
    CHECK_EQUAL(protocol({"EHLO mx", mail + " SMTPUTF8"}), "UTF8SMTP");
    CHECK_EQUAL(protocol({"LHLO mx", mail + " SMTPUTF8"}), "UTF8LMTP");
    CHECK_EQUAL(protocol({"LHLO mx", "EHLO mx"}), "ESMTP");
}

TEST(envelope)
{
    Session session(options());
    last(session,
         {"EHLO mx.example",
          "XFORWARD NAME=c.example ADDR=203.0.113.9",
          mail + " SIZE=9 BODY=8BITMIME RET=FULL ENVID=e AUTH=<>",
          "RCPT TO:<a..b@example.com>",
          "RCPT TO:<c..d@example.com> NOTIFY=NEVER ORCPT=rfc822;o@x",
          rcpt});
    const auto e = session.envelope();
    CHECK_EQUAL(e.helo, "mx.example");
    CHECK_EQUAL(e.client.name, "c.example");
    CHECK_EQUAL(e.client.addr, "203.0.113.9");
    CHECK_EQUAL(e.sender, "a@x.example");
    CHECK_EQUAL(e.body, "8BITMIME");
    CHECK_EQUAL(e.ret, "FULL");
    CHECK_EQUAL(e.envid, "e");
    CHECK_EQUAL(e.auth, "<>");
    CHECK_EQUAL(e.recipients.size(), 3U);
    CHECK_EQUAL(e.recipients[0].addr, "\"a..b\"@example.com");
    CHECK_EQUAL(e.recipients[0].orcpt, "rfc822;a..b@example.com");
    CHECK_EQUAL(e.recipients[1].orcpt, "rfc822;o@x");
    CHECK_EQUAL(e.recipients[1].notify, "NEVER");
    CHECK_EQUAL(e.recipients[2].orcpt, "");
}

TEST(original_recipient_of_other_alphabets)
{
    Session plain(options());
    last(plain, {mail, "RCPT TO:<j\xc3\xb6..+@x>"});
    CHECK_EQUAL(plain.envelope().recipients.at(0).orcpt, "rfc822;j+C3+B6..+2B@x");
    Session utf8(options());
    last(utf8, {mail + " SMTPUTF8", "RCPT TO:<j\xc3\xb6..@x>"});
    CHECK_EQUAL(utf8.envelope().recipients.at(0).orcpt, "utf-8;j\xc3\xb6..@x");
}

TEST(a_changed_address_is_noted)
{
    Session session(options());
    CHECK_EQUAL(session.command("MAIL FROM:<\"a\"@x>").note,
                "address modified (sender): <\"a\"@x> -> <a@x>");
    CHECK_EQUAL(session.command("RCPT TO:<a..b@x>").note,
                "address modified (recip): <a..b@x> -> <\"a..b\"@x>");
    CHECK_EQUAL(session.command(rcpt).note, "");
}

TEST(xforward_lasts_until_the_transaction_is_over)
{
    Session session(options());
    last(session, {"XFORWARD ADDR=10.0.0.1", "XFORWARD NAME=n", mail, rcpt, "DATA"});
    CHECK_EQUAL(session.envelope().client.addr, "10.0.0.1");
    CHECK_EQUAL(session.envelope().client.name, "n");
    CHECK_EQUAL(session.finish("250 2.0.0 Ok"), "250 2.0.0 Ok\r\n");
    CHECK(!session.in_transaction());
    CHECK_EQUAL(session.envelope().client.addr, "");
    CHECK_EQUAL(session.envelope().recipients.size(), 0U);
}

TEST(lmtp_has_one_reply_for_each_recipient)
{
    Session session(options());
    last(session, {"LHLO mx", mail, rcpt, "RCPT TO:bad", rcpt, "DATA"});
    CHECK_EQUAL(session.finish("451 4.5.0 No"), "451 4.5.0 No\r\n451 4.5.0 No\r\n");
    chainmail::wire::Reply reply;
    reply.text = "250 2.0.0 whole";
    reply.recipients = {{"250 2.0.0 one", "delivered"}, {"554 5.7.0 two", "rejected"}};
    last(session, {mail, rcpt, rcpt, "DATA"});
    CHECK_EQUAL(session.finish(reply), "250 2.0.0 one\r\n554 5.7.0 two\r\n");
    last(session, {"EHLO mx", mail, rcpt, rcpt, "DATA"});
    CHECK_EQUAL(session.finish(reply), "250 2.0.0 whole\r\n");
}

} // namespace
