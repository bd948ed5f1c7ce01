// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/copies.h"

#include "../check.h"
#include "base/text.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

constexpr Traits local{true, false, false};
constexpr Traits foreign{false, false, false};

Configuration usual()
{
    Configuration c;
    c.levels = {Level{2, "2"}, Level{6.31, "6.31"}, Level{6.31, "6.31"}};
    c.scanned_name = "X-Virus-Scanned";
    c.scanned_field = "X-Virus-Scanned: by us";
    return c;
}

Facts with_score(double score)
{
    Facts facts;
    facts.virus_check = Check::done;
    facts.spam = {Check::done, score, {{"POINTS", score}}, "no"};
    return facts;
}

Copies
made(const Facts& facts, const Configuration& c, const std::vector<Traits>& recipients)
{
    return make_copies(
        facts, decide(facts, c, recipients), c, recipients, "Received: x");
}

// The names of the fields that are put on top.
std::string names(const Copy& copy)
{
    std::vector<std::string> all;
    for (const auto& field : copy.inserted)
        all.push_back(field.substr(0, field.find(':')));
    return text::join(all, " ");
}

constexpr std::string_view all_spam_fields =
    "X-Spam-Flag X-Spam-Score X-Spam-Level X-Spam-Status";

} // namespace

TEST(below_the_tag_level_one_copy_for_all)
{
    const auto copies = made(with_score(1.9), usual(), {local, foreign, local});
    CHECK_EQUAL(copies.copies.size(), 1U);
    CHECK((copies.numbers == std::vector<std::size_t>{1, 1, 1}));
    CHECK_EQUAL(names(copies.copies[0]), "X-Virus-Scanned Received");
    CHECK(!copies.copies[0].tagged);
}

TEST(spam_fields_are_for_local_recipients)
{
    const auto copies = made(with_score(3), usual(), {foreign, local, foreign, local});
    CHECK_EQUAL(copies.copies.size(), 2U);
    CHECK((copies.numbers == std::vector<std::size_t>{1, 2, 1, 2}));
    CHECK_EQUAL(names(copies.copies[0]), "X-Virus-Scanned Received");
    CHECK_EQUAL(names(copies.copies[1]),
                text::cat("X-Virus-Scanned ", all_spam_fields, " Received"));
    CHECK_EQUAL(copies.copies[1].inserted[1], "X-Spam-Flag: NO");
    CHECK(!copies.copies[1].tagged);
}

TEST(a_copy_is_tagged_when_it_is_spammy_and_local)
{
    const auto copies = made(with_score(7), usual(), {local, foreign});
    CHECK(copies.copies[0].tagged);
    CHECK_EQUAL(copies.copies[0].inserted[1], "X-Spam-Flag: YES");
    CHECK(!copies.copies[1].tagged);
}

TEST(nobody_gets_a_copy_of_what_is_blocked)
{
    auto c = usual();
    c.spam = Destiny::discard;
    const auto copies = made(with_score(7), c, {local, {true, false, true}});
    CHECK((copies.numbers == std::vector<std::size_t>{0, 1}));
    CHECK_EQUAL(names(copies.copies[0]), "X-Virus-Scanned Received");
}

TEST(tag2_below_tag_gives_no_fields_but_counts_as_tagged)
{
    auto c = usual();
    c.levels.tag = Level{9, "9"};
    const auto copies = made(with_score(7), c, {local});
    CHECK_EQUAL(names(copies.copies[0]), "X-Virus-Scanned Received");
    CHECK(copies.copies[0].tagged);
}

TEST(malware_that_passes_is_announced_to_all)
{
    auto c = usual();
    c.virus = Destiny::pass;
    auto facts = with_score(0);
    facts.infected = true;
    facts.viruses = {"A", "B", "A"};
    const auto copies = made(facts, c, {local, foreign});
    CHECK_EQUAL(copies.copies[0].inserted[1],
                "X-Amavis-Alert: INFECTED, message contains virus: A, B");
    CHECK_EQUAL(names(copies.copies[1]), "X-Virus-Scanned X-Amavis-Alert Received");
    CHECK(copies.copies[0].tagged);
}

TEST(a_held_message_says_so_first)
{
    auto facts = with_score(0);
    facts.hold = "Maximum number of files (20) exceeded";
    CHECK_EQUAL(made(facts, usual(), {foreign}).copies[0].inserted[0],
                "X-Amavis-Hold: Maximum number of files (20) exceeded");
}

TEST(the_scanner_is_named_even_when_it_failed_but_not_when_it_is_bypassed)
{
    auto facts = with_score(0);
    facts.virus_check = Check::failed;
    CHECK_EQUAL(names(made(facts, usual(), {foreign}).copies[0]),
                "X-Virus-Scanned Received");
    CHECK_EQUAL(names(made(facts, usual(), {{false, true, false}}).copies[0]),
                "Received");
    auto c = usual();
    c.scanned_field = "";
    CHECK_EQUAL(names(made(facts, c, {foreign}).copies[0]), "Received");
}

TEST(foreign_fields_of_our_names_are_removed)
{
    auto c = usual();
    const std::string spam = "X-Spam-Status X-Spam-Level X-Spam-Flag X-Spam-Score "
                             "X-Spam-Report X-Spam-Checker-Version X-Spam-Tests";
    const auto removed = [](const Copies& copies) {
        return text::join(copies.copies[0].removed, " ");
    };
    CHECK_EQUAL(removed(made(with_score(0), c, {foreign})), "X-Amavis-Hold " + spam);
    c.remove_scanned_fields = true;
    c.remove_spam_fields = false;
    CHECK_EQUAL(removed(made(with_score(0), c, {foreign})),
                "X-Amavis-Hold X-Virus-Scanned");
    // amavisd removes them where it has its spam code loaded.
    c = usual();
    auto facts = with_score(0);
    facts.spam = {};
    CHECK_EQUAL(removed(made(facts, c, {foreign})), "X-Amavis-Hold");
}

TEST(many_recipients_share_few_copies)
{
    std::vector<Traits> recipients;
    for (int i = 0; i < 10'000; ++i)
        recipients.push_back(i % 2 == 0 ? local : foreign);
    const auto copies = made(with_score(3), usual(), recipients);
    CHECK_EQUAL(copies.copies.size(), 2U);
    CHECK_EQUAL(copies.numbers.size(), 10'000U);
}
