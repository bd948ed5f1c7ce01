// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/decide.h"

#include "../check.h"
#include "base/text.h"
#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

const std::string everything = "@local_domains_maps = (['.local.example']);\n"
                               "@bypass_virus_checks_maps = (['nv.local.example']);\n"
                               "@bypass_spam_checks_maps = (['ns.local.example']);\n";
const std::string local = "a@local.example";
const std::string foreign = "a@b.example";
const std::string no_virus_check = "a@nv.local.example";
const std::string no_spam_check = "a@ns.local.example";

std::string level(std::optional<double> value)
{
    return value ? config::print(*value) : "undef";
}

/// Everything about the levels, and more lines for the configuration.
Site configured(std::optional<double> tag,
                std::optional<double> tag2,
                std::optional<double> kill,
                const std::string& more = "")
{
    return Site(text::cat(everything,
                          "$sa_tag_level_deflt = ",
                          level(tag),
                          "; $sa_tag2_level_deflt = ",
                          level(tag2),
                          "; $sa_kill_level_deflt = ",
                          level(kill),
                          ";\n",
                          more));
}

Facts clean_with(std::optional<double> score)
{
    Facts facts;
    facts.virus_check = Check::done;
    facts.spam.check = score ? Check::done : Check::failed;
    facts.spam.score = score;
    return facts;
}

Facts infected_with(std::optional<double> score)
{
    auto facts = clean_with(score);
    facts.infected = true;
    facts.viruses = {"A"};
    return facts;
}

std::string categories(const Verdict& verdict)
{
    std::vector<std::string> all;
    for (const auto& category : verdict.categories)
        all.push_back(policy::text(category));
    return text::join(all, " ");
}

Recipient
site_recipient(const Site& site, const std::string& address, const Facts& facts)
{
    return site.recipient(address, facts, "x@bad.example");
}

Decision decided(const Facts& facts,
                 const Site& site,
                 const std::vector<std::string>& addresses,
                 const std::string& sender = "a@sender.example")
{
    std::vector<Recipient> recipients;
    for (const auto& address : addresses)
        recipients.push_back(site.recipient(address, facts, sender));
    return decide(facts, site.configuration(), recipients);
}

Verdict one(const Facts& facts, const Site& site, const std::string& address = local)
{
    return decided(facts, site, {address}).verdicts.front();
}

} // namespace

TEST(levels_are_reached_at_their_value)
{
    struct Row {
        std::optional<double> tag, tag2, kill, score;
        std::string_view categories;
    };
    constexpr auto none = std::nullopt;
    const Row rows[] = {
        {2, 6.31, 6.31, 1.999, "1"},
        {2, 6.31, 6.31, 2, "1,1 1"},
        {2, 6.31, 6.31, 6.309, "1,1 1"},
        {2, 6.31, 6.31, 6.31, "6 5 1,1 1"},
        {2, 5, 10, 5, "5 1,1 1"},
        {2, 5, 10, 9.99, "5 1,1 1"},
        {2, 5, 10, 10, "6 5 1,1 1"},
        {none, 6.31, 6.31, -50, "1,1 1"},
        {-999, 6.31, 6.31, -50, "1,1 1"},
        {none, none, none, 1000, "1,1 1"},
        {2, none, 5, 7, "6 1,1 1"},
        // A tag2 level below the tag level.
        {8, 5, none, 6, "5 1"},
        // No score is 0, as in Perl.
        {none, -1, 0, none, "6 5 1,1 1"},
        {-1, 0.1, 0.1, none, "1,1 1"},
        {2, 6.31, 6.31, none, "1"},
    };
    for (const auto& row : rows) {
        const auto c = configured(row.tag, row.tag2, row.kill);
        for (const auto& recipient : {local, foreign})
            CHECK_EQUAL(categories(one(clean_with(row.score), c, recipient)),
                        row.categories);
    }
}

