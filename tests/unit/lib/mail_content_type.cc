// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/content_type.h"

#include "unit/check.h"

using namespace chainmail::mail;

namespace {

std::string parameter(std::string_view value, std::string_view name)
{
    return std::string(parse_content_type(value).parameter(name));
}

} // namespace

TEST(type_and_parameters)
{
    const auto type = parse_content_type(" Text/HTML; Charset=UTF-8; format = flowed");
    CHECK(type.valid);
    CHECK_EQUAL(type.type, "text");
    CHECK_EQUAL(type.subtype, "html");
    CHECK_EQUAL(type.full(), "text/html");
    CHECK_EQUAL(type.parameter("charset"), "UTF-8");
    CHECK_EQUAL(type.parameter("format"), "flowed");
    CHECK_EQUAL(type.parameter("boundary"), "");
}

TEST(quotes_comments_and_folds)
{
    CHECK_EQUAL(parameter("a/b; boundary=\"x;\\\"y (z)\"", "boundary"), "x;\"y (z)");
    CHECK_EQUAL(parameter("a/b (c (d) ; x=0) ; x=1", "x"), "1");
    CHECK_EQUAL(parameter("a/b (c; (d) \\)) ; x=1", "x"), "1");
    CHECK_EQUAL(parameter("multipart / mixed;\n\tboundary=\"a\n b\"", "boundary"),
                "a b");
    CHECK_EQUAL(parse_content_type("multipart / mixed").full(), "multipart/mixed");
    CHECK_EQUAL(parameter("a/b; x=\"never closed", "x"), "never closed");
}

TEST(missing_semicolons_and_junk)
{
    CHECK_EQUAL(parameter("text/html charset=utf-8", "charset"), "utf-8");
    CHECK_EQUAL(parameter("text/html;;; junk; charset=utf-8", "charset"), "utf-8");
    CHECK_EQUAL(parameter("text/html; =x; charset=utf-8", "charset"), "utf-8");
    CHECK_EQUAL(parameter("text/html; charset=", "charset"), "");
}

TEST(unreadable_types)
{
    CHECK(!parse_content_type("text").valid);
    CHECK(!parse_content_type("").valid);
    CHECK(!parse_content_type("; charset=x").valid);
    CHECK(!parse_content_type("/plain").valid);
}

TEST(second_readings)
{
    const auto spaces = parse_content_type("a/b; name=my program.exe; x=1");
    CHECK_EQUAL(spaces.parameter("name"), "my");
    CHECK_EQUAL(spaces.find("name")->other, "my program.exe");
    CHECK_EQUAL(spaces.parameter("x"), "1");
    const auto behind = parse_content_type("a/b; name=\"x\".exe");
    CHECK_EQUAL(behind.find("name")->other, "x.exe");
    const auto backslash = parse_content_type("a/b; name=\"C:\\x.exe\"");
    CHECK_EQUAL(backslash.parameter("name"), "C:x.exe");
    CHECK_EQUAL(backslash.find("name")->other, "C:\\x.exe");
    CHECK_EQUAL(parse_content_type("a/b; name=x.exe").find("name")->other, "");
}

TEST(twice_the_same_name)
{
    const auto type = parse_content_type("a/b; boundary=one; boundary=two");
    CHECK_EQUAL(type.parameters.size(), 2U);
    CHECK_EQUAL(type.parameter("boundary"), "one");
}

// RFC 2231 sections 3, 4 and 4.1.
TEST(extended_parameters)
{
    const auto pieces = parse_content_type("message/external-body; access-type=URL;\n "
                                           "URL*0=\"ftp://\";\n URL*1=\"cs.utk.edu\"");
    CHECK_EQUAL(pieces.parameter("url"), "ftp://cs.utk.edu");
    CHECK(pieces.find("url")->extended);
    CHECK_EQUAL(
        parameter("a/b; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun", "title"),
        "This is ***fun");
    CHECK_EQUAL(
        parameter("a/b; t*0*=iso-8859-1'fr'caf%E9%20; t*1=\"50%25\"; t*2*=%e8", "t"),
        "caf\xC3\xA9 50%25\xC3\xA8");
    CHECK_EQUAL(parameter("a/b; t*1=b; t*0=a; t*2=c", "t"), "abc");
    CHECK_EQUAL(parameter("a/b; t*=plain%2Etxt", "t"), "plain.txt");
    CHECK_EQUAL(parameter("a/b; t*0*=windows-1251''%CF%F0; t*1*=%E8", "t"), "При");
}

TEST(plain_and_extended_stand_beside_each_other)
{
    const auto type =
        parse_disposition("attachment; filename=\"a.txt\"; filename*=utf-8''b.exe");
    CHECK_EQUAL(type.type, "attachment");
    CHECK_EQUAL(type.parameters.size(), 2U);
    CHECK_EQUAL(type.parameters[0].value, "a.txt");
    CHECK_EQUAL(type.parameters[1].value, "b.exe");
}

TEST(dispositions)
{
    CHECK_EQUAL(parse_disposition("INLINE").full(), "inline");
    const auto bare = parse_disposition("filename=x.exe");
    CHECK(!bare.valid);
    CHECK_EQUAL(bare.parameter("filename"), "x.exe");
}

TEST(number_of_parameters_is_bounded)
{
    std::string value = "a/b";
    for (std::size_t i = 0; i < max_parameters + 10; ++i)
        value += "; x=" + std::to_string(i);
    CHECK_EQUAL(parse_content_type(value).parameters.size(), max_parameters);
    CHECK(parse_content_type(value).is_cut);
    CHECK(!parse_content_type("a/b; c=d").is_cut);
}
