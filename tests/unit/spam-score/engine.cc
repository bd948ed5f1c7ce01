// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Rules of all kinds, from the lines of a rule file to a score.
#include "spam-score/engine.h"

#include "os/clock.h"
#include "rules.h"

#include <cmath>

using namespace rules;

namespace {

constexpr std::string_view mail =
    "From: John <john@example.com>\nSubject: Hello there\n"
    "X-A: 1\n\nFirst words here.\n\nsecond words there\n";

std::string unrun(const Loaded& loaded)
{
    std::string out;
    for (const auto& rule : loaded.set.unrun)
        out += (out.empty() ? "" : " ") + rule.name;
    return out;
}

double score(std::string_view rules, std::string_view message)
{
    const auto loaded = load(rules);
    return examine(loaded.set, {message, 0}).score;
}

} // namespace

TEST(header_rules)
{
    CHECK_EQUAL(
        hits("header A Subject =~ /^hello/i\nheader B Subject =~ /^hello/\n"
             "header C Subject !~ /x/\nheader D exists:X-A\nheader E exists:X-B\n"
             "header F X-B =~ /none/ [if-unset: none]\n"
             "header G From:addr =~ /^john\\@example\\.com$/m\n",
             mail),
        "A C D F G");
}

TEST(header_rules_on_a_field_that_is_not_there)
{
    CHECK_EQUAL(
        hits("header A X-B =~ /^$/\nheader B X-B !~ /word/\nheader C X-B =~ /word/\n"
             "header D X-B !~ /^$/\nheader E X-B !~ /word/ [if-unset: word]\n",
             mail),
        "A B");
}

TEST(body_rules_see_paragraphs_and_the_subject)
{
    CHECK_EQUAL(hits("body A /^Hello there$/\nbody B /words here.*second/s\n"
                     "body C /^second words/\nbody D /^Hello/\ntflags D nosubject\n",
                     mail),
                "A C");
}

TEST(rawbody_uri_and_full_rules)
{
    CHECK_EQUAL(hits("rawbody A /here\\.\\n\\nsecond/\nuri B /^http:..www\\.example/\n"
                     "full C /^X-A: 1\\n\\nFirst/m\nfull D /^nothing/\n",
                     std::string(mail) + "http://www.example.com/\n"),
                "A B C");
}

TEST(matches_are_counted_for_multiple_rules)
{
    CHECK_EQUAL(hits("body A /words/\nbody B /words/\ntflags B multiple\n"
                     "body C /e/\ntflags C multiple maxhits=3\n",
                     mail),
                "A B*2 C*3");
    CHECK_EQUAL(score("body B /words/\ntflags B multiple\nscore B 2\n", mail), 4.0);
}

TEST(metas)
{
    CHECK_EQUAL(hits("body __A /First/\nbody __B /nowhere/\nmeta C __A && !__B\n"
                     "meta D C + __A > 1\nmeta E __B || F\nmeta F __A && __B\n",
                     mail),
                "C D");
}

TEST(hidden_rules_do_not_score)
{
    const auto loaded = load("body __A /First/\nscore __A 5\nbody B /First/\n");
    const auto verdict = examine(loaded.set, {mail, 0});
    CHECK_EQUAL(names(verdict.hits), "B");
    CHECK_EQUAL(names(verdict.subhits), "__A");
    CHECK_EQUAL(verdict.score, 1.0);
}

TEST(scores_are_summed)
{
    CHECK(std::fabs(score("body A /First/\nscore A 0.1\nbody B /First/\nscore B 0.2\n"
                          "body C /First/\nscore C -1\n",
                          mail) +
                    0.7) < 1e-9);
}

TEST(a_score_of_0_switches_off)
{
    const auto loaded = load("body A /First/\nscore A 0\nmeta B A\nmeta C !A\n");
    CHECK_EQUAL(loaded.set.switched_off, 1U);
    CHECK_EQUAL(names(examine(loaded.set, {mail, 0}).hits), "C");
}

