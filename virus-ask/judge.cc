// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "judge.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::virus_ask {

namespace {

constexpr std::size_t most_names = 100;
constexpr std::size_t most_matches = 1000;
constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_excerpt = 200;

} // namespace

Result<Judge::Test> Judge::test_of(const scanner::Condition& condition)
{
    Test test;
    test.given = condition.given;
    test.statuses = condition.statuses;
    if (!condition.pattern) return test;
    test.always = condition.pattern->empty();
    auto regex = pattern::Regex::compile(*condition.pattern);
    if (!regex) return regex.error();
    test.pattern = std::move(*regex);
    return test;
}

Result<Judge> Judge::of(const scanner::Entry& entry)
{
    Judge judge;
    for (const auto& [condition, to] : {std::pair{&entry.clean, &judge.clean_},
                                        std::pair{&entry.infected, &judge.infected_}}) {
        auto test = test_of(*condition);
        if (!test)
            return permanent(text::cat(
                "@av_scanners: the scanner ", entry.name, ": ", test.error().what));
        *to = std::move(*test);
    }
    if (entry.name_pattern.empty()) return judge;
    auto names = pattern::Regex::compile(entry.name_pattern);
    if (!names)
        return permanent(text::cat(
            "@av_scanners: the scanner ", entry.name, ": ", names.error().what));
    judge.names_ = std::move(*names);
    return judge;
}

bool Judge::holds(const Test& test, int status, const std::string& output)
{
    if (test.always) return true;
    if (test.pattern) return test.pattern->matches(output, scratch_);
    return std::ranges::count(test.statuses, status) > 0;
}

// All groups of all matches; without groups the matches themselves, as Perl does in a
// list.
std::vector<std::string> Judge::names_in(const std::string& output)
{
    std::vector<std::string> names;
    const auto take = [&names](std::string_view found) {
        std::string name(text::trim(found.substr(0, longest_name)));
        if (name.empty() || names.size() == most_names) return;
        if (std::ranges::count(names, name) == 0) names.push_back(std::move(name));
    };
    std::size_t from = 0;
    bool empty = false;
    for (std::size_t i = 0; names_ && i < most_matches; ++i) {
        const auto found = names_->groups_from(output, from, empty, scratch_);
        if (found.empty()) break;
        for (std::size_t group = found.size() > 1 ? 1 : 0; group < found.size();
             ++group)
            take(found[group]);
        const auto begin = static_cast<std::size_t>(found[0].data() - output.data());
        from = begin + found[0].size();
        empty = found[0].empty();
    }
    if (names.empty()) names.emplace_back();
    return names;
}

Verdict Judge::judge(int status, const std::string& output)
{
    if (infected_.given && holds(infected_, status, output))
        return {Says::infected, names_in(output), ""};
    if (!clean_.given) return {Says::nothing, {}, ""};
    if (holds(clean_, status, output)) return {Says::clean, {}, ""};
    return {Says::failed,
            {},
            text::cat("unexpected exit status ",
                      status,
                      ", output=\"",
                      text::printable(text::trim(output), longest_excerpt),
                      '"')};
}

} // namespace chainmail::virus_ask
