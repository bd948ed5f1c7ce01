// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/clean_uri.h"

#include "base/text.h"
#include "spam-score/idn.h"
#include "spam-score/relative_uri.h"
#include "unit/check.h"

#include <algorithm>

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

std::vector<std::string> cleaned(std::string_view uri)
{
    Registry registry;
    registry.add_tld("com");
    MatchScratch scratch;
    std::vector<Regex> redirectors;
    redirectors.push_back(std::move(*Regex::compile("^http://r\\.com/\\?(.*)$")));
    return clean_uri(uri, UriText::bytes, redirectors, registry, scratch);
}

bool gives(std::string_view uri, std::string_view variant)
{
    const auto all = cleaned(uri);
    const bool has = std::find(all.begin(), all.end(), variant) != all.end();
    if (!has) check::fail(__FILE__, __LINE__, text::join(all, " "));
    return has;
}

} // namespace

TEST(escapes)
{
    CHECK_EQUAL(decode_escapes("a%41%20b"), "aA%20b");
    CHECK_EQUAL(decode_escapes("a b"), "a b");
    CHECK_EQUAL(decode_escapes("%41\xe9<"), "A%e9%3c");
}

TEST(characters_are_escaped_as_one)
{
    CHECK_EQUAL(decode_escapes("%41\xc3\xa9", UriText::bytes), "A%c3%a9");
    CHECK_EQUAL(decode_escapes("%41\xc3\xa9\xe2\x82\xac", UriText::utf8),
                "A%e9\xe2\x82\xac");
}

TEST(the_uri_itself_is_kept)
{
    CHECK(gives(" http://example.com/a ", "http://example.com/a"));
    CHECK_EQUAL(cleaned("http://example.com/").size(), 1U);
}

TEST(tricks_are_undone)
{
    CHECK(gives("http://example.com?x", "http://example.com/?x"));
    CHECK(gives("http:\\\\example.com\\x", "http://example.com/x"));
    CHECK(gives("http://a@b@example.com/", "http://example.com/"));
    CHECK(gives("http://example.com./", "http://example.com/"));
    CHECK(gives("http://example.com:80/", "http://example.com/"));
    CHECK(gives("http://ex%61mple.com/", "http://example.com/"));
}

TEST(numbers_are_addresses)
{
    CHECK(gives("http://3221225985/", "http://192.0.2.1/"));
    CHECK(gives("http://0xC0.17.2.1/", "http://192.17.2.1/"));
    CHECK(gives("http://0300.17.2.01/", "http://192.17.2.1/"));
}

TEST(redirections_are_followed_as_far_as_they_say_where)
{
    CHECK(gives("http://r.com/?http%3A%2F%2Ftarget.com%2F", "http://target.com/"));
    CHECK(gives("http://any.com/x?u=http://target.com/", "http://target.com/"));
}

TEST(redirections_in_circles_end)
{
    std::string uri;
    for (int i = 0; i < 5000; ++i)
        uri += "http://r.com/?";
    CHECK(cleaned(uri).size() < 1000);
}

TEST(references_and_their_base)
{
    constexpr std::string_view base = "http://example.com/a/b?c";
    CHECK_EQUAL(resolve_uri(base, "d"), "http://example.com/a/d");
    CHECK_EQUAL(resolve_uri(base, "../d"), "http://example.com/d");
    CHECK_EQUAL(resolve_uri(base, "/d"), "http://example.com/d");
    CHECK_EQUAL(resolve_uri(base, "//other.com/d"), "http://other.com/d");
    CHECK_EQUAL(resolve_uri(base, "https://other.com/d"), "https://other.com/d");
    CHECK_EQUAL(resolve_uri("", "d"), "d");
}

TEST(a_host_of_another_script_is_given_its_dns_name)
{
    CHECK(gives("http://m\xc3\xbcller.com/x", "http://xn--mller-kva.com/x"));
    CHECK(gives("http://m\xc3\xbcller.com:80/x", "http://xn--mller-kva.com/x"));
    CHECK_EQUAL(ascii_host("M\xc3\x9cLLER\xe3\x80\x82"
                           "COM"),
                "xn--mller-kva.com");
    CHECK_EQUAL(ascii_host("m\xfcller.com"), "xn--mller-kva.com");
    CHECK_EQUAL(ascii_host("\xff\xff.COM"), "\xff\xff.com");
}

TEST(the_single_label_is_taken_before_its_end_is_cleaned)
{
    CHECK(gives("http://M=/x", "http://www.m=.com/x"));
    CHECK(gives("http://M=/x", "http://M/x"));
}
