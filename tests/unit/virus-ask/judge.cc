// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "virus-ask/judge.h"

#include "../check.h"
#include "base/text.h"

using namespace chainmail;
using namespace chainmail::virus_ask;
using scanner::Condition;

namespace {

Condition statuses(std::vector<int> list)
{
    return {true, std::move(list), {}};
}

Condition found(std::string pattern)
{
    return {true, {}, std::move(pattern)};
}

Judge judge(Condition clean, Condition infected, std::string names)
{
    scanner::Entry entry;
    entry.name = "A";
    entry.clean = std::move(clean);
    entry.infected = std::move(infected);
    entry.name_pattern = std::move(names);
    auto made = Judge::of(entry);
    if (made) return std::move(*made);
    check::fail(__FILE__, __LINE__, made.error().what);
    return std::move(*Judge::of({}));
}

std::string names(const Verdict& verdict)
{
    return text::join(verdict.names, ", ");
}

const std::string clamd = "(?m)^.*?: (?!Infected Archive)(.*) FOUND$";

} // namespace

TEST(patterns_of_clamd)
{
    auto one = judge(found("(?m)\\bOK$"), found("(?m)\\bFOUND$"), clamd);
    CHECK(one.judge(0, "/d: OK\n").says == Says::clean);
    const auto verdict =
        one.judge(0, "/d/p1: Eicar FOUND\n/d/p2: Other.A FOUND\n/d/p3: Eicar FOUND\n");
    CHECK(verdict.says == Says::infected);
    CHECK_EQUAL(names(verdict), "Eicar, Other.A");
    const auto failed = one.judge(0, "/d: Access denied. ERROR\n");
    CHECK(failed.says == Says::failed);
    CHECK_EQUAL(failed.why,
                "unexpected exit status 0, output=\"/d: Access denied. ERROR\"");
}

TEST(exit_statuses)
{
    auto one = judge(statuses({0, 8}), statuses({3, 5, 8}), "name=(\\S+)|other (.+)");
    CHECK(one.judge(0, "x").says == Says::clean);
    // Infected is looked for first.
    CHECK_EQUAL(names(one.judge(8, "name=X other Y\nother Z")), "X, Y, Z");
    CHECK(one.judge(1, "").says == Says::failed);
    const auto unnamed = one.judge(3, "no word");
    CHECK(unnamed.says == Says::infected);
    CHECK_EQUAL(unnamed.names.size(), 1U);
    CHECK_EQUAL(names(unnamed), "");
}

TEST(who_does_not_vouch_says_nothing)
{
    auto one = judge({}, statuses({1}), "(.*)");
    CHECK(one.judge(0, "x").says == Says::nothing);
    CHECK(one.judge(1, "x").says == Says::infected);
    auto always = judge(found(""), {}, "");
    CHECK(always.judge(7, "").says == Says::clean);
}

TEST(a_match_begins_where_lines_do)
{
    auto one = judge({}, found("x"), "^x(.)");
    CHECK_EQUAL(names(one.judge(0, "xaxbxc")), "a");
    auto whole = judge({}, found("x"), "x.");
    CHECK_EQUAL(names(whole.judge(0, "xaxb")), "xa, xb");
    auto empty = judge({}, found("x"), "x*");
    CHECK_EQUAL(names(empty.judge(0, "axxbx")), "xx, x");
}

TEST(a_pattern_that_cannot_be_used_is_said)
{
    scanner::Entry entry;
    entry.name = "A";
    entry.infected = found("(");
    const auto made = Judge::of(entry);
    CHECK(!made && made.error().fault == Fault::permanent);
    CHECK(made.error().what.starts_with("@av_scanners: the scanner A: "));
}