TEST(metas_of_rules_that_cannot_be_run_are_not_guessed)
{
    const auto loaded =
        load("header A eval:no_such_function()\nmeta B !A\nmeta C B || D\n"
             "body D /First/\n");
    CHECK_EQUAL(unrun(loaded), "A B C");
    CHECK_EQUAL(names(examine(loaded.set, {mail, 0}).hits), "D");
}

TEST(a_rule_that_asks_the_network_counts_as_not_hit)
{
    const auto loaded =
        load("header A eval:check_rbl('x', 'list.example.org.')\nmeta B !A\n");
    CHECK_EQUAL(unrun(loaded), "");
    CHECK_EQUAL(names(examine(loaded.set, {mail, 0}).hits), "B");
}

TEST(what_is_wrong_is_reported_and_left_out)
{
    const auto loaded = load("body A /(/\nmeta B A &&\nmeta C C\nbody D /First/\n");
    CHECK_EQUAL(loaded.complaints.size(), 3U);
    CHECK(loaded.complaints.front().place == "test.cf:1");
    CHECK_EQUAL(names(examine(loaded.set, {mail, 0}).hits), "D");
}

TEST(headers_of_mime_parts)
{
    constexpr std::string_view parts =
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png; "
        "name=a.png\n\n\n--b\nContent-Type: text/plain\n\nx\n--b--\n";
    CHECK_EQUAL(hits("mimeheader A Content-Type =~ /^image/\n"
                     "mimeheader B Content-Type =~ /^video/\n"
                     "mimeheader C Content-Type !~ /^video/\n"
                     "mimeheader D Content-Type =~ /^image/\ntflags D range=3\n",
                     parts),
                "A C");
}

TEST(conditions_on_one_uri)
{
    constexpr std::string_view html =
        "Content-Type: text/html\n\n<a href='http://one.example.com/'>two</a>"
        "<a href='http://other.net/'>one</a>\n";
    CHECK_EQUAL(hits("uri_detail A domain =~ /^example\\.com$/ text =~ /two/\n"
                     "uri_detail B domain =~ /^example\\.com$/ text =~ /one/\n",
                     html),
                "A");
}

TEST(a_text_captured_by_one_rule_is_sought_by_another)
{
    CHECK_EQUAL(hits("header __A From:name =~ /^(?<WHO>\\w+)/\nbody B /dear %{WHO}/\n",
                     std::string(mail) + "dear John\n"),
                "B");
    CHECK_EQUAL(hits("header __A From:name =~ /^(?<WHO>\\w+)/\nbody B /dear %{WHO}/\n",
                     std::string(mail) + "dear Jane\n"),
                "");
}

TEST(patterns_with_tags)
{
    CHECK_EQUAL(hits("body A /f<I>rst/\nbody B /f<I>rst/\nreplace_tag I [i1]\n"
                     "replace_rules A\n",
                     "A: b\n\nf1rst\n"),
                "A");
}

TEST(the_test_string_of_all_rule_sets)
{
    const std::string gtube = std::string("XJS*C4JDBQADN1.NSBN3*2IDNEN*") +
                              "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";
    CHECK_EQUAL(
        score("body G /XJS\\*C4JDBQADN1\\.NSBN3\\*2IDNEN\\*GTUBE-STANDARD-ANTI/\n"
              "score G 1000\n",
              "A: b\n\n" + gtube + "\n"),
        1000.0);
}

TEST(a_pattern_without_end_is_given_up)
{
    const auto loaded = load("body A /^(?:a+)+(?<!a)$/\nbody B /aaa/\n");
    const auto verdict = examine(loaded.set, {"A: b\n\n" + std::string(2000, 'a'), 0});
    CHECK_EQUAL(names(verdict.hits), "B");
    CHECK(verdict.limits_hit > 0);
    CHECK(!verdict.out_of_time);
}