TEST(who_bypasses_the_spam_check_gets_no_spam_category)
{
    const auto c = configured({}, 5, 5);
    const auto decision = decided(clean_with(9), c, {no_spam_check});
    CHECK_EQUAL(categories(decision.verdicts[0]), "1");
    CHECK(!decision.spam.score);
    const auto mixed = decided(clean_with(9), c, {no_spam_check, local});
    CHECK_EQUAL(categories(mixed.verdicts[0]), "1");
    CHECK_EQUAL(categories(mixed.verdicts[1]), "6 5 1,1 1");
    CHECK(mixed.spam.score == 9);
}

TEST(malware_is_discarded_and_never_scored)
{
    const auto decision = decided(infected_with(9), configured({}, 5, 5), {local});
    const auto& verdict = decision.verdicts.front();
    CHECK_EQUAL(categories(verdict), "9 1,1 1");
    CHECK(verdict.destiny == Destiny::discard);
    CHECK(verdict.blocking == infected);
    CHECK(verdict.main() == infected);
    CHECK(!decision.spam.score);
}

TEST(malware_that_passes_is_scored)
{
    const std::string pass = "$final_virus_destiny = D_PASS;\n";
    auto decision = decided(infected_with(9), configured({}, 5, 5, pass), {local});
    CHECK_EQUAL(categories(decision.verdicts.front()), "9 6 5 1,1 1");
    CHECK(decision.verdicts.front().destiny == Destiny::pass);
    CHECK(decision.spam.score == 9);
    // The next category in the list decides then.
    const auto reject = pass + "$final_spam_destiny = D_REJECT;";
    decision = decided(infected_with(9), configured({}, 5, 5, reject), {local});
    CHECK(decision.verdicts.front().destiny == Destiny::reject);
    CHECK(decision.verdicts.front().blocking == spam_category);
}

TEST(who_bypasses_the_virus_check_gets_the_malware)
{
    const auto decision =
        decided(infected_with(1), configured({}, 5, 5), {local, no_virus_check});
    CHECK(decision.verdicts[0].destiny == Destiny::discard);
    CHECK_EQUAL(categories(decision.verdicts[0]), "9 1,1 1");
    CHECK(decision.verdicts[1].destiny == Destiny::pass);
    CHECK_EQUAL(categories(decision.verdicts[1]), "1,1 1");
}

TEST(spam_passes_or_not_at_the_kill_level_only)
{
    struct Row {
        std::string_view word;
        Destiny destiny;
    };
    for (const Row& row : {Row{"D_DISCARD", Destiny::discard},
                           Row{"D_REJECT", Destiny::reject},
                           Row{"D_BOUNCE", Destiny::bounce},
                           Row{"D_TEMPFAIL", Destiny::tempfail}}) {
        const auto c =
            configured(2, 5, 10, text::cat("$final_spam_destiny = ", row.word, ";"));
        CHECK(one(clean_with(10), c).destiny == row.destiny);
        CHECK(one(clean_with(10), c).blocking == spam_category);
        CHECK(one(clean_with(9), c).destiny == Destiny::pass);
        CHECK(!one(clean_with(9), c).blocking);
    }
}

TEST(what_could_not_be_checked_passes_as_unchecked)
{
    auto facts = clean_with(1);
    facts.virus_check = Check::failed;
    const auto c = configured(2, 5, 5);
    CHECK_EQUAL(categories(one(facts, c)), "7 1");
    CHECK(one(facts, c).destiny == Destiny::pass);
    facts.hold = "too many parts";
    CHECK_EQUAL(categories(one(facts, c)), "7,2 7 1");
    CHECK_EQUAL(categories(one(facts, c, no_virus_check)), "1");
    facts.virus_check = Check::done;
    CHECK_EQUAL(categories(one(facts, c)), "7,2 7 1");
}

TEST(lovers_get_what_others_do_not)
{
    const auto c = configured(2,
                              5,
                              5,
                              "$final_spam_destiny = D_DISCARD;\n"
                              "%spam_lovers = ('a@b.example' => 1);\n"
                              "@virus_lovers_acl = ('local.example');");
    CHECK(one(clean_with(9), c).destiny == Destiny::discard);
    CHECK(one(clean_with(9), c, foreign).destiny == Destiny::pass);
    CHECK_EQUAL(categories(one(clean_with(9), c, foreign)), "6 5 1,1 1");
    CHECK(one(infected_with(1), c).destiny == Destiny::pass);
    CHECK(one(infected_with(1), c, foreign).destiny == Destiny::discard);
}

