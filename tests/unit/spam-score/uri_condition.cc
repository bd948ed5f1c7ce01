// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/uri_condition.h"

#include "unit/check.h"

using namespace chainmail::spam_score;

namespace {

UriRecord record()
{
    UriRecord uri;
    uri.raw = "http://www.example.com/";
    uri.types = {"a"};
    uri.cleaned = {"http://www.example.com/"};
    uri.anchor_texts = {"click here"};
    uri.domains = {"example.com"};
    uri.hosts = {{"www.example.com", "example.com"}};
    return uri;
}

bool hold(std::string_view text)
{
    const auto conditions = parse_uri_conditions(text);
    CHECK(conditions);
    if (!conditions) return false;
    MatchScratch scratch;
    for (const auto& condition : *conditions) {
        if (!condition.holds(record(), scratch)) return false;
    }
    return true;
}

} // namespace

TEST(each_key_has_its_text)
{
    CHECK(hold("raw =~ /^http:/ cleaned =~ /example/ text =~ /CLICK/i type =~ /^a$/"));
    CHECK(hold("domain =~ /^example\\.com$/ host =~ /^www\\./"));
    CHECK(!hold("domain =~ /^www/"));
}

TEST(all_have_to_hold)
{
    CHECK(!hold("text =~ /click/ domain =~ /other/"));
    CHECK(hold("text =~ /click/ domain !~ /other/"));
}

TEST(what_is_no_condition)
{
    CHECK(!parse_uri_conditions(""));
    CHECK(!parse_uri_conditions("path =~ /x/"));
    CHECK(!parse_uri_conditions("raw == /x/"));
    CHECK(!parse_uri_conditions("raw =~ /x"));
}
