// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "virus_points.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

std::optional<double> points_of(const Maps& points, const std::string& name)
{
    for (const auto& table : points.tables())
        if (const auto hit = look_up_any(*table, {name}); hit && !hit->value.is_undef())
            return to_number(hit->value);
    return {};
}

} // namespace

void count_viruses(const Maps& points, Facts& facts)
{
    if (!facts.infected || points.tables().empty()) return;
    std::vector<SpamTest> tests;
    for (const auto& name : facts.viruses) {
        const auto known = [&](const SpamTest& one) {
            return one.name == "AV:" + name;
        };
        if (std::ranges::any_of(tests, known)) continue;
        const auto score = points_of(points, name);
        if (!score) return;
        tests.push_back({"AV:" + name, *score});
    }
    if (tests.empty()) return;
    facts.spam.virus_points = std::ranges::max(tests, {}, &SpamTest::score).score;
    facts.spam.virus_tests = std::move(tests);
    facts.infected = false;
    facts.viruses.clear();
}

} // namespace chainmail::policy