TEST(a_match_given_up_ends_the_rule_with_and_without_the_prefilter)
{
    std::string words = "nothing";
    for (char c = 'a'; c <= 'z'; ++c)
        words += text::cat("|", c, "oob", c);
    const auto pattern = text::cat("/(?:", words, ")(?:(?:a+)+(?<!a)$|!)/\n");
    constexpr std::string_view others = "body C /there/\nbody D /are/\nbody E /more/\n";
    const auto loaded = load(text::cat(
        "body A ", pattern, "body B ", pattern, "tflags B multiple\n", others));
    const std::string once = "foobf" + std::string(300, 'a');
    const auto mail = text::cat("A: b\n\n", once, " ", once, " foobf!\n");
    for (const bool use_prefilter : {true, false}) {
        const auto verdict = examine(loaded.set, {mail, {0, use_prefilter}});
        CHECK_EQUAL(names(verdict.hits), "");
        CHECK_EQUAL(verdict.limits_hit, 2U);
        CHECK_EQUAL(verdict.given_up.size(), 2U);
    }
}

TEST(a_conditions_match_without_end_is_given_up)
{
    const auto loaded = load("uri_detail A raw =~ /(?:(?:a+)+)+(?<!a)$/\n");
    const auto mail =
        text::cat("A: b\n\nhttp://example.com/", std::string(300, 'a'), "\n");
    const auto verdict = examine(loaded.set, {mail});
    CHECK(verdict.limits_hit > 0);
    CHECK_EQUAL(verdict.given_up.size(), 1U);
}

TEST(rules_not_run_in_time_are_left_out_and_it_is_said)
{
    const auto loaded = load("body A /First/\n");
    const auto verdict = examine(loaded.set, {mail, 1});
    CHECK_EQUAL(names(verdict.hits), "");
    CHECK(verdict.out_of_time);
    CHECK(!examine(loaded.set, {mail, os::monotonic_ms() + 60'000}).out_of_time);
}

TEST(one_message_leaves_nothing_behind_for_the_next)
{
    const auto loaded = load("header __A From:name =~ /^(?<WHO>\\w+)/\n"
                             "body B /dear %{WHO}/\nbody C /First/\n");
    const std::string first = std::string(mail) + "dear John\n";
    CHECK_EQUAL(names(examine(loaded.set, {first, 0}).hits), "B C");
    CHECK_EQUAL(names(examine(loaded.set, {"A: b\n\ndear John\n", 0}).hits), "");
    CHECK_EQUAL(names(examine(loaded.set, {first, 0}).hits), "B C");
}

TEST(tags_of_headers_and_parts_stand_in_patterns)
{
    constexpr std::string_view mail =
        "From: a@example.com\nContent-Type: text/plain\n\n"
        "www.example.com and text/plain\n";
    CHECK_EQUAL(rules::hits("body DOMAIN m{www\\.%{HEADER(From:addr:host)}}\n", mail),
                "DOMAIN");
    CHECK_EQUAL(rules::hits("mimeheader TYPE Content-Type =~ /(?<KIND>text\\/\\w+)/\n"
                            "body SAME /and %{KIND}/\n",
                            mail),
                "SAME TYPE");
    CHECK_EQUAL(
        rules::hits("header AUTHOR X-AuthorDomain =~ /^example\\.com$/\n", mail),
        "AUTHOR");
}

TEST(each_counted_match_gives_its_points)
{
    const auto loaded =
        rules::load("body E /e/\ntflags E multiple maxhits=3\nscore E 0.5\n");
    CHECK_EQUAL(examine(loaded.set, {"\neeeee\n", 0}).score, 1.5);
}

TEST(a_captured_text_may_be_asked_not_to_stand_there)
{
    constexpr std::string_view rules = "header A From =~ /^(?<WHO>\\w+)@/\n"
                                       "header NOT Subject !~ /%{WHO}/\n";
    CHECK_EQUAL(rules::hits(rules, "From: joe@example.com\nSubject: hi\n\n"), "A NOT");
    CHECK_EQUAL(rules::hits(rules, "From: joe@example.com\nSubject: hi joe\n\n"), "A");
    CHECK_EQUAL(rules::hits(rules, "From: <x>\nSubject: hi\n\n"), "");
}
