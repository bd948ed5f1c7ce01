// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/explain.h"

#include "rules.h"
#include "spam-score/hand_options.h"
#include "spam-score/timing.h"
#include "unit/check.h"

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

constexpr std::string_view rules_text =
    "body WORD /a w.rd/\nscore WORD 2\nheader SUBJ Subject =~ /h(?=i)/\n"
    "uri __LINK /example/\nmeta BOTH __LINK && WORD\nfull ALL /^From/m\n"
    "mimeheader TYPE Content-Type =~ /html/\n";

constexpr std::string_view mail_text =
    "Subject: hi\nFrom: a@example.com\nContent-Type: text/html\n\n"
    "<p>first<p>then a word of http://example.com/\n";

HandOptions parsed(std::vector<std::string> words)
{
    words.insert(words.begin(), "spam-score");
    std::vector<char*> argv;
    for (auto& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    auto options = parse_hand_options(static_cast<int>(words.size()), argv.data());
    CHECK(options);
    return options ? *options : HandOptions{};
}

} // namespace

TEST(each_hit_is_told_with_its_place)
{
    const auto loaded = rules::load(rules_text);
    const std::string text = explanation(loaded.set, mail_text);
    const auto says = [&](std::string_view line) {
        const bool found = text.find(line) != std::string::npos;
        if (!found) check::fail(__FILE__, __LINE__, text);
        return found;
    };
    CHECK(text.starts_with("6 points, 5 required\n"));
    CHECK(says(" 2.0 WORD                   BODY: no description\n 1.0 ALL "));
    CHECK(says(
        "WORD (test.cf:1)\n    body /a w.rd/\n    paragraph 3, byte 5: \"a word\"\n"));
    CHECK(says("SUBJ (test.cf:3)\n    header Subject =~ /h(?=i)/\n"
               "    Subject, byte 0: \"h\"\n"));
    CHECK(says("BOTH (test.cf:5)\n    meta __LINK && WORD\n"
               "    of these hit: WORD __LINK\n"));
    CHECK(says("__LINK (test.cf:4)\n    uri /example/\n"
               "    URI http://example.com/, byte 7: \"example\"\n"));
    CHECK(says("mail, byte 12: \"From\"\n"));
    CHECK(says("part 1, content-type, byte 5: \"html\"\n"));
}

TEST(time_is_told_by_phase_and_rule)
{
    const auto loaded = rules::load(rules_text);
    Timing timing(loaded.set);
    CHECK_EQUAL(timing.report(), "");
    timing.add(mail_text);
    timing.add(mail_text);
    const std::string text = timing.report();
    CHECK(text.starts_with("2 messages, "));
    CHECK(text.find("  parsing, decoding, texts\n") != std::string::npos);
    CHECK(text.find(".00  WORD\n") != std::string::npos);
}

TEST(options_choose_the_task)
{
    CHECK(parsed({}).task == Task::stage);
    CHECK(parsed({"-c", "conf"}).task == Task::stage);
    CHECK(parsed({"--no-such-option"}).task == Task::stage);
    CHECK(parsed({"--lint"}).task == Task::lint);
    CHECK(parsed({"-L", "--lint"}).task == Task::quiet_lint);
    CHECK(parsed({"-L"}).task == Task::rewrite);
    CHECK(parsed({"-d"}).task == Task::remove_markup);
    CHECK(parsed({"-dt"}).task == Task::rewrite);
    CHECK(parsed({"--explain", "-C", "rules", "x"}).task == Task::explain);
}

TEST(arguments_of_options_may_stand_apart)
{
    const auto options = parsed({"-D", "uri,check", "-e", "7", "-t", "mail"});
    CHECK(options.debug.contains("uri") && options.debug.contains("check"));
    CHECK_EQUAL(options.spam_status.value_or(0), 7);
    CHECK_EQUAL(options.files.size(), 1U);
    CHECK_EQUAL(parsed({"-e", "-t"}).spam_status.value_or(0), 5);
    CHECK(parsed({"-D", "-t"}).debug.contains("all"));
}

TEST(uri_details_and_captured_texts_are_told)
{
    const auto loaded =
        rules::load("uri_detail LINK domain =~ /example/ text =~ /here/\n"
                    "header WHO From:addr =~ /(?<NAME>\\w+)@/\n"
                    "body SAYS /dear %{NAME}/i\nuri AT /%{NAME}[.]html/\n");
    const std::string text = explanation(
        loaded.set,
        "From: john@example.com\nContent-Type: text/html\n\n"
        "<p>first<p>Dear John, <a href=\"http://example.com/john.html\">here</a>\n");
    for (const std::string_view line :
         {"    URI \"http://example.com/john.html\" of: a\n",
          "    %{NAME} is \"john\"\n    paragraph 3, byte 0: \"Dear John\"\n",
          "    URI http://example.com/john.html, byte 19: \"john.html\"\n"}) {
        if (text.find(line) == std::string::npos) check::fail(__FILE__, __LINE__, text);
    }
}
