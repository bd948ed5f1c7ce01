// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/media_type.h"

#include "unit/check.h"

using namespace chainmail::spam_score;

TEST(type_and_parameters)
{
    const auto type =
        parse_media_type("Text/HTML; charset=\"ISO-8859-1\"; name=a.html; boundary=x");
    CHECK_EQUAL(type.type, "text/html");
    CHECK_EQUAL(*type.charset, "ISO-8859-1");
    CHECK_EQUAL(type.name, "a.html");
    CHECK_EQUAL(*type.boundary, "x");
    CHECK(!type.missing);
}

TEST(without_a_type_it_is_plain_text)
{
    CHECK_EQUAL(parse_media_type("").type, "text/plain");
    CHECK(parse_media_type("").missing);
    CHECK_EQUAL(parse_media_type("; boundary=b").type, "text/plain");
    CHECK_EQUAL(*parse_media_type("; boundary=b").boundary, "b");
}

TEST(other_text_is_plain_text)
{
    CHECK_EQUAL(parse_media_type("text/richtext").type, "text/plain");
    CHECK_EQUAL(parse_media_type("text/calendar").type, "text/calendar");
    CHECK_EQUAL(parse_media_type("text").type, "text/plain");
}

TEST(the_name_of_a_disposition)
{
    CHECK_EQUAL(disposition_name("attachment; filename=\"a b.txt\"; size=1"),
                "a b.txt");
    CHECK_EQUAL(disposition_name("attachment"), "");
}
