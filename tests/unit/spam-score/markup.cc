// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/field_markup.h"
#include "spam-score/mail_tags.h"
#include "spam-score/remove_markup.h"
#include "spam-score/rewrite.h"
#include "spam-score/summary.h"
#include "spam-score/wrap.h"

#include "rules.h"
#include "unit/check.h"

using namespace chainmail::spam_score;

namespace {

constexpr std::string_view rules_text =
    "body WORD /word/\ndescribe WORD holds a word\nscore WORD 3\n"
    "header SUBJ Subject =~ /hi/\nscore SUBJ 2.5\n"
    "clear_headers\nadd_header all Status \"_YESNO_, score=_SCORE_ tests=_TESTS_\"\n"
    "add_header spam Flag _YESNOCAPS_\nadd_header ham Level _STARS(x)_\n"
    "report points: _SCORE_ of _REQD_\nreport _SUMMARY_\nreport_hostname h.example\n";

constexpr std::string_view mail_text =
    "Return-Path: <a@example.com>\nX-Spam-Flag: NO\n\tfolded\nSubject: hi\n"
    "From: a@example.com\n\na word\n";

struct Marked {
    RuleSet rules;
    Workbench bench;
    Examination mail;
    Verdict verdict;
    MarkupContext context{"machine", "now"};
    MailTags tags;

    Marked(std::string_view more, std::string_view text)
        : rules(rules::load(std::string(rules_text) + std::string(more)).set),
          mail(rules, text, bench.match),
          verdict(examine(rules, mail, bench)),
          tags(rules, mail, verdict, context)
    {
    }
    std::string text() const
    {
        return rewritten_mail(rules, mail.message(), tags, context, "unique");
    }
    std::string undone() const
    {
        return without_markup(parse_message(text()), rules.settings.markup);
    }
};

} // namespace

TEST(lines_are_filled_word_by_word)
{
    CHECK_EQUAL(wrap("one two three", {"", "  ", 8, false, false}), "one two\n  three");
    CHECK_EQUAL(wrap("overlong a", {"", "", 4, false, false}), "overlong\n a");
    CHECK_EQUAL(wrap("a,b,c,d", {"", " ", 4, false, true}), "a,b,\n c,d");
}

TEST(fields_are_folded_and_encoded)
{
    CHECK_EQUAL(fold_field("N", "a\n  b\n", true), "a\n\tb");
    CHECK_EQUAL(fold_field("N", "a\n  b\n", false), "a   b");
    CHECK_EQUAL(encode_field("plain"), "plain");
    CHECK_EQUAL(encode_field("a caf\xc3\xa9 bar x"), "a =?UTF-8?Q?caf=C3=A9?= bar x");
}

TEST(tags_are_replaced)
{
    const Marked spam("", mail_text);
    CHECK_EQUAL(spam.tags.expand("_YESNO(y,n)_ _SCORE(000)_ _REQD_ _NO_SUCH_ _x_"),
                "y 0005.5 5.0 _NO_SUCH_ _x_");
    CHECK_EQUAL(spam.tags.expand("_TESTS( )_ _HOSTNAME_ _HEADER(Subject)_"),
                "SUBJ WORD h.example hi\n");
    CHECK_EQUAL(spam.tags.report(),
                "points: 5.5 of 5.0\n 3.0 WORD                   BODY: holds a word\n"
                " 2.5 SUBJ                   no description\n\n");
}

TEST(ham_never_shows_the_score_of_spam)
{
    const Marked ham("score WORD 4.96\nscore SUBJ 0\n", mail_text);
    CHECK_EQUAL(ham.tags.expand("_YESNO_ _SCORE_"), "No 4.9");
}

TEST(ham_gets_fields_behind_the_return_path)
{
    const Marked ham("required_score 9\n", mail_text);
    CHECK_EQUAL(ham.text(),
                "Return-Path: <a@example.com>\n"
                "X-Spam-Status: No, score=5.5 tests=SUBJ,WORD\nX-Spam-Level: xxxxx\n"
                "Subject: hi\nFrom: a@example.com\n\na word\n");
}

TEST(spam_with_report_safe_0_keeps_what_it_changes)
{
    const Marked spam("report_safe 0\nclear_headers\nrewrite_header Subject [_SCORE_]\n"
                      "rewrite_header From junk (really)\n",
                      mail_text);
    CHECK_EQUAL(spam.text(),
                "Return-Path: <a@example.com>\nSubject: [5.5] hi\n"
                "From: (junk [really]) a@example.com\n"
                "X-Spam-Prev-Subject: hi\nX-Spam-Prev-From: a@example.com\n\na word\n");
    CHECK_EQUAL(spam.undone(),
                "Return-Path: <a@example.com>\nSubject: hi\nFrom: a@example.com\n\n"
                "a word\n");
}

