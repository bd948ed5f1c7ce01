// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/mime_tree.h"

#include "unit/check.h"

using namespace chainmail::mail;

namespace {

// "PATH TYPE <BODY>" of every part, containers without body.
std::string shape(std::string_view message, const Limits& limits = {})
{
    std::string out;
    for (const auto& part : parse_mime(message, limits).parts) {
        out += part.path + " " + part.content_type.full();
        if (part.kind != Kind::multipart && part.kind != Kind::message)
            out += " <" + std::string(part.body.of(message)) + ">";
        out += "\n";
    }
    return out;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string out;
    for (const auto& word : words)
        out += word + "|";
    return out;
}

std::string errors(std::string_view message)
{
    return joined(parse_mime(message).errors);
}

std::string first_names(std::string_view message)
{
    return joined(parse_mime(message).parts.front().names);
}

std::string first_ambiguous(std::string_view message)
{
    return joined(parse_mime(message).parts.front().ambiguous);
}

std::string multipart(const std::string& boundary, const std::string& content)
{
    return "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n" + content;
}

} // namespace

TEST(controls_in_a_header)
{
    CHECK_EQUAL(first_ambiguous("A: b\rContent-Type: text/html\n\n"), "control|");
    CHECK_EQUAL(first_ambiguous(std::string("A: b\0\n\n", 7)), "control|");
    CHECK_EQUAL(first_ambiguous("A: b\r\nB: \tc\r\n\r\n"), "");
}

TEST(plain_message)
{
    const std::string_view message = "Subject: x\n\nbody\n";
    CHECK_EQUAL(shape(message), "1 text/plain <body\n>\n");
    CHECK_EQUAL(parse_mime(message).parts[0].header.of(message), "Subject: x\n");
    CHECK_EQUAL(errors(message), "");
}

TEST(message_without_body)
{
    CHECK_EQUAL(shape("Subject: x\n\n"), "1 text/plain <>\n");
    CHECK_EQUAL(errors("Subject: x\n\n"), "");
    CHECK_EQUAL(shape("Subject: x"), "1 text/plain <>\n");
    CHECK_EQUAL(errors("Subject: x"),
                "part 1: the header does not end with an empty line|");
    CHECK_EQUAL(shape(""), "1 text/plain <>\n");
    CHECK_EQUAL(errors("A: 1\nno field\n\nx"),
                "part 1: a line in the header is no header field|");
}

// After RFC 2046 section 5.1.1: preamble, a part without header, epilogue.
TEST(multipart_of_the_rfc)
{
    const auto message = multipart("\"simple boundary\"",
                                   "preamble\n"
                                   "--simple boundary\n\nno line end.\n"
                                   "--simple boundary\n"
                                   "Content-type: text/html\n\nline end.\n\n"
                                   "--simple boundary--\nepilogue\n");
    CHECK_EQUAL(shape(message),
                "1 multipart/mixed\n"
                "1.0 text/plain <preamble>\n"
                "1.1 text/plain <no line end.>\n"
                "1.2 text/html <line end.\n>\n"
                "1.3 text/plain <epilogue\n>\n");
    CHECK_EQUAL(errors(message), "");
    CHECK(parse_mime(message).parts[1].kind == Kind::preamble);
    CHECK(parse_mime(message).parts[4].kind == Kind::epilogue);
}

TEST(crlf_delimiters)
{
    const std::string_view message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                                     "--b\r\n\r\none\r\n--b  \r\n\r\ntwo\r\n--b--\r\n";
    CHECK_EQUAL(shape(message),
                "1 multipart/mixed\n1.1 text/plain <one>\n1.2 text/plain <two>\n");
}

TEST(nested_multiparts)
{
    const auto inner = "Content-Type: multipart/alternative; boundary=in\n\n"
                       "--in\n\na\n--in\nContent-Type: text/html\n\nb\n--in--\n";
    const auto message =
        multipart("out", "--out\n" + std::string(inner) + "\n--out\n\nc\n--out--\n");
    CHECK_EQUAL(shape(message),
                "1 multipart/mixed\n"
                "1.1 multipart/alternative\n"
                "1.1.1 text/plain <a>\n"
                "1.1.2 text/html <b>\n"
                "1.2 text/plain <c>\n");
    const auto tree = parse_mime(message);
    CHECK_EQUAL(tree.parts[3].parent, 1U);
    CHECK_EQUAL(tree.parts[3].depth, 3U);
    CHECK_EQUAL(tree.parts[0].parent, no_parent);
}

