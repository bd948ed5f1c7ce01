// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/alter_options.h"

#include "../check.h"

using namespace chainmail::mail;

namespace {

std::string refusal(const std::vector<std::string>& arguments)
{
    const auto options = read_alter_options(arguments);
    return options ? "" : options.error().what;
}

} // namespace

TEST(files_and_switches_are_read)
{
    const auto o = read_alter_options({"--verbose",
                                       "--disclaimer=/etc/d.txt",
                                       "--disclaimer-html=/etc/d.html",
                                       "--htmltoo",
                                       "--force-for-bad-html",
                                       "--altersigned"});
    CHECK(o);
    CHECK_EQUAL(o->text_file, "/etc/d.txt");
    CHECK_EQUAL(o->html_file, "/etc/d.html");
    CHECK(o->text_into_html && o->into_bad_html && o->into_signed && !o->into_base64);
    CHECK(read_alter_options({"--disclaimer=/d", "--force-into-b64"})->into_base64);
    CHECK(read_alter_options({"--disclaimer=/d", "--disclaimer-b64=/e"})->into_base64);
}

TEST(fields_are_read)
{
    const auto o = read_alter_options({"--xheader=X-A: b c",
                                       "--alter-header=Subject",
                                       "--alter-with=[x]",
                                       "--alter-mode=suffix",
                                       "--alter-header=To",
                                       "--alter-with=y",
                                       "--alter-mode=replace"});
    CHECK(o);
    CHECK_EQUAL(o->new_fields.size(), 1U);
    CHECK_EQUAL(o->new_fields[0], "X-A: b c");
    CHECK((o->changes ==
           std::vector<FieldChange>{{"Subject", "[x]", FieldChange::Mode::suffix},
                                    {"To", "y", FieldChange::Mode::replace}}));
}

TEST(what_cannot_be_done_is_refused)
{
    CHECK_EQUAL(refusal({"--disclaimer=/d", "--removeall"}),
                "option --removeall is not known here");
    CHECK_EQUAL(refusal({"--disclaimer=d.txt"}),
                "option --disclaimer needs the whole path of a file");
    CHECK_EQUAL(refusal({"--verbose"}),
                "no option says what to add: --disclaimer=FILE does");
    CHECK_EQUAL(refusal({}), "no option says what to add: --disclaimer=FILE does");
    CHECK_EQUAL(refusal({"-d"}), "<-d> is no option");
    CHECK_EQUAL(refusal({"--xheader=no field"}),
                "option --xheader needs one header field");
    CHECK_EQUAL(refusal({"--xheader=A: b\nB: c"}),
                "option --xheader needs one header field");
    CHECK_EQUAL(refusal({"--alter-header=Subject", "--alter-with=x"}),
                "option --alter-header needs --alter-with and --alter-mode");
    CHECK_EQUAL(refusal({"--alter-header=A", "--alter-with=x", "--alter-mode=y"}),
                "option --alter-mode is prefix, suffix or replace");
}
