// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/settings.h"

#include "unit/check.h"

using namespace chainmail::spam_score;

TEST(networks_of_ones_own_have_loopback_in_them)
{
    Settings s;
    CHECK(s.take("trusted_networks", "192.0.2.0/24"));
    CHECK(s.trust.trusted_is_set);
    CHECK(s.trust.trusted.contains("192.0.2.9"));
    CHECK(s.trust.trusted.contains("127.0.0.1"));
    CHECK(!s.take("trusted_networks", ""));
    CHECK(!s.take("trusted_networks", "example.com"));
}

TEST(old_names_are_the_same)
{
    Settings s;
    CHECK(s.take("whitelist_from", "*@example.com b@example.net"));
    CHECK(s.take("blacklist_from", "c@example.org"));
    CHECK(s.address_lists["welcomelist_from"].contains("x@example.com"));
    CHECK(s.address_lists["welcomelist_from"].contains("b@example.net"));
    CHECK(s.address_lists["blocklist_from"].contains("C@example.org"));
    CHECK(s.take("unwhitelist_from", "*@example.com"));
    CHECK(!s.address_lists["welcomelist_from"].contains("x@example.com"));
}

TEST(tags_of_patterns)
{
    Settings s;
    CHECK(s.take("replace_tag", "A [a4]"));
    CHECK(s.take("replace_rules", "ONE TWO"));
    CHECK_EQUAL(s.replace_tags.tags["A"], "[a4]");
    CHECK(s.replace_tags.rules.contains("TWO"));
    CHECK(!s.take("replace_tag", "A"));
}

TEST(sizes_and_switches)
{
    Settings s;
    CHECK(s.take("body_part_scan_size", "1000"));
    CHECK_EQUAL(s.scan_sizes.body, 1000U);
    CHECK(!s.take("body_part_scan_size", "much"));
    CHECK(s.take("required_score", "6.5"));
    CHECK_EQUAL(s.required_score, 6.5);
    CHECK_EQUAL(s.autolearn(), "no");
    CHECK(s.take("bayes_auto_learn", "0"));
    CHECK_EQUAL(s.autolearn(), "disabled");
    CHECK(s.take("bayes_auto_learn", "1"));
    CHECK(s.take("use_bayes", "0"));
    CHECK_EQUAL(s.autolearn(), "disabled");
    CHECK(!s.take("required_score", "7,5"));
    CHECK_EQUAL(s.required_score, 6.5);
    CHECK(s.take("freemail_skip_bulk_envfrom", "no"));
    CHECK(!s.freemail.skip_bulk_senders);
    CHECK(!s.take("freemail_skip_bulk_envfrom", "perhaps"));
}

TEST(domains_that_exist)
{
    Settings s;
    CHECK(s.take("util_rb_tld", "com net"));
    CHECK(s.registry.is_tld("net"));
    CHECK(s.take("clear_util_rb", ""));
    CHECK(!s.registry.is_tld("net"));
}

TEST(directives_of_others_are_taken_and_unknown_ones_are_not)
{
    Settings s;
    CHECK(s.take("add_header", "all Status x"));
    CHECK(s.take("bayes_path", "/x"));
    CHECK(!s.take("no_such_thing", "x"));
}
