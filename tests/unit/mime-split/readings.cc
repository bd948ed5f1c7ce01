// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// mime-split/readings.h, and how split() uses them.
#include "mime-split/readings.h"
#include "mime-split/content_hash.h"
#include "mime-split/split.h"

#include "unit/check.h"

#include <algorithm>

using namespace chainmail;
using namespace chainmail::mime_split;

namespace {

const std::string part = "Content-Type: a/b; name=x.zip\n"
                         "Content-Transfer-Encoding: base64\n\nZm9vYmFy\n";

std::string multipart(const std::string& value, const std::string& body)
{
    return "Content-Type: multipart/mixed; " + value + "\n\n" + body;
}

struct Outcome {
    Split split;
    std::string store;

    std::string content(const Found& found, std::string_view message) const
    {
        const std::string_view from =
            found.place == Place::store ? std::string_view(store) : message;
        return std::string(from.substr(found.offset, found.length));
    }
};

Outcome run(const std::string& message, std::uint64_t quota = 1U << 30U)
{
    Outcome out;
    const Budget budget{{}, quota};
    auto result = split(
        message, budget, [&](std::uint64_t offset, std::string_view bytes) -> Status {
            out.store.resize(
                std::max<std::size_t>(out.store.size(), offset + bytes.size()));
            out.store.replace(offset, bytes.size(), bytes);
            return {};
        });
    CHECK(result);
    out.split = std::move(*result);
    return out;
}

// The part "foobar" with its name: "PATH KIND".
std::string found(const std::string& message)
{
    const auto out = run(message);
    for (const auto& one : out.split.parts) {
        const bool named =
            std::find(one.names.begin(), one.names.end(), "x.zip") != one.names.end();
        if (named && out.content(one, message) == "foobar")
            return one.path +
                   (one.ambiguous.empty() ? "" : " " + one.ambiguous.front());
    }
    return "nothing";
}

} // namespace

TEST(mail_as_it_should_be_is_read_once)
{
    const std::string message = multipart("boundary=b", "--b\n" + part + "--b--\n");
    CHECK_EQUAL(found(message), "1.1");
    CHECK_EQUAL(run(message).split.parts.size(), 2U);
}

TEST(boundaries)
{
    CHECK_EQUAL(found(multipart("boundary=c", "--b\n" + part + "--b--\n")),
                "1.1 structure");
    CHECK_EQUAL(found(multipart("boundary=c; boundary=b",
                                "--c\n\ntext\n--b\n" + part + "--b--\n--c--\n")),
                "1.2 structure");
    CHECK_EQUAL(found(multipart("boundary=b", "--b\n\ntext\n--b--\n--x\n" + part)),
                "1.3 structure");
    CHECK_EQUAL(found("Content-Type: text/plain; boundary=b\n\n--b\n" + part),
                "2 structure");
}

TEST(headers)
{
    CHECK_EQUAL(found("Junk\n" + part), "2 structure");
    CHECK_EQUAL(found("X: y\rContent-Transfer-Encoding: base64\n"
                      "Content-Type: a/b; name=x.zip\n\nZm9vYmFy"),
                "2 control");
    CHECK_EQUAL(found("Content-Type: a/b; name=x.zip\n"
                      "Content-Transfer-Encoding: 7bit\n"
                      "Content-Transfer-Encoding: base64\n\nZm9vYmFy"),
                "2 structure");
    CHECK_EQUAL(found("Content-Type: a/b; name=x.zip\n"
                      "Content-Transfer-Encoding: foo\n\nZm9vYmFyZm9vYmFy"),
                "nothing");
}

TEST(encodings)
{
    const std::string header = "Content-Type: a/b; name=x.zip\n";
    CHECK_EQUAL(found(header + "Content-Transfer-Encoding: base64\n\nZm9vX\nYmFyX\n"),
                "2 base64");
    CHECK_EQUAL(found(header + "Content-Transfer-Encoding: quoted-printable\n\n"
                               "=f=o=o=b=a=r="),
                "2 quoted-printable");
    CHECK_EQUAL(found(header + "Content-Transfer-Encoding: x-uue\n\n&9F]O8F%R\n"),
                "2 uuencode");
    CHECK_EQUAL(
        found("Content-Type: text/plain\n\nHi\nbegin 644 x.zip\n&9F]O8F%R\nend\n"),
        "2");
    CHECK_EQUAL(found("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
                      "YmVnaW4gNjQ0IHguemlwCiY5Rl1POEYlUgplbmQK"),
                "2");
}

