// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/header_judgement.h"

#include "base/text.h"
#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

Facts faulty()
{
    Facts facts;
    facts.header_faults = {{5, "long", "long", 1},
                           {2, "eight", "8bit", 1},
                           {2, "utf8", "utf8", 2},
                           {7, "no From", "missing", 0},
                           {8, "two Subjects", "multiple", 0}};
    return facts;
}

HeaderJudgement judged(const std::string& settings, const Facts& facts = faulty())
{
    const Site site(settings);
    return judge_header(facts, site.configuration().header_tests);
}

} // namespace

TEST(the_first_fault_of_a_field_counts_and_the_greatest_number)
{
    const auto judgement = judged("");
    CHECK_EQUAL(judgement.minor, 8);
    CHECK_EQUAL(text::join(judgement.texts, "|"), "long|no From|two Subjects");
    CHECK(judgement.is_bad());
}

TEST(a_test_that_is_off_leaves_the_field_to_the_next)
{
    const auto judgement = judged("$allowed_header_tests{'long'} = 0;"
                                  "$allowed_header_tests{'missing'} = 0;"
                                  "$allowed_header_tests{'multiple'} = 0;"
                                  "$allowed_header_tests{'utf8'} = 1;");
    CHECK_EQUAL(judgement.minor, 2);
    CHECK_EQUAL(text::join(judgement.texts, "|"), "eight|utf8");
    CHECK(!judged("%allowed_header_tests = ();").is_bad());
    CHECK_EQUAL(judged("%allowed_header_tests = (utf8 => 1);").minor, -1);
}

TEST(broken_mime_is_a_fault_beside_the_others)
{
    auto facts = faulty();
    facts.mime_error = "part 1: oh";
    auto judgement = judged("", facts);
    CHECK(judgement.is_bad_mime);
    CHECK_EQUAL(judgement.minor, 8);
    CHECK_EQUAL(judgement.texts.back(), "MIME error: part 1: oh");
    CHECK(!judged("$allowed_header_tests{'mime'} = 0;", facts).is_bad_mime);
}
