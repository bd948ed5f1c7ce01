// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/transfer.h"

#include "unit/check.h"

using namespace chainmail::mail;

namespace {

std::string base64(std::string_view text)
{
    return decode(Encoding::base64, text, 1U << 30U);
}

std::string quoted(std::string_view text)
{
    return decode(Encoding::quoted_printable, text, 1U << 30U);
}

// Through blocks of `size` bytes; checks that no block is larger.
std::string in_blocks(Encoding encoding, std::string_view text, std::size_t size)
{
    std::string all;
    std::string block;
    TransferDecoder decoder(encoding, text);
    for (; decoder.next(block, size); block.clear()) {
        CHECK(block.size() <= size);
        all += block;
    }
    return all;
}

} // namespace

TEST(names_of_encodings)
{
    CHECK(encoding_of(" BASE64 ") == Encoding::base64);
    CHECK(encoding_of("(a comment) base64;") == Encoding::base64);
    CHECK(encoding_of("\"base64\"") == Encoding::base64);
    CHECK(encoding_of("Quoted-Printable") == Encoding::quoted_printable);
    CHECK(encoding_of("8bit") == Encoding::identity);
    CHECK(encoding_of("x-uuencode") == Encoding::identity);
    CHECK(encoding_of("") == Encoding::identity);
}

// RFC 4648 section 10.
TEST(base64_vectors)
{
    CHECK_EQUAL(base64(""), "");
    CHECK_EQUAL(base64("Zg=="), "f");
    CHECK_EQUAL(base64("Zm8="), "fo");
    CHECK_EQUAL(base64("Zm9v"), "foo");
    CHECK_EQUAL(base64("Zm9vYg=="), "foob");
    CHECK_EQUAL(base64("Zm9vYmE="), "fooba");
    CHECK_EQUAL(base64("Zm9vYmFy"), "foobar");
    CHECK_EQUAL(base64("//79"), "\xFF\xFE\xFD");
}

TEST(base64_without_padding_and_with_junk)
{
    CHECK_EQUAL(base64("Zm9vYg"), "foob");
    CHECK_EQUAL(base64("Zm9\nvY\r\nmFy"), "foobar");
    CHECK_EQUAL(base64("Zm!9*v"), "foo");
    TransferDecoder decoder(Encoding::base64, "Zm!9v");
    std::string out;
    decoder.next(out);
    CHECK(decoder.damaged());
    CHECK(!decoder.behind_padding());
}

TEST(base64_goes_on_behind_padding)
{
    TransferDecoder decoder(Encoding::base64, "Zg==\nZm9v");
    std::string out;
    decoder.next(out);
    CHECK_EQUAL(out, "ffoo");
    CHECK(decoder.behind_padding());
    TransferDecoder plain(Encoding::base64, "Zg==\n");
    plain.next(out);
    CHECK(!plain.behind_padding());
}

// RFC 2045 section 6.7.
TEST(quoted_printable)
{
    CHECK_EQUAL(quoted("a=3Db=e9"), "a=b\xE9");
    CHECK_EQUAL(quoted("one =\ntwo"), "one two");
    CHECK_EQUAL(quoted("one=  \t\ntwo"), "onetwo");
    CHECK_EQUAL(quoted("one \t\ntwo=20\n"), "one\ntwo \n");
    CHECK_EQUAL(quoted("one=\r\ntwo\r\n"), "onetwo\r\n");
    CHECK_EQUAL(quoted("end="), "end");
    CHECK_EQUAL(quoted("\n\n"), "\n\n");
}

TEST(quoted_printable_damage)
{
    CHECK_EQUAL(quoted("a=XYb=4"), "a=XYb=4");
    CHECK_EQUAL(quoted("=="), "=");
    TransferDecoder decoder(Encoding::quoted_printable, "a=XY");
    std::string out;
    decoder.next(out);
    CHECK(decoder.damaged());
}

TEST(blocks_do_not_change_the_result)
{
    std::string lines;
    for (int i = 0; i < 40; ++i)
        lines += "Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFy\n";
    const std::string text = "a=3D=3D=3D  \nlong line without end =E9=\n b \t x\n\n";
    const std::string crlf = "a\r\nab\r\nabc\r\nabcd\r\n\r\n";
    for (const std::size_t size : {4U, 5U, 6U, 7U, 64U, 1000U}) {
        CHECK_EQUAL(in_blocks(Encoding::base64, lines + "Zg=", size),
                    base64(lines + "Zg="));
        CHECK_EQUAL(in_blocks(Encoding::quoted_printable, text, size), quoted(text));
        CHECK_EQUAL(in_blocks(Encoding::identity, text, size), text);
        CHECK_EQUAL(in_blocks(Encoding::quoted_printable, crlf, size), crlf);
    }
}

TEST(limit_of_decoded_bytes)
{
    CHECK_EQUAL(decode(Encoding::base64, "Zm9vYmFy", 4), "foob");
    CHECK_EQUAL(decode(Encoding::identity, "abcdef", 2), "ab");
    CHECK_EQUAL(decode(Encoding::quoted_printable, "abcdef", 0), "");
}