TEST(a_multipart_that_is_encoded)
{
    // "--b\n" and the part above
    CHECK_EQUAL(
        found("Content-Type: multipart/mixed; boundary=b\n"
              "Content-Transfer-Encoding: base64\n\n"
              "LS1iCkNvbnRlbnQtVHlwZTogYS9iOyBuYW1lPXguemlwCkNvbnRlbnQtVHJhbnNm\n"
              "ZXItRW5jb2Rpbmc6IGJhc2U2NAoKWm05dlltRnkK\n"),
        "1.1.1.1");
}

TEST(content_that_is_there_already_gets_the_names)
{
    const std::string message = "Content-Type: a/b\nContent-Transfer-Encoding: base64\n"
                                " Content-Disposition: inline; name=x.zip\n\nZm9vYmFy";
    const auto out = run(message);
    CHECK_EQUAL(out.split.parts.size(), 1U);
    CHECK_EQUAL(out.split.parts[0].names.size(), 1U);
    CHECK_EQUAL(out.split.parts[0].ambiguous.front(), "parameter");
}

namespace {

// The least that is known for a file; its base64.
const std::string empty_zip = "PK\5\6" + std::string(18, '\0');
const std::string zip_lines = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==\n";

// The paths and kinds of the parts that hold it.
std::string zips(const std::string& message)
{
    const auto out = run(message);
    std::string paths;
    for (const auto& one : out.split.parts)
        if (out.content(one, message).starts_with(empty_zip))
            paths += one.path +
                     (one.ambiguous.empty() ? "" : ":" + one.ambiguous.front()) + " ";
    return paths;
}

const std::string text = "Content-Type: text/plain\n\nwords\n";

} // namespace

TEST(encoded_without_a_field)
{
    CHECK_EQUAL(zips("Content-Type: a/b; name=x.zip\n\n" + zip_lines),
                "2:content-transfer-encoding ");
    CHECK_EQUAL(zips("Content-Type: text/plain\n\n" + zip_lines), "2 ");
    CHECK_EQUAL(run("Content-Type: text/plain\n\nQWxsIHRoaXMgaXMganVzdCB0ZXh0Lg==\n")
                    .split.parts.size(),
                1U);
    CHECK_EQUAL(run("Content-Type: text/plain\n\nwords\n").split.parts.size(), 1U);
}

TEST(files_that_text_quotes)
{
    CHECK_EQUAL(zips(text +
                     "--b\nContent-Type: a/b; name=x.zip\nContent-Transfer-Encoding: "
                     "base64\n\n" +
                     zip_lines),
                "2 ");
    CHECK_EQUAL(
        zips(text +
             "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
             // "Content-Transfer-Encoding: base64\n\n" and that of a zip file
             "Q29udGVudC1UcmFuc2Zlci1FbmNvZGluZzogYmFzZTY0CgpVRXNGQmdBQUFBQUFBQUFBQUFBQ"
             "UFB\nQUFBQUFBQUE9PQo=\n"),
        "2.1 ");
}

TEST(lines_of_files_without_anything_around)
{
    std::string bytes = empty_zip + std::string(68, 'x');
    std::string lines =
        "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4\n"
        "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=\n";
    CHECK_EQUAL(zips(text + lines + "words\n"), "2 ");
    CHECK_EQUAL(
        zips(text + "M4$L%!@                       'AX>'AX>'AX>'AX>'AX>'AX>'AX>'AX\n"),
        "2 ");
    CHECK_EQUAL(run(text + std::string(76, 'M') + "\n").split.parts.size(), 1U);
}

TEST(other_line_ends)
{
    const std::string file =
        "Content-Type: text/plain\n\nHi\nbegin 644 x.zip\n&9F]O8F%R\nend\n";
    const auto with_ends = [&](const std::string& end) {
        std::string out;
        for (const char c : file)
            out += c == '\n' ? end : std::string(1, c);
        return out;
    };
    CHECK_EQUAL(found(with_ends("\n")), "2");
    CHECK_EQUAL(found(with_ends("\r\n")), "2");
    CHECK_EQUAL(found(with_ends("\r")), "2 control");
    CHECK_EQUAL(found(with_ends("\n\r")), "2 control");
}

TEST(decoded_text_with_parts)
{
    // "--b\n" and the part above.
    CHECK_EQUAL(zips("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
                     "LS1iCkNvbnRlbnQtVHlwZTogYS9iCkNvbnRlbnQtVHJhbnNmZXItRW5jb2Rpbmc6I"
                     "GJhc2U2NAoK\n"
                     "VUVzRkJnQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBPT0K\n"),
                "2:structure ");
}

