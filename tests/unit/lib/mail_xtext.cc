// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/xtext.h"

#include "tests/unit/check.h"

namespace {

using namespace chainmail::mail;

TEST(encode_and_decode)
{
    CHECK_EQUAL(encode_xtext("a+b=c d\xc3"), "a+2Bb+3Dc+20d+C3");
    CHECK_EQUAL(decode_xtext("a+2Bb+3Dc+20d+C3"), "a+b=c d\xc3");
    std::string all;
    for (int c = 0; c < 256; ++c)
        all += static_cast<char>(c);
    CHECK(is_xtext(encode_xtext(all)));
    CHECK_EQUAL(decode_xtext(encode_xtext(all)), all);
}

TEST(loose_in_decoding_strict_in_checking)
{
    CHECK_EQUAL(decode_xtext("a+b+"), "a+b+");
    CHECK_EQUAL(decode_xtext("a+20b+2B+zz+2"), "a b++zz+2");
    for (const auto* bad : {"+", "a+b", "+2b", "a=b", "a b", "+2"})
        CHECK(!is_xtext(bad));
    CHECK(is_xtext(""));
}

} // namespace
