// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/configuration.h"

#include "../check.h"
#include "base/text.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

const std::string names = "$myhostname = 'mail.example.com';\n"
                          "$mydomain = 'example.com';\n";

Configuration read(const std::string& text)
{
    const auto settings = config::read_text("conf", names + text);
    if (!settings) {
        CHECK_EQUAL(settings.error().what, "");
        return {};
    }
    const auto configuration = read_configuration(*settings);
    if (!configuration) CHECK_EQUAL(configuration.error().what, "");
    return configuration ? *configuration : Configuration{};
}

std::string error_of(const std::string& text)
{
    const auto settings = config::read_text("conf", names + text);
    if (!settings) return settings.error().what;
    const auto configuration = read_configuration(*settings);
    return configuration ? "none" : configuration.error().what;
}

} // namespace

TEST(has_the_defaults_of_debian)
{
    const auto c = read("");
    CHECK_EQUAL(c.host_name, "mail.example.com");
    CHECK_EQUAL(c.localhost_name, "localhost");
    CHECK_EQUAL(text::join(c.required, " "), "mime-split virus-check spam-score");
    CHECK_EQUAL(c.forward_method, "smtp:[127.0.0.1]:10025");
    CHECK(c.virus == Destiny::discard);
    CHECK(c.spam == Destiny::pass);
    CHECK(c.levels.tag && c.levels.tag->value == 2.0);
    CHECK_EQUAL(c.levels.tag->text, "2");
    CHECK_EQUAL(c.levels.tag2->text, "6.31");
    CHECK_EQUAL(c.levels.kill->text, "6.31");
    CHECK_EQUAL(c.scanned_field, "X-Virus-Scanned: Debian amavis at example.com");
    CHECK_EQUAL(c.level_character, '*');
    CHECK(c.remove_spam_fields && !c.remove_scanned_fields);
}

TEST(levels_keep_their_text)
{
    const auto c = read("$sa_tag_level_deflt = -999;\n"
                        "$sa_tag2_level_deflt = '5.0';\n"
                        "$sa_kill_level_deflt = $sa_tag2_level_deflt;\n");
    CHECK_EQUAL(c.levels.tag->text, "-999");
    CHECK_EQUAL(c.levels.tag2->text, "5.0");
    CHECK(c.levels.kill->value == 5.0);
}

TEST(undef_and_the_empty_text_are_no_level)
{
    CHECK(!read("$sa_tag_level_deflt = undef;").levels.tag);
    CHECK(!read("$sa_tag_level_deflt = '';").levels.tag);
    CHECK(!read("$sa_kill_level_deflt = undef;").levels.kill);
    CHECK(read("$sa_tag_level_deflt = 0;").levels.tag.has_value());
}

TEST(reads_destinies)
{
    const auto c =
        read("$final_virus_destiny = D_REJECT;\n$final_spam_destiny = D_TEMPFAIL;");
    CHECK(c.virus == Destiny::reject);
    CHECK(c.spam == Destiny::tempfail);
    CHECK(read("$final_virus_destiny = D_PASS;").virus == Destiny::pass);
    CHECK_EQUAL(policy::text(Destiny::tempfail), "tempfail");
    CHECK_EQUAL(policy::text(Destiny::reject), "reject");
}

TEST(the_field_of_the_scanner_can_be_changed_and_switched_off)
{
    CHECK_EQUAL(
        read("$X_HEADER_TAG = 'X-Scanned'; $X_HEADER_LINE = 'by us';").scanned_field,
        "X-Scanned: by us");
    CHECK_EQUAL(read("$X_HEADER_LINE = '';").scanned_field, "");
    CHECK_EQUAL(read("$X_HEADER_TAG = '';").scanned_field, "");
    // undef brings amavisd's own defaults back.
    CHECK_EQUAL(read("$X_HEADER_TAG = undef; $X_HEADER_LINE = undef;").scanned_field,
                "X-Virus-Scanned: amavis at example.com");
}

TEST(a_chain_of_ones_own_needs_only_what_is_in_it)
{
    CHECK_EQUAL(
        text::join(read("@chain = qw(mime-split spam-score policy smtp-out);").required,
                   " "),
        "mime-split spam-score");
}

TEST(errors_name_the_place)
{
    CHECK(error_of("$X_HEADER_TAG = 'a b';").starts_with("conf:3:"));
    CHECK(error_of("$X_HEADER_LINE = \"a\\nb\";").starts_with("conf:3:"));
    CHECK(error_of("\n$forward_method = '';").starts_with("conf:4:"));
    CHECK(error_of("$sa_spam_level_char = '**';").starts_with("conf:3:"));
    CHECK(error_of("$sa_tag2_level_deflt = 'high';").starts_with("conf:3:"));
}
