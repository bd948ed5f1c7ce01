// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which rules of a message still count when one of them ends its examination.
#include "spam-score/shortcut.h"

#include "rules.h"

using namespace rules;

namespace {

constexpr std::string_view mail =
    "From: John <john@example.com>\nSubject: Hello there\n\nwords here, words there\n";
constexpr std::string_view plugin =
    "loadplugin Mail::SpamAssassin::Plugin::Shortcircuit\n";

// "SCORE: NAMES; RULE TYPE"
std::string result(std::string_view rules, std::string_view plugins = plugin)
{
    const Loaded loaded = load(text::cat(plugins, rules));
    for (const auto& complaint : loaded.complaints)
        check::fail("shortcut.cc", 0, complaint.place + ": " + complaint.what);
    const auto verdict = examine(loaded.set, {mail, {}});
    return text::cat(text::score(verdict.score),
                     ": ",
                     names(verdict.hits),
                     "; ",
                     verdict.shortcut_rule,
                     " ",
                     verdict.shortcut_type);
}

} // namespace

TEST(the_kind_is_run_to_its_end_and_no_other)
{
    const std::string rules = "header A Subject =~ /Hello/\nheader B From =~ /John/\n"
                              "body C /words/\nmeta D A && B\n";
    CHECK_EQUAL(result(rules), "4: A B C D;  ");
    CHECK_EQUAL(result(rules + "shortcircuit A on\n"), "2: A B SHORTCIRCUIT; A spam");
    CHECK_EQUAL(result(rules + "shortcircuit C on\n"), "3: A B C SHORTCIRCUIT; C spam");
    CHECK_EQUAL(result(rules + "shortcircuit D on\n"),
                "4: A B C D SHORTCIRCUIT; D spam");
    CHECK_EQUAL(result(rules + "shortcircuit A on\nshortcircuit A off\n"),
                "4: A B C D;  ");
}

TEST(the_order_is_that_of_priorities)
{
    const std::string rules = "header A Subject =~ /Hello/\nbody C /words/\n"
                              "full F /words/\nshortcircuit C on\n";
    CHECK_EQUAL(result(rules + "priority C -1\n"), "1: C SHORTCIRCUIT; C spam");
    CHECK_EQUAL(result(rules + "priority C 1\n"), "3: A C F SHORTCIRCUIT; C spam");
    CHECK_EQUAL(result(rules + "priority F -5\n"), "3: A C F SHORTCIRCUIT; C spam");
}

TEST(spam_and_ham_come_early_and_give_their_own_points)
{
    const std::string rules = "header A Subject =~ /Hello/\nbody C /words/\n";
    CHECK_EQUAL(result(rules + "shortcircuit C spam\n"), "101: C SHORTCIRCUIT; C spam");
    CHECK_EQUAL(result(rules + "shortcircuit C ham\n"), "-101: C SHORTCIRCUIT; C ham");
    CHECK_EQUAL(result(rules + "shortcircuit C spam\nshortcircuit_spam_score 7.5\n"),
                "8.5: C SHORTCIRCUIT; C spam");
    CHECK_EQUAL(result(rules + "shortcircuit C ham\nshortcircuit_ham_score 0\n"),
                "-1: C; C ham");
    CHECK_EQUAL(result(rules + "priority C 5\nshortcircuit C spam\n"),
                "102: A C SHORTCIRCUIT; C spam");
}

TEST(on_goes_by_the_sign_of_the_rule)
{
    CHECK_EQUAL(
        result("body A /words/\nscore A -3\nshortcircuit A on\nfull B /words/\n"),
        "-3: A SHORTCIRCUIT; A ham");
}

TEST(a_meta_brings_its_parts_forward)
{
    CHECK_EQUAL(result("header A Subject =~ /Hello/\nbody __B /words/\n"
                       "header C From =~ /John/\nmeta M A && __N\nmeta __N __B + 1\n"
                       "shortcircuit M spam\npriority M -1000\n"),
                "102: A M SHORTCIRCUIT; M spam");
}