TEST(a_destiny_can_depend_on_the_recipient)
{
    const auto c = configured(
        2,
        5,
        5,
        "$final_destiny_by_ccat{+CC_SPAM} = [{'b.example' => D_REJECT}, D_PASS];");
    CHECK(one(clean_with(9), c).destiny == Destiny::pass);
    CHECK(one(clean_with(9), c, foreign).destiny == Destiny::reject);
}

TEST(spammy_mail_and_all_mail_have_destinies_of_their_own)
{
    const auto spammy_only =
        configured(2, 5, 10, "$final_destiny_by_ccat{+CC_SPAMMY} = D_REJECT;");
    CHECK(one(clean_with(6), spammy_only).blocking == spammy);
    CHECK(one(clean_with(4), spammy_only).destiny == Destiny::pass);
    const auto all =
        configured(2, 5, 10, "$final_destiny_by_ccat{+CC_CATCHALL} = D_TEMPFAIL;");
    CHECK(one(clean_with(0), all).destiny == Destiny::tempfail);
    CHECK(one(clean_with(0), all).blocking == catch_all);
}

TEST(tag3_is_spammy_and_more)
{
    const auto c = configured(2, 7, {}, "$sa_tag3_level_deflt = 5;");
    CHECK_EQUAL(categories(one(clean_with(6), c)), "5,1 5 1,1 1");
    CHECK(one(clean_with(6), c).is_spammy);
}

TEST(senders_on_lists_are_never_or_always_spam)
{
    const auto c = configured(2,
                              5,
                              5,
                              "@whitelist_sender_acl = ('good.example');\n"
                              "@blacklist_sender_acl = ('bad.example');");
    const auto by = [&](const std::string& sender, double score) {
        return decided(clean_with(score), c, {local}, sender);
    };
    CHECK_EQUAL(categories(by("x@good.example", 30).verdicts[0]), "1");
    CHECK_EQUAL(categories(by("x@bad.example", -30).verdicts[0]), "6 5,1 5 1,1 1");
    CHECK(!by("x@bad.example", 30).spam.score);
    CHECK(by("x@other.example", 30).spam.score == 30);
}

TEST(lists_of_senders_are_not_asked_when_nobody_gets_the_mail)
{
    const auto c = configured(2,
                              5,
                              5,
                              "@blacklist_sender_acl = ('bad.example');\n"
                              "@score_sender_maps = ({'.' => [{'.' => 3}]});");
    const auto points = [&](const Facts& facts, const std::string& address) {
        std::vector<Recipient> all{site_recipient(c, address, facts)};
        const auto decision = decide(facts, c.configuration(), all);
        CHECK(all[0].traits.sender.black == (all[0].traits.sender.points != 0));
        return all[0].traits.sender.points;
    };
    CHECK(points(clean_with(1), local) == 3);
    CHECK(points(infected_with(1), local) == 0);
    CHECK(points(clean_with(1), no_spam_check) == 0);
    CHECK_EQUAL(
        categories(decided(infected_with(1), c, {local}, "x@bad.example").verdicts[0]),
        "9 1");
}

TEST(points_for_a_sender_are_added_for_the_recipient)
{
    const auto c = configured(
        2, 5, 5, "@score_sender_maps = ({'local.example' => [{'.' => 4.5}]});");
    const auto decision = decided(clean_with(1), c, {local, foreign});
    CHECK_EQUAL(categories(decision.verdicts[0]), "6 5 1,1 1");
    CHECK_EQUAL(categories(decision.verdicts[1]), "1");
    const auto own =
        scored_for(c.recipient(local, clean_with(1)).traits, decision.spam);
    CHECK(own.score == 5.5);
    CHECK_EQUAL(own.tests.front().name, "AM.WBL");
    // Without a score the points are all there is.
    const auto unscored = decided(clean_with({}), c, {local, foreign});
    CHECK_EQUAL(categories(unscored.verdicts[0]), "1,1 1");
}

