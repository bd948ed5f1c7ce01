// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/text_uri.h"

#include "unit/check.h"
#include "unit/stopwatch.h"

using namespace chainmail::spam_score;

namespace {

Registry registry()
{
    Registry r;
    r.add_tld("com");
    r.add_tld("net");
    return r;
}

std::string found(std::string_view paragraph)
{
    std::unordered_set<std::string> seen;
    std::string out;
    for (const auto& uri : find_uris(paragraph, registry(), seen)) {
        out += (out.empty() ? "" : " ") + uri.uri;
        if (uri.unlinked)
            out += "(unlinked)";
        else if (uri.schemeless)
            out += "(schemeless)";
    }
    return out;
}

} // namespace

TEST(uris_with_a_scheme)
{
    CHECK_EQUAL(found("see http://example.com/a?b=c. Or"), "http://example.com/a?b=c");
    CHECK_EQUAL(found("<https://example.com/>,"), "https://example.com/");
    CHECK_EQUAL(found("mailto:a@example.com"), "mailto:a@example.com");
}

TEST(uris_without_one)
{
    CHECK_EQUAL(found("at www.example.com now"), "http://www.example.com(schemeless)");
    CHECK_EQUAL(found("at example.com/x now"), "http://example.com/x(unlinked)");
    CHECK_EQUAL(found("write to a@example.com"), "mailto:a@example.com(schemeless)");
}

TEST(words_that_are_none)
{
    CHECK_EQUAL(found("e.g. version 1.2, file.txt and end.Begin"), "");
    CHECK_EQUAL(found("http://"), "");
}

TEST(each_is_found_once)
{
    std::unordered_set<std::string> seen;
    CHECK_EQUAL(find_uris("http://example.com/", registry(), seen).size(), 1U);
    CHECK_EQUAL(find_uris("http://example.com/", registry(), seen).size(), 0U);
}

TEST(long_text_takes_linear_time)
{
    const Stopwatch watch;
    for (const std::string_view piece :
         {"http://", "a.", "a@", "www.", "<", "com.com/"}) {
        std::string text;
        while (text.size() < 500'000)
            text += piece;
        found(text);
    }
    CHECK(watch.seconds() < 20);
}