TEST(a_hidden_rule_ends_it_as_well)
{
    CHECK_EQUAL(result("header __A Subject =~ /Hello/\nbody C /words/\n"
                       "shortcircuit __A spam\n"),
                "100: SHORTCIRCUIT; __A spam");
}

TEST(a_score_ends_it_when_the_next_rule_hits)
{
    const std::string rules = "header A Subject =~ /Hello/\nscore A 4\n"
                              "body B /words/\nscore B 2\nfull C /words/\n";
    CHECK_EQUAL(result(rules + "shortcircuit_max_spam_score 3\n"),
                "6.001: A B SHORTCIRCUIT;  spam");
    CHECK_EQUAL(result(rules + "shortcircuit_max_spam_score 4\n"),
                "7.001: A B C SHORTCIRCUIT;  spam");
    CHECK_EQUAL(result(rules + "shortcircuit_max_spam_score 20\n"), "7: A B C;  ");
    CHECK_EQUAL(result(rules + "score A -4\nshortcircuit_min_ham_score -3\n"),
                "-2.001: A B SHORTCIRCUIT;  ham");
    CHECK_EQUAL(result(rules + "shortcircuit_max_spam_score 3\nshortcircuit B ham\n"
                               "priority B 3\n"),
                "5.001: A C SHORTCIRCUIT;  spam");
    CHECK_EQUAL(result(rules + "shortcircuit_max_spam_score 3\nshortcircuit B on\n"),
                "6.001: A B SHORTCIRCUIT; B spam");
}

TEST(each_match_of_a_counting_rule_is_a_hit)
{
    CHECK_EQUAL(result("body B /words/\ntflags B multiple\nfull C /words/\n"
                       "shortcircuit_max_spam_score 0.5\n"),
                "2.001: B*2 SHORTCIRCUIT;  spam");
}

TEST(a_meta_with_an_unknown_part_comes_last)
{
    CHECK_EQUAL(result("meta M 1 || __NOWHERE\npriority M -1000\nbody B /words/\n"
                       "shortcircuit M on\n"),
                "2: B M SHORTCIRCUIT; M spam");
}

TEST(a_capture_runs_before_all_others)
{
    CHECK_EQUAL(result("header A Subject =~ /Hello/\nbody B /(?<WORD>words)/\n"
                       "shortcircuit B on\n"),
                "1: B SHORTCIRCUIT; B spam");
}

TEST(the_test_that_tells_of_it_needs_no_rule_and_heeds_no_score)
{
    const std::string rules = "body A /words/\nshortcircuit A spam\n";
    CHECK_EQUAL(result(rules + "header SHORTCIRCUIT eval:check_shortcircuit()\n"
                               "score SHORTCIRCUIT 0\n"),
                "101: A SHORTCIRCUIT; A spam");
    // The function is known, and says nothing by itself.
    CHECK_EQUAL(hits(text::cat(plugin, "header TOLD eval:check_shortcircuit()\n"),
                     "Subject: s\n\nwords\n"),
                "");
    const Loaded loaded = load(text::cat(plugin, "describe SHORTCIRCUIT cut\n", rules));
    CHECK_EQUAL(find_rule(loaded.set, "SHORTCIRCUIT")->description, "cut");
}

TEST(lines_that_are_not_understood)
{
    const auto complaint = [](std::string_view line) {
        const auto loaded = load(text::cat(plugin, line, "\n"));
        return loaded.complaints.empty() ? "" : loaded.complaints.front().what;
    };
    CHECK(!complaint("shortcircuit A").empty());
    CHECK(!complaint("shortcircuit A maybe").empty());
    CHECK(!complaint("shortcircuit A on off").empty());
    CHECK(!complaint("shortcircuit_spam_score many").empty());
    CHECK(!complaint("shortcircuit_score 3").empty());
    CHECK_EQUAL(complaint("shortcircuit_spam_score +3."), "");
}