TEST(mail_may_be_too_large_for_a_recipient)
{
    auto facts = clean_with(0);
    facts.size = 100'000;
    const std::string limits = "@message_size_limit_maps = ({'b.example' => 80_000, "
                               "'local.example' => 0, 'c.example' => 10});\n";
    const auto c = configured(2, 5, 5, limits);
    CHECK_EQUAL(categories(one(facts, c, foreign)), "3 1");
    // What nobody takes is refused, what somebody takes may bounce.
    CHECK(one(facts, c, foreign).destiny == Destiny::reject);
    const auto some = decided(facts, c, {foreign, local});
    CHECK(some.verdicts[0].destiny == Destiny::bounce);
    CHECK(some.verdicts[1].destiny == Destiny::pass);
    CHECK_EQUAL(categories(one(facts, c)), "1");
    // Less than 64 KiB is not to be refused.
    facts.size = 65'000;
    CHECK_EQUAL(categories(one(facts, c, "x@c.example")), "1");
    facts.size = 65'537;
    CHECK_EQUAL(categories(one(facts, c, "x@c.example")), "3 1");
}

TEST(a_check_that_everybody_skips_is_bypassed_by_all)
{
    const auto c = configured({}, 5, 5);
    auto traits = c.recipient(local, {}).traits;
    CHECK(traits.bypass_virus && traits.bypass_spam && traits.local);
    traits = c.recipient(local, clean_with(1)).traits;
    CHECK(!traits.bypass_virus && !traits.bypass_spam);
    CHECK(!c.recipient(foreign, clean_with(1)).traits.local);
    CHECK(c.recipient(no_spam_check, clean_with(1)).traits.bypass_spam);
}

TEST(banned_names_concern_those_whose_rules_say_so)
{
    auto facts = clean_with(0);
    Part part;
    part.path = "1";
    part.names = {"x.exe"};
    facts.parts = {part};
    const auto site = configured({},
                                 5,
                                 5,
                                 "$banned_filename_re = new_RE(qr'exe$');"
                                 "@bypass_banned_checks_maps = (['b.example']);"
                                 "@banned_files_lovers_maps = (['nv.local.example']);");
    const auto decision = decided(facts, site, {local, foreign, no_virus_check});
    CHECK_EQUAL(categories(decision.verdicts[0]), "8 1,1 1");
    CHECK(decision.verdicts[0].destiny == Destiny::discard);
    CHECK_EQUAL(categories(decision.verdicts[1]), "1,1 1");
    CHECK(!decision.verdicts[1].ban);
    CHECK_EQUAL(categories(decision.verdicts[2]), "8 1,1 1");
    CHECK(decision.verdicts[2].destiny == Destiny::pass);
    CHECK_EQUAL(decision.banned(), "x.exe");
    // Nobody asks for the score of what nobody gets.
    CHECK(!decided(facts, site, {local}).spam.score);
}

TEST(bad_headers_concern_those_who_do_not_bypass)
{
    auto facts = clean_with(0);
    facts.header_faults = {{7, "no Date", "missing", 0}};
    facts.mime_error = "oh";
    const auto site = configured({},
                                 5,
                                 5,
                                 "@bypass_header_checks_maps = (['b.example']);"
                                 "$final_bad_header_destiny = D_REJECT;");
    const auto decision = decided(facts, site, {local, foreign});
    CHECK_EQUAL(categories(decision.verdicts[0]), "4,7 4,1 4 1,1 1");
    CHECK_EQUAL(policy::text(*decision.verdicts[0].blocking), "4");
    CHECK_EQUAL(categories(decision.verdicts[1]), "1,1 1");
    CHECK_EQUAL(policy::text(decision.categories.front()), "4,7");
    CHECK(!decided(facts, site, {foreign}).header.is_bad());
}

TEST(a_bounce_that_would_not_be_sent_for_a_bad_header_lets_the_mail_pass)
{
    auto facts = clean_with(0);
    facts.header_faults = {{7, "no Date", "missing", 0}};
    const auto site = configured({}, 5, 5, "$final_bad_header_destiny = D_BOUNCE;");
    CHECK(one(facts, site).destiny == Destiny::bounce);
    facts.is_bulk = true;
    CHECK(one(facts, site).destiny == Destiny::pass);
}