TEST(text_that_quotes_a_message_is_text)
{
    CHECK_EQUAL(run("Content-Type: text/plain\n\nThe source was:\n\n--b\n" + part)
                    .split.parts.size(),
                1U);
}

TEST(files_behind_many_lines_that_are_none)
{
    std::string message = "Content-Type: text/plain\n\n";
    for (int i = 0; i < 6000; ++i)
        message += "begin the words\n";
    CHECK_EQUAL(found(message + "begin 644 x.zip\n&9F]O8F%R\nend\n"), "2");
}

TEST(fields_behind_many_that_are_quoted)
{
    std::string message = multipart("boundary=b", "--b\nContent-Type: text/plain\n\n");
    for (int i = 0; i < 6000; ++i)
        message += "Content-Type: a/b\n";
    CHECK(found(message + "\n--b\n\nwords\n--b--\n--c\n" + part) != "nothing");
}

TEST(names_of_files_in_text_are_utf8)
{
    const auto out =
        run("Content-Type: text/plain\n\nbegin 644 r\xE9sum\xE9.exe\n#9F]O\n");
    CHECK_EQUAL(out.split.parts.back().names.front(), "résumé.exe");
}

TEST(a_binhex_file_is_made_up_to_the_quota)
{
    std::string message =
        "Content-Type: text/plain\n\n"
        "(This file must be converted with BinHex 4.0)\n:\"AJZHQP`!&4&@&4\"3N0%!!"
        "\"!!!!!!!!!!'%";
    for (int i = 0; i < 3000; ++i)
        message += "\n$rp$rp$rp$rp";
    CHECK(run(message, 5000).split.hold.starts_with("Exceeded storage quota"));
}

TEST(readings_of_several_mails_have_one_bound)
{
    const std::string message = "Junk\n" + part;
    const Store ignore = [](std::uint64_t, std::string_view) { return Status(); };
    auto first = split(message, {{}, 1U << 30U}, ignore);
    CHECK(first && first->hold.empty() && first->work > message.size());
    const auto all = reading_work(message.size());
    auto second = split(message, {{}, 1U << 30U, 0, all}, ignore);
    CHECK(second && second->hold == "Maximum number of readings exceeded");
    second = split(message, {{}, 1U << 30U, all, all}, ignore);
    CHECK(second && second->hold.empty());
}

TEST(readings_are_bounded)
{
    std::string message = "Content-Type: multipart/mixed; boundary=c\n\n";
    for (int i = 0; i < 3000; ++i)
        message += "--b" + std::to_string(i % 20) + "\n" + part + "=A==Zg=#\n";
    CHECK(!run(message, 1000).split.hold.empty());
    std::size_t work = 1000;
    const auto done =
        read_again(message, work, 1000, [](const Reading&) { return Status(); });
    CHECK(!done.complete);
    CHECK_EQUAL(run(message).split.hold, "Maximum number of readings exceeded");
}

// Delimiters beyond a bound would hide what stands behind them.
TEST(more_delimiters_than_are_heeded)
{
    const auto after = [](int lines) {
        std::string message = "Content-Type: multipart/mixed; boundary=c\n"
                              "Content-Type: multipart/mixed; boundary=b\n\n";
        for (int i = 0; i < lines; ++i)
            message += "--x\ny\n";
        return run(message + "--b\n" + part + "--b--\n").split.hold;
    };
    CHECK_EQUAL(after(1000), "");
    CHECK_EQUAL(after(21'000), "Maximum number of readings exceeded");
    std::string text = "Content-Type: text/plain\n\n";
    for (int i = 0; i < 21'000; ++i)
        text += "-- a comment of SQL\n";
    CHECK_EQUAL(run(text).split.hold, "");
}

// Two of the reference's vectors: the key is 00 to 0F, the message 00 to 0E or nothing.
TEST(siphash)
{
    std::string text;
    for (char c = 0; c < 15; ++c)
        text += c;
    const ContentHash hash({0x0706050403020100U, 0x0f0e0d0c0b0a0908U});
    CHECK_EQUAL(hash.of("").low, 0xe6a825ba047f81a3U);
    CHECK_EQUAL(hash.of("").high, 0x930255c71472f66dU);
    CHECK_EQUAL(hash.of(text).low, 0x11a8b03399e99354U);
    CHECK_EQUAL(hash.of(text).high, 0xd9c3cf970fec087eU);
}