TEST(outer_delimiter_ends_all_within)
{
    const auto message = multipart("out",
                                   "--out\nContent-Type: multipart/mixed; "
                                   "boundary=in\n\n--in\n\na\n--out\n\nb\n--out--");
    CHECK_EQUAL(shape(message),
                "1 multipart/mixed\n1.1 multipart/mixed\n"
                "1.1.1 text/plain <a>\n1.2 text/plain <b>\n");
    CHECK_EQUAL(errors(message),
                "part 1.1: the closing delimiter of a multipart is missing|");
}

TEST(boundaries_that_begin_alike)
{
    const auto message =
        multipart("b",
                  "--b\nContent-Type: multipart/mixed; boundary=b-1\n\n"
                  "--b-1\n\nx\n--b-1--\n--b\n\n--bx\n--b--\n");
    CHECK_EQUAL(shape(message),
                "1 multipart/mixed\n1.1 multipart/mixed\n"
                "1.1.1 text/plain <x>\n1.2 text/plain <--bx>\n");
}

TEST(attached_message_is_descended)
{
    const auto message =
        multipart("b",
                  "--b\nContent-Type: message/rfc822\n\n"
                  "Subject: inner\nContent-Type: text/html\n\nhello\n--b--\n");
    CHECK_EQUAL(shape(message),
                "1 multipart/mixed\n1.1 message/rfc822\n1.1.1 text/html <hello>\n");
    const auto tree = parse_mime(message);
    CHECK_EQUAL(tree.parts[1].body.of(message),
                "Subject: inner\nContent-Type: text/html\n\nhello");
    CHECK_EQUAL(tree.parts[1].level, 1U);
    CHECK_EQUAL(tree.parts[2].level, 2U);
}

TEST(encoded_message_is_a_leaf)
{
    const auto tree = parse_mime("Content-Type: message/rfc822\n"
                                 "Content-Transfer-Encoding: base64\n\nQTogMQoK\n");
    CHECK_EQUAL(tree.parts.size(), 1U);
    CHECK(tree.parts[0].kind == Kind::leaf);
    CHECK(tree.parts[0].encoding == Encoding::base64);
}

TEST(digest_has_messages)
{
    const auto message = "Content-Type: multipart/digest; boundary=b\n\n"
                         "--b\n\nSubject: x\n\nbody\n--b--\n";
    CHECK_EQUAL(shape(message),
                "1 multipart/digest\n1.1 message/rfc822\n"
                "1.1.1 text/plain <body>\n");
}

TEST(delimiter_within_a_header)
{
    const auto message = multipart("b:c", "--b:c\nA: 1\n--b:c\n\nx\n--b:c--\n");
    CHECK_EQUAL(shape(message),
                "1 multipart/mixed\n1.1 text/plain <>\n1.2 text/plain <x>\n");
}

TEST(multiparts_without_parts)
{
    CHECK_EQUAL(shape("Content-Type: multipart/mixed\n\n--b\n\nx\n--b--\n"),
                "1 multipart/mixed <--b\n\nx\n--b--\n>\n");
    CHECK_EQUAL(errors("Content-Type: multipart/mixed; boundary=b; boundary=c\n\n"
                       "--b\n\nx\n--b--\n"),
                "part 1: a multipart with two boundaries|");
    CHECK_EQUAL(errors("Content-Type: multipart/mixed; boundary=b; boundary=b\n\n"
                       "--b\n\nx\n--b--\n"),
                "");
    CHECK_EQUAL(errors("Content-Type: multipart/mixed\n\nx"),
                "part 1: a multipart without a boundary|");
    CHECK_EQUAL(shape(multipart("b", "nothing here\n")),
                "1 multipart/mixed\n1.0 text/plain <nothing here>\n");
    CHECK_EQUAL(shape(multipart("\"  \"", "--\n\nx\n")),
                "1 multipart/mixed <--\n\nx\n>\n");
}

TEST(blank_preamble_and_epilogue_are_no_parts)
{
    CHECK_EQUAL(shape(multipart("b", " \n\n--b\n\nx\n--b--\n\t\n")),
                "1 multipart/mixed\n1.1 text/plain <x>\n");
}

TEST(names_of_a_part)
{
    CHECK_EQUAL(first_names("Content-Type: a/b; name=\"one.txt\"\n"
                            "Content-Disposition: attachment; filename=two.txt\n\n"),
                "two.txt|one.txt|");
    CHECK_EQUAL(first_names("Content-Type: a/b; name=\"=?utf-8?q?r=C3=A9.exe?=\"\n\n"),
                "ré.exe|=?utf-8?q?r=C3=A9.exe?=|");
    CHECK_EQUAL(first_names("Content-Disposition: x; filename*=iso-8859-1''r%E9.exe;\n"
                            " filename=r.exe\n\n"),
                "ré.exe|r.exe|");
    CHECK_EQUAL(first_names("Content-Type: a/b; name=my file.exe\n\n"),
                "my|my file.exe|");
    CHECK_EQUAL(first_names("Content-Type: a/b; name=\"r\xE9.exe\"\n\n"), "ré.exe|");
}

