// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/decide.h"

#include "../check.h"
#include "base/text.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

constexpr Traits local{true, false, false};
constexpr Traits foreign{false, false, false};

Configuration configured(std::optional<double> tag,
                         std::optional<double> tag2,
                         std::optional<double> kill)
{
    const auto level = [](std::optional<double> value) {
        return value ? std::optional(Level{*value, ""}) : std::nullopt;
    };
    Configuration c;
    c.levels = {level(tag), level(tag2), level(kill)};
    return c;
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

Verdict one(const Facts& facts, const Configuration& c, const Traits& recipient = local)
{
    return decide(facts, c, {recipient}).verdicts.front();
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
        // Without a score nothing is spam, whatever the levels.
        {none, -1, -1, none, "1,1 1"},
        {-1, -1, -1, none, "1,1 1"},
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
    CHECK_EQUAL(categories(one(clean_with(9), c, {true, false, true})), "1");
    const auto decision = decide(clean_with(9), c, {{true, false, true}});
    CHECK(!decision.spam.score);
    const auto mixed = decide(clean_with(9), c, {{true, false, true}, local});
    CHECK_EQUAL(categories(mixed.verdicts[0]), "1");
    CHECK_EQUAL(categories(mixed.verdicts[1]), "6 5 1,1 1");
    CHECK(mixed.spam.score == 9);
}

TEST(malware_is_discarded_and_never_scored)
{
    const auto decision = decide(infected_with(9), configured({}, 5, 5), {local});
    const auto& verdict = decision.verdicts.front();
    CHECK_EQUAL(categories(verdict), "9 1");
    CHECK(verdict.destiny == Destiny::discard);
    CHECK(verdict.blocking == infected);
    CHECK(verdict.main() == infected);
    CHECK(!decision.spam.score);
}

TEST(malware_that_passes_is_scored)
{
    auto c = configured({}, 5, 5);
    c.virus = Destiny::pass;
    auto decision = decide(infected_with(9), c, {local});
    CHECK_EQUAL(categories(decision.verdicts.front()), "9 6 5 1,1 1");
    CHECK(decision.verdicts.front().destiny == Destiny::pass);
    CHECK(decision.spam.score == 9);
    // The next category in the list decides then.
    c.spam = Destiny::reject;
    decision = decide(infected_with(9), c, {local});
    CHECK(decision.verdicts.front().destiny == Destiny::reject);
    CHECK(decision.verdicts.front().blocking == spam_category);
}

TEST(who_bypasses_the_virus_check_gets_the_malware)
{
    const auto decision =
        decide(infected_with(1), configured({}, 5, 5), {local, {true, true, false}});
    CHECK(decision.verdicts[0].destiny == Destiny::discard);
    CHECK_EQUAL(categories(decision.verdicts[0]), "9 1,1 1");
    CHECK(decision.verdicts[1].destiny == Destiny::pass);
    CHECK_EQUAL(categories(decision.verdicts[1]), "1,1 1");
}

TEST(spam_passes_or_not_at_the_kill_level_only)
{
    auto c = configured(2, 5, 10);
    for (const auto destiny : {Destiny::discard, Destiny::reject, Destiny::tempfail}) {
        c.spam = destiny;
        CHECK(one(clean_with(10), c).destiny == destiny);
        CHECK(one(clean_with(10), c).blocking == spam_category);
        CHECK(one(clean_with(9), c).destiny == Destiny::pass);
        CHECK(!one(clean_with(9), c).blocking);
    }
}

TEST(what_could_not_be_checked_passes_as_unchecked)
{
    auto facts = clean_with(1);
    facts.virus_check = Check::failed;
    CHECK_EQUAL(categories(one(facts, configured(2, 5, 5))), "7 1");
    CHECK(one(facts, configured(2, 5, 5)).destiny == Destiny::pass);
    facts.hold = "too many parts";
    CHECK_EQUAL(categories(one(facts, configured(2, 5, 5))), "7,2 7 1");
    CHECK_EQUAL(categories(one(facts, configured(2, 5, 5), {true, true, false})), "1");
    facts.virus_check = Check::done;
    CHECK_EQUAL(categories(one(facts, configured(2, 5, 5))), "7,2 7 1");
}

TEST(a_check_that_everybody_skips_is_bypassed_by_all)
{
    Facts facts;
    const auto traits = traits_of("a@b.example", facts, configured({}, 5, 5));
    CHECK(traits.bypass_virus && traits.bypass_spam && !traits.local);
    facts = clean_with(1);
    auto c = configured({}, 5, 5);
    c.local_domains = Lookup({Lookup::Table(Acl{{"b.example"}})});
    CHECK((traits_of("a@b.example", facts, c) == Traits{true, false, false}));
    c.bypass_spam_checks = Lookup({Lookup::Table(Constant{true})});
    CHECK((traits_of("a@c.example", facts, c) == Traits{false, false, true}));
}

TEST(replies_have_amavisds_words)
{
    CHECK_EQUAL(
        reply(infected, Destiny::discard, "00675-01", {"Eicar-Test-Signature"}),
        "250 2.7.0 Ok, discarded, id=00675-01 - INFECTED: Eicar-Test-Signature");
    CHECK_EQUAL(reply(spam_category, Destiny::reject, "00675-02", {}),
                "554 5.7.0 Reject, id=00675-02 - spam");
    CHECK_EQUAL(reply(spam_category, Destiny::tempfail, "1", {}),
                "450 4.7.0 Temporary failure, id=1 - spam");
    CHECK_EQUAL(reply(spam_category, Destiny::discard, "1", {}),
                "250 2.7.0 Ok, discarded, id=1 - spam");
    CHECK_EQUAL(reply(infected, Destiny::reject, "1", {"A", "B\r\n250 C", "A"}),
                "554 5.7.0 Reject, id=1 - INFECTED: A, B??250 C");
    CHECK_EQUAL(reply(infected, Destiny::reject, "1", {std::string(9000, 'x')}).size(),
                std::string("554 5.7.0 Reject, ").size() + 450);
}

TEST(hits_are_written_as_the_log_has_them)
{
    CHECK_EQUAL(hits({}), "-");
    CHECK_EQUAL(hits(0.0), "0");
    CHECK_EQUAL(hits(6.31), "6.31");
    CHECK_EQUAL(hits(-1.9), "-1.9");
    CHECK_EQUAL(hits(5.1234), "5.123");
    CHECK_EQUAL(hits(-0.0001), "-0");
}
