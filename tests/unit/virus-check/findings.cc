// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "virus-check/findings.h"

#include "../check.h"

using namespace chainmail;
using namespace chainmail::virus_check;

namespace {

std::string written(const Findings& findings)
{
    wire::Builder to;
    findings.write("ClamAV 1", to);
    const auto text = to.finish();
    return text ? *text : text.error().what;
}

} // namespace

TEST(nothing_found_is_clean)
{
    Findings findings;
    findings.add({Outcome::clean, ""}, "1");
    CHECK_EQUAL(written(findings),
                "virus.scanner=ClamAV 1\nvirus-check.status=clean\n\n");
}

TEST(hits_are_listed_once)
{
    Findings findings;
    findings.add({Outcome::infected, "A"}, "1.2");
    findings.add({Outcome::infected, "A"}, "1.2");
    findings.add({Outcome::infected, "A"}, whole_message);
    findings.add({Outcome::infected, "B\tC"}, "1.2");
    CHECK_EQUAL(findings.summary(), "A in 1.2, A in message, B\tC in 1.2");
    CHECK_EQUAL(written(findings),
                "virus=A\t1.2\nvirus=A\tmessage\nvirus=B%09C\t1.2\n"
                "virus.scanner=ClamAV 1\nvirus-check.status=infected\n\n");
}

TEST(hits_are_bounded)
{
    Findings findings;
    for (int i = 0; i < 1000; ++i)
        findings.add({Outcome::infected, std::to_string(i)}, "1");
    wire::Builder to;
    findings.write("x", to);
    auto text = *to.finish();
    text.pop_back(); // the closing empty line
    const auto record = wire::Record::parse(text);
    CHECK(bool(record));
    CHECK_EQUAL(record ? record->values("virus").size() : 0, Findings::max_hits);
}

TEST(the_first_failure_is_the_status)
{
    Findings findings;
    findings.add({Outcome::failed, "limit reached: MaxFiles"}, "1.2");
    findings.fail("limit reached: MaxScanSize", whole_message);
    CHECK_EQUAL(written(findings),
                "virus.scanner=ClamAV 1\n"
                "virus-check.status=failed\tlimit reached: MaxFiles in part 1.2\n\n");
}

TEST(malware_outweighs_a_failure)
{
    Findings findings;
    findings.fail("time limit reached", whole_message);
    findings.add({Outcome::infected, "A"}, "1");
    CHECK(findings.infected());
    CHECK_EQUAL(written(findings),
                "virus=A\t1\nvirus.scanner=ClamAV 1\nvirus-check.status=infected\n\n");
    CHECK_EQUAL(findings.failure(), "time limit reached in the message");
}

// What the mail is to blame for does not hide that the scanner does not work.
TEST(a_failure_of_the_scanner_outranks_a_limit)
{
    Findings findings;
    findings.fail("limit reached: MaxFiles", "1.1");
    CHECK(findings.is_limit());
    findings.fail("time limit reached", "1.2");
    findings.fail("limit reached: MaxFiles", "1.3");
    CHECK(!findings.is_limit());
    CHECK_EQUAL(findings.failure(), "time limit reached in part 1.2");
}

TEST(all_names_of_one_scan)
{
    Findings findings;
    findings.add({Outcome::infected, "A", {"B", "A", "C"}}, "1");
    CHECK_EQUAL(findings.summary(), "A in 1, B in 1, C in 1");
}