TEST(long_name_keeps_its_end)
{
    const auto names = parse_mime("Content-Type: a/b; name=\"" +
                                  std::string(5000, 'x') + "\xC3\xA9.exe\"\n\n")
                           .parts[0]
                           .names;
    CHECK_EQUAL(names.size(), 1U);
    CHECK(names[0].size() <= 1024);
    CHECK(names[0].ends_with("xé.exe"));
}

TEST(long_name_is_not_cut_within_a_character)
{
    std::string name;
    for (int i = 0; i < 2000; ++i)
        name += "é";
    const auto tree = parse_mime("Content-Type: a/b; name=\"" + name + "x.exe\"\n\n");
    CHECK(tree.parts[0].names[0].starts_with("é"));
    CHECK_EQUAL(tree.parts[0].names[0].size(), 1023U);
}

TEST(types_of_a_part)
{
    const auto twice = parse_mime("Content-Type: text/plain\nContent-Type: A/B\n\n");
    CHECK_EQUAL(joined(twice.parts[0].types), "text/plain|a/b|");
    CHECK_EQUAL(twice.parts[0].content_type.full(), "text/plain");
    const auto broken = parse_mime("Content-Type: html\n\n");
    CHECK_EQUAL(joined(broken.parts[0].types), "text/plain|");
}

TEST(ambiguities)
{
    CHECK_EQUAL(first_ambiguous("Content-Type: a/b\nContent-Type: a/c\n\n"),
                "content-type|");
    CHECK_EQUAL(first_ambiguous("Content-Type: a/b\nContent-Type: A/B\n\n"), "");
    CHECK_EQUAL(first_ambiguous("Content-Transfer-Encoding: base64\n"
                                "Content-Transfer-Encoding: 7bit\n\n"),
                "content-transfer-encoding|");
    CHECK_EQUAL(first_ambiguous("Content-Disposition: inline\n"
                                "Content-Disposition: attachment\n\n"),
                "content-disposition|");
    CHECK_EQUAL(first_ambiguous("Content-Type: a/b; name=x; name=y\n\n"), "parameter|");
    CHECK_EQUAL(first_ambiguous("Content-Type: a/b; name=x; name*=us-ascii''x\n\n"),
                "");
    CHECK_EQUAL(first_ambiguous("Content-Type: multipart/mixed; boundary=a; "
                                "boundary=b\n\n--a--\n"),
                "boundary|");
    CHECK_EQUAL(first_ambiguous(multipart("a b", "--a--\n")), "boundary|");
    CHECK_EQUAL(first_ambiguous(multipart("b", "--b\n\nx\n--b--\n--b\n\ny\n")),
                "delimiter|");
    CHECK_EQUAL(first_ambiguous("Content-Transfer-Encoding: base64\n" +
                                multipart("b", "--b--\n")),
                "content-transfer-encoding|");
}

TEST(boundary_of_a_part_around)
{
    const auto tree = parse_mime(multipart(
        "b", "--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n"));
    CHECK_EQUAL(tree.parts.size(), 3U);
    CHECK_EQUAL(tree.parts[2].path, "1.2");
    CHECK_EQUAL(joined(tree.errors),
                "part 1.1: the boundary of a part around it is used again|"
                "part 1.1: the closing delimiter of a multipart is missing|");
    CHECK_EQUAL(joined(tree.parts[1].ambiguous), "boundary|");
}

TEST(limit_of_parts)
{
    const auto message = multipart("b", "--b\n\n1\n--b\n\n2\n--b\n\n3\n--b--\n");
    const auto tree = parse_mime(message, {3, 14, 100});
    CHECK(tree.stop == Stop::parts);
    CHECK_EQUAL(tree.parts.size(), 3U);
    CHECK(parse_mime(message, {4, 14, 100}).stop == Stop::end);
}

TEST(limit_of_levels)
{
    const std::string message = "Content-Type: message/rfc822\n\n"
                                "Content-Type: message/rfc822\n\nA: 1\n\nx";
    CHECK(parse_mime(message, {1500, 3, 100}).stop == Stop::end);
    const auto tree = parse_mime(message, {1500, 2, 100});
    CHECK(tree.stop == Stop::levels);
    CHECK_EQUAL(tree.parts.size(), 2U);
    CHECK_EQUAL(tree.parts[1].body.of(message), "A: 1\n\nx");
}

TEST(limit_of_depth)
{
    const auto message = multipart("a", "--a\n" + multipart("b", "--b\n\nx\n--b--\n"));
    CHECK(parse_mime(message, {1500, 14, 3}).stop == Stop::end);
    CHECK(parse_mime(message, {1500, 14, 2}).stop == Stop::depth);
}
