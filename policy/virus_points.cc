// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "virus_points.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

// What one scanner's names add to `known`; nothing when one of them has no points, or
// there is none.
std::optional<std::vector<SpamTest>> count_names(const Maps& points,
                                                 const std::vector<std::string>& names,
                                                 const std::vector<SpamTest>& known)
{
    std::vector<SpamTest> tests;
    for (const auto& name : names) {
        const auto score = points.by_name(name);
        if (score.is_undef()) return {};
        const auto same = [&](const SpamTest& one) { return one.name == "AV:" + name; };
        if (std::ranges::none_of(tests, same) && std::ranges::none_of(known, same))
            tests.push_back({"AV:" + name, to_number(score)});
    }
    if (names.empty()) return {};
    return tests;
}

} // namespace

// Of each scanner the highest counts, as in amavisd.
void count_viruses(const Maps& points, Facts& facts)
{
    auto& further = facts.further_viruses;
    while (facts.infected && !points.tables().empty()) {
        const auto tests = count_names(points, facts.viruses, facts.spam.virus_tests);
        if (!tests) return;
        if (!tests->empty())
            facts.spam.virus_points +=
                std::ranges::max(*tests, {}, &SpamTest::score).score;
        auto& all = facts.spam.virus_tests;
        all.insert(all.end(), tests->begin(), tests->end());
        facts.infected = !further.empty();
        facts.viruses.clear();
        if (further.empty()) return;
        facts.viruses = std::move(further.front());
        further.erase(further.begin());
    }
}

} // namespace chainmail::policy
