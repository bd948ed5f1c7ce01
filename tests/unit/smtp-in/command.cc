// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-in/command.h"

#include "tests/unit/check.h"

namespace {

using chainmail::smtp_in::parse_command;
using chainmail::smtp_in::Verb;

TEST(verb_and_argument)
{
    const auto c = parse_command("mail FROM:<a@b> ");
    CHECK(c && c->verb == Verb::mail);
    CHECK_EQUAL(c->word, "MAIL");
    CHECK_EQUAL(c->argument, "FROM:<a@b>");
    CHECK(parse_command("QUIT")->verb == Verb::quit);
    CHECK_EQUAL(parse_command("QUIT")->argument, "");
    CHECK(parse_command("EXPN x")->verb == Verb::refused);
    CHECK(parse_command("AUTH PLAIN x")->verb == Verb::unknown);
}

TEST(what_is_no_command)
{
    CHECK(!parse_command(""));
    CHECK(!parse_command("  "));
    CHECK(!parse_command("250 ok"));
    CHECK(!parse_command("MAIL:<a@b>"));
    CHECK(!parse_command("NO-OP"));
    CHECK(!parse_command(std::string_view("NOOP\0", 5)));
    CHECK(!parse_command("HELO a\rb"));
    CHECK(!parse_command("HELO a\x1b[2J"));
}

} // namespace
