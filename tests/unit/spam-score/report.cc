// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/report.h"

#include "rules.h"

using namespace rules;

TEST(a_complaint_on_a_line)
{
    CHECK_EQUAL(line_of({"a.cf:3", "no such thing", false}), "a.cf:3: no such thing");
    CHECK_EQUAL(line_of({"", "no such thing", false}), "no such thing");
}

TEST(lint_lists_what_cannot_be_run_and_why)
{
    const auto loaded = load("body A /x/\nheader B eval:no_such_function()\nmeta C B\n"
                             "header D eval:check_rbl('x', 'y.')\n");
    const auto report = lint_report(loaded.set, loaded.complaints);
    CHECK(report.find("body: 1\n") != std::string::npos);
    CHECK(report.find("cannot be run here: 2\n") != std::string::npos);
    CHECK(report.find("B (test.cf:2, header eval): ") != std::string::npos);
    CHECK(report.find("C (test.cf:3, meta): needs B\n") != std::string::npos);
    CHECK(report.find("not local, taken for 0: 1\n  D (test.cf:4, ") !=
          std::string::npos);
    CHECK(!has_errors(loaded.complaints));
    CHECK_EQUAL(summary_of(loaded.set), "1 rule, 2 not run");
}

TEST(remarks_are_no_errors)
{
    CHECK(has_errors({{"a.cf:1", "x", true}, {"a.cf:2", "y", false}}));
    CHECK(!has_errors({{"a.cf:1", "x", true}}));
}

TEST(a_line_of_results)
{
    Verdict verdict;
    verdict.score = 1.25;
    verdict.hits = {{"A", 1, 1}, {"B", 0.25, 2}};
    verdict.subhits = {{"__C", 0, 1}};
    CHECK_EQUAL(tsv_line("f", verdict, false), "f\t1.250\tA,B,B\n");
    CHECK_EQUAL(tsv_line("f", verdict, true), "f\t1.250\tA,B,B\t__C\n");
    CHECK_EQUAL(tsv_line("f", {}, true), "f\t0.000\t\t\n");
}