TEST(a_subject_that_was_not_there_goes_again)
{
    constexpr std::string_view bare = "From: a@example.com\n\nword word\n";
    const Marked spam("report_safe 0\nscore WORD 9\nrewrite_header subject SPAM\n",
                      bare);
    CHECK(spam.text().find("Subject: SPAM \n") != std::string::npos);
    CHECK_EQUAL(spam.undone(), bare);
}

TEST(a_made_subject_leaves_the_other_fields_alone)
{
    constexpr std::string_view bare = "From: a@example.com\n\nword word\n";
    const Marked spam("report_safe 0\nscore WORD 9\nrewrite_header subject SPAM\n"
                      "rewrite_header from SPAM\n",
                      bare);
    CHECK(spam.text().find("X-Spam-Prev-From: a@example.com\n") != std::string::npos);
    CHECK(spam.text().find("X-Spam-Prev-Subject: (nonexistent)\n") !=
          std::string::npos);
    CHECK_EQUAL(spam.undone(), bare);
}

namespace {

std::string undone(const std::string& text, std::string_view settings = "")
{
    const auto rules = rules::load(std::string(settings)).set;
    return without_markup(parse_message(text), rules.settings.markup);
}

std::string repeated(std::string_view piece, int times)
{
    std::string out;
    while (times-- > 0)
        out += piece;
    return out;
}

} // namespace

TEST(only_a_part_that_says_so_is_the_original)
{
    const std::string head = "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\n"
                             "Content-Type: text/plain\n\nreport\n\n--b\n";
    const std::string tail = "\n\nSubject: hi\n\nwords\n\n--b--\n";
    const std::string original = "Subject: hi\n\nwords\n";
    CHECK_EQUAL(
        undone(head + "Content-Type: message/rfc822; x-spam-type=original" + tail),
        original);
    CHECK_EQUAL(undone(head +
                       "Content-Description: original message before SpamAssassin\n"
                       "Content-Type: message/rfc822" +
                       tail),
                original);
    const std::string other = head + "Content-Type: message/rfc822" + tail;
    CHECK_EQUAL(undone(other), other);
}

// Each took time with the square of the length: minutes, for what takes milliseconds.
TEST(markup_made_to_be_expensive_is_removed)
{
    constexpr int many = 50'000;
    const std::string open =
        "Content-Type: multipart/mixed; boundary=b\n\n" + repeated("--b\n", many);
    CHECK_EQUAL(undone(open), open);
    const std::string marked = "Subject: " + repeated("*S* ", many) + "hi\n\n";
    CHECK_EQUAL(undone(marked, "rewrite_header Subject *S*\n"), "Subject: hi\n\n");
    std::string kept;
    for (int i = 0; i < many; ++i)
        kept += "X-Spam-Prev-F" + std::to_string(i) + ": x\n";
    const std::string restored = undone(kept + "\n");
    CHECK(restored.starts_with("F0: x\nF1: x\n"));
}

TEST(spam_is_attached_and_comes_back_as_it_was)
{
    for (const std::string& text :
         {std::string(mail_text), std::string("Subject: hi\r\n\r\na word\r\n")}) {
        const Marked spam("report_safe 1\n", text);
        CHECK(spam.text().find("message/rfc822; x-spam-type=original") !=
              std::string::npos);
        CHECK_EQUAL(spam.undone(), text);
    }
}

TEST(tags_of_an_examination_that_was_cut_short)
{
    constexpr std::string_view tags = "_SC_, _SCRULE_, _SCTYPE_";
    constexpr std::string_view plugin =
        "loadplugin Mail::SpamAssassin::Plugin::Shortcircuit\n";
    const auto expanded = [&](const std::string& rules) {
        return Marked(rules, mail_text).tags.expand(tags);
    };
    CHECK_EQUAL(expanded(""), tags);
    CHECK_EQUAL(expanded(std::string(plugin)), "no, none, no");
    CHECK_EQUAL(expanded(chainmail::text::cat(plugin, "shortcircuit WORD ham\n")),
                "WORD (ham), WORD, ham");
    CHECK_EQUAL(
        expanded(chainmail::text::cat(plugin, "shortcircuit_max_spam_score 2\n")),
        "no, none, spam");
}

TEST(the_test_that_tells_of_a_cut_has_a_line_in_the_summary)
{
    const Marked marked("loadplugin Mail::SpamAssassin::Plugin::Shortcircuit\n"
                        "shortcircuit WORD spam\ndescribe SHORTCIRCUIT cut short\n",
                        mail_text);
    CHECK_EQUAL(summary(marked.rules, marked.verdict),
                " 100 SHORTCIRCUIT           cut short\n"
                " 3.0 WORD                   BODY: holds a word\n");
}
