// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "chainmail/mistakes.h"

#include "unit/check.h"

#include "base/text.h"

using namespace chainmail;
using namespace chainmail::supervisor;

namespace {

// What is right, so that one mistake at a time can be seen.
const std::string right =
    "$myhostname = 'mail.example.com'; $mydomain = 'example.com';\n"
    "$policy_bank{'MYNETS'} = {}; $QUARANTINEDIR = '/q';\n"
    "$max_servers = 5;\n";

std::string found(const std::string& more,
                  const std::optional<FilterTransport>& transport = {})
{
    const auto settings = config::read_text("conf", right + more);
    if (!settings) return settings.error().what;
    return text::join(find_mistakes(*settings, transport), "\n");
}

bool has(const std::string& text, std::string_view part)
{
    const bool is = text.find(part) != std::string::npos;
    if (!is) CHECK_EQUAL(text, part);
    return is;
}

} // namespace

TEST(what_is_right_gets_no_word)
{
    CHECK_EQUAL(found(""), "");
    CHECK_EQUAL(found("", FilterTransport{"smtp-amavis", 5, 7}), "");
}

TEST(nobody_is_local)
{
    const std::string none = "@local_domains_acl = ();\n";
    CHECK(has(found(none), "no local domains"));
    CHECK_EQUAL(found(none + "%local_domains = ('a.example' => 1);"), "");
    CHECK_EQUAL(found(none + "$local_domains_re = new_RE(qr'.');"), "");
    CHECK_EQUAL(found(none + "@lookup_sql_dsn = (['DBI:Pg:database=d', 'u', 'p']);"),
                "");
}

TEST(a_check_is_off_for_all)
{
    CHECK(has(found("@bypass_virus_checks_maps = (1);"),
              "@bypass_virus_checks_maps (conf:4:1) switches it off for everybody"));
    CHECK(has(found("@bypass_spam_checks_maps = (1);"), "not checked for spam"));
    CHECK_EQUAL(found("@bypass_spam_checks_maps = (0);"), "");
    CHECK_EQUAL(found("@bypass_spam_checks_maps = ([qw(a.example)], 1);"), "");
}

TEST(a_bank_is_missing)
{
    CHECK(
        has(found("$interface_policy{'10026'} = 'ORIGINATING';"),
            "%interface_policy{'10026'} (conf:4:1) names the policy bank ORIGINATING"));
    CHECK_EQUAL(found("$interface_policy{'10026'} = 'X'; $policy_bank{'X'} = {};"), "");
}

TEST(keys_of_banks_without_effect)
{
    const auto said = found("$policy_bank{'X'} = {spam_kil_level_maps => 5,\n"
                            " enable_dkim_signing => 1, REPLACE => 1};");
    CHECK(has(said, "policy bank X (conf:4:"));
    CHECK(has(said, "): spam_kil_level_maps is no setting and has no effect"));
    CHECK(has(said, "): enable_dkim_signing has no effect yet: there is no DKIM yet"));
    CHECK_EQUAL(found("$policy_bank{'X'} = {spam_kill_level_maps => 5,"
                      " enable_dkim_signing => 0, final_spam_destiny => D_PASS};"),
                "");
}

TEST(nothing_is_ever_originating)
{
    CHECK(has(found("%policy_bank = ();"), "never \"originating\""));
    CHECK_EQUAL(found("%policy_bank = ('A' => {originating => 1});"), "");
    CHECK_EQUAL(found("%policy_bank = (); $originating = 1;"), "");
}

TEST(a_quarantine_without_a_directory)
{
    CHECK(has(found("$QUARANTINEDIR = undef; $spam_quarantine_to = 'spam-quarantine';"),
              "$QUARANTINEDIR names none"));
    CHECK_EQUAL(found("$QUARANTINEDIR = undef;"), "");
    CHECK_EQUAL(found("$QUARANTINEDIR = undef; $spam_quarantine_to = undef;"), "");
}

TEST(postfix_and_we_disagree_on_the_number_of_connections)
{
    CHECK(has(found("", FilterTransport{"smtp-amavis", 20, 7}),
              "up to 20 connections (maxproc of smtp-amavis, master.cf:7), and "
              "$max_servers (conf:3:1) is 5"));
}

TEST(bounces_for_forged_senders)
{
    CHECK(has(found("$final_spam_destiny = D_BOUNCE;"),
              "$final_spam_destiny (conf:4:1) is D_BOUNCE"));
    CHECK(has(found("$final_virus_destiny = D_REJECT;"), "is D_REJECT"));
    CHECK_EQUAL(found("$final_spam_destiny = D_DISCARD;"), "");
}

TEST(a_refusal_before_the_queue_is_no_backscatter)
{
    const auto warned = [](const std::string& destiny, bool before_queue) {
        const auto settings =
            config::read_text("conf", right + "$final_spam_destiny = " + destiny + ";");
        return settings && !find_mistakes(*settings, {}, before_queue).empty();
    };
    CHECK(warned("D_REJECT", false));
    CHECK(!warned("D_REJECT", true));
    CHECK(warned("D_BOUNCE", true));
}

TEST(a_rule_for_banned_names_is_not_there)
{
    CHECK(has(found("@banned_filename_maps = ('DEFAULT,NO-EXE');"),
              "names the rule NO-EXE, which is not in %banned_rules"));
    CHECK(has(found("%banned_rules = (A => new_RE(qr'a'));"
                    "@banned_filename_maps = ({'.' => 'A B'});"),
              "names the rule B,"));
    CHECK_EQUAL(found("%banned_rules = (A => new_RE(qr'a'));"
                      "@banned_filename_maps = ({'.' => 'A', 'x@y.example' => []});"),
                "");
}
