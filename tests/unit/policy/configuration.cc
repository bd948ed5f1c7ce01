// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/configuration.h"

#include "base/text.h"
#include "policy/decide.h"
#include "policy/traits.h"
#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

const Subject anybody("john@example.com", {});

std::string value(const Maps& maps)
{
    const auto found = maps.first(anybody);
    return found ? found->value.text().value_or("?") : "nothing";
}

Destiny destiny(const Site& site, const Category& category)
{
    return rule_on(category, anybody, site.configuration())->destiny;
}

std::string scanned_field(const std::string& text)
{
    return Site(text).configuration().scanned_field;
}

} // namespace

TEST(has_the_defaults_of_debian)
{
    const Site site("");
    const auto& c = site.configuration();
    CHECK_EQUAL(c.host_name, "mail.example.com");
    CHECK_EQUAL(c.localhost_name, "localhost");
    CHECK_EQUAL(text::join(site.banks().required(), " "),
                "mime-split virus-check spam-score");
    CHECK_EQUAL(value(*c.forward_methods.find(catch_all)), "smtp:[127.0.0.1]:10025");
    CHECK(destiny(site, infected) == Destiny::discard);
    CHECK(destiny(site, {Major::banned, 0}) == Destiny::discard);
    CHECK(destiny(site, spam_category) == Destiny::pass);
    CHECK(destiny(site, {Major::bad_header, 0}) == Destiny::pass);
    CHECK(destiny(site, oversized) == Destiny::bounce);
    CHECK(!rule_on(clean, anybody, c));
    CHECK_EQUAL(value(c.tag_level), "2");
    CHECK_EQUAL(value(c.tag2_level), "6.31");
    CHECK_EQUAL(value(c.tag3_level), "nothing");
    CHECK_EQUAL(value(c.kill_level), "6.31");
    CHECK_EQUAL(c.scanned_field, "X-Virus-Scanned: Debian amavis at example.com");
    CHECK_EQUAL(c.level_character, '*');
    CHECK_EQUAL(value(c.remove_spam_fields), "1");
    CHECK(!c.remove_scanned_fields && !c.originating && !c.soft_bounce);
}

TEST(levels_keep_their_text)
{
    const Site site("$sa_tag_level_deflt = -999;\n"
                    "$sa_tag2_level_deflt = '5.0';\n"
                    "$sa_kill_level_deflt = $sa_tag2_level_deflt;\n");
    const auto& c = site.configuration();
    CHECK_EQUAL(value(c.tag_level), "-999");
    CHECK_EQUAL(value(c.tag2_level), "5.0");
    CHECK(to_level(c.kill_level.value(anybody))->value == 5.0);
}

TEST(undef_and_the_empty_text_are_no_level)
{
    CHECK(!to_level({}));
    CHECK(!to_level(""));
    CHECK(to_level(0.0).has_value());
    CHECK_EQUAL(to_level("6.90")->text, "6.90");
}

TEST(reads_destinies)
{
    const Site site(
        "$final_virus_destiny = D_REJECT;\n$final_spam_destiny = D_TEMPFAIL;");
    CHECK(destiny(site, infected) == Destiny::reject);
    CHECK(destiny(site, spam_category) == Destiny::tempfail);
    CHECK_EQUAL(policy::text(Destiny::tempfail), "tempfail");
    CHECK_EQUAL(policy::text(Destiny::reject), "reject");
    CHECK_EQUAL(policy::text(Destiny::bounce), "bounce");
}

TEST(a_destiny_in_quotes_is_refused)
{
    const auto error = Site("$final_destiny_by_ccat{+CC_SPAM} = 'D_PASS';").error();
    CHECK(error.find("D_PASS, D_DISCARD") != std::string::npos);
}

TEST(the_field_of_the_scanner_can_be_changed_and_switched_off)
{
    CHECK_EQUAL(scanned_field("$X_HEADER_TAG = 'X-Scanned'; $X_HEADER_LINE = 'by us';"),
                "X-Scanned: by us");
    CHECK_EQUAL(scanned_field("$X_HEADER_LINE = '';"), "");
    CHECK_EQUAL(scanned_field("$X_HEADER_TAG = '';"), "");
    // undef brings amavisd's own defaults back.
    CHECK_EQUAL(scanned_field("$X_HEADER_TAG = undef; $X_HEADER_LINE = undef;"),
                "X-Virus-Scanned: amavis at example.com");
}

TEST(a_chain_of_ones_own_needs_only_what_is_in_it)
{
    CHECK_EQUAL(text::join(Site("@chain = qw(mime-split spam-score policy smtp-out);")
                               .banks()
                               .required(),
                           " "),
                "mime-split spam-score");
}

TEST(errors_name_the_place)
{
    CHECK(Site("$X_HEADER_TAG = 'a b';").error().starts_with("conf:3:"));
    CHECK(Site("$X_HEADER_LINE = \"a\\nb\";").error().starts_with("conf:3:"));
    CHECK(Site("\n$forward_method = '';").error().starts_with("conf:4:"));
    CHECK(Site("$sa_spam_level_char = '**';").error().starts_with("conf:3:"));
    CHECK(Site("$sa_tag2_level_deflt = 'high';").error().starts_with("conf:3:"));
}

TEST(the_field_of_the_scanner_of_a_bank_has_to_be_allowed)
{
    const std::string bank = "$interface_policy{'10026'} = 'A';"
                             "$policy_bank{'A'} = {X_HEADER_TAG => 'X-A'};";
    const auto field = [](const std::string& text) {
        return Site(text).configuration("[127.0.0.1]:10026").scanned_field;
    };
    CHECK_EQUAL(field(bank), "");
    CHECK_EQUAL(field(bank + "$allowed_added_header_fields{'x-a'} = 1;").substr(0, 4),
                "X-A:");
}