TEST(what_cannot_be_checked_concerns_those_who_want_the_check)
{
    auto facts = clean_with(0);
    facts.is_encrypted = facts.is_ambiguous = true;
    facts.hold = "a limit";
    const auto site = configured({}, 5, 5);
    const auto decision = decided(facts, site, {local, no_virus_check});
    CHECK_EQUAL(categories(decision.verdicts[0]), "7,3 7,2 7,1 7 1,1 1");
    CHECK_EQUAL(categories(decision.verdicts[1]), "7,3 7 1,1 1");
    // The log tells of it even where it concerns nobody.
    facts.is_ambiguous = false;
    CHECK_EQUAL(policy::text(decided(facts, site, {no_virus_check}).categories.front()),
                "7,2");
}

TEST(replies_tell_what_is_done)
{
    CHECK_EQUAL(reply(infected, Destiny::discard, false, "why"),
                "250 2.7.0 Ok, discarded, why");
    CHECK_EQUAL(reply(spam_category, Destiny::reject, false, ""), "554 5.7.0 Reject");
    CHECK_EQUAL(reply(spam_category, Destiny::tempfail, false, "why"),
                "450 4.7.0 Temporary failure, why");
    CHECK_EQUAL(reply(oversized, Destiny::bounce, false, "why"),
                "552 5.3.4 Bounce, why");
    CHECK_EQUAL(reply({Major::bad_header, 2}, Destiny::reject, false, "why"),
                "554 5.6.3 Reject, why");
    CHECK_EQUAL(reply({Major::bad_header, 0}, Destiny::discard, false, "why"),
                "250 2.6.0 Ok, discarded, why");
    // amavisd knows a code for 4 and for 4,2 alone.
    CHECK_EQUAL(reply({Major::bad_header, 7}, Destiny::reject, false, "why"),
                "554 5.7.0 Reject, why");
}

TEST(soft_bounces_are_temporary)
{
    CHECK_EQUAL(reply(spam_category, Destiny::reject, true, "why"),
                "450 4.7.0 Reject (soft_bounce), why");
    CHECK_EQUAL(reply(spam_category, Destiny::discard, true, "why"),
                "450 4.7.0 Ok, discarded (soft_bounce), why");
    CHECK_EQUAL(reply(spam_category, Destiny::tempfail, true, "why"),
                "450 4.7.0 Temporary failure, why");
}

TEST(refused_mail_has_a_destiny_of_its_own)
{
    const auto destiny = [](const std::string& text) {
        const Site site(text);
        const auto& configuration = site.configuration();
        return policy::text(
            destiny_of_refused(Subject("a@b", configuration.keys), configuration));
    };
    CHECK_EQUAL(destiny(""), "reject");
    CHECK_EQUAL(destiny("$soft_bounce = 1;"), "tempfail");
    CHECK_EQUAL(destiny("$final_destiny_by_ccat{CC_MTA.',2'} = D_BOUNCE;"), "bounce");
    CHECK_EQUAL(destiny("$final_destiny_by_ccat{CC_MTA.',2'} = D_PASS;"), "reject");
    CHECK_EQUAL(destiny("$soft_bounce = 1;"
                        "$final_destiny_by_ccat{CC_MTA.',2'} = D_DISCARD;"),
                "discard");
    CHECK_EQUAL(destiny("%final_destiny_by_ccat = (CC_CATCHALL, D_BOUNCE);"), "bounce");
}

TEST(hits_are_written_as_the_log_has_them)
{
    CHECK_EQUAL(hits({{}}), "-");
    CHECK_EQUAL(hits({0.0}), "0");
    CHECK_EQUAL(hits({6.31, 6.31}), "6.31");
    CHECK_EQUAL(hits({-1.9}), "-1.9");
    CHECK_EQUAL(hits({5.1234, {}}), "5.123");
    CHECK_EQUAL(hits({-0.0001}), "-0");
    CHECK_EQUAL(hits({6.4, -0.85}), "-0.85..6.4");
    CHECK_EQUAL(hits({6.4, 6.45}), "6.4");
}
