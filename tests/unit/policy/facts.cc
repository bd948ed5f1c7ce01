// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/facts.h"

#include "../check.h"
#include "base/text.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

const std::vector<std::string> all{"mime-split", "virus-check", "spam-score"};
const std::string ok = "mime-split.status=ok\n";
const std::string clean = "virus-check.status=clean\n";
const std::string scored = "spam.score=1.5\nspam-score.status=ok\n";

Result<Facts> read(const std::string& lines,
                   const std::vector<std::string>& required = all,
                   const wire::Envelope& envelope = {})
{
    const auto record = wire::Record::parse(lines);
    if (!record) return record.error();
    return read_facts(*record, envelope, required);
}

bool is_temporary(const Result<Facts>& facts)
{
    return !facts && facts.error().fault == Fault::temporary;
}

} // namespace

TEST(reads_a_clean_mail)
{
    const auto facts = read(ok + clean + scored +
                            "spam.test=A\t1\nspam.test=B\t0.5\nspam.autolearn=no\n");
    CHECK(bool(facts));
    CHECK(facts->virus_check == Check::done && !facts->infected);
    CHECK(facts->spam.check == Check::done && facts->spam.score == 1.5);
    CHECK_EQUAL(facts->spam.tests.size(), 2U);
    CHECK_EQUAL(facts->spam.tests[1].name, "B");
    CHECK(facts->spam.tests[1].score == 0.5);
    CHECK_EQUAL(facts->spam.autolearn, "no");
    CHECK_EQUAL(facts->hold, "");
}

TEST(reads_malware)
{
    const auto facts = read(ok + "virus=A\t1.2\nvirus=B\tmessage\n" +
                            "virus-check.status=infected\n" + scored);
    CHECK(facts && facts->infected);
    CHECK_EQUAL(text::join(facts->viruses, " "), "A B");
}

TEST(reads_what_could_not_be_done)
{
    const auto facts = read("hold=too many parts\n"
                            "mime-split.status=hold\ttoo many parts\n"
                            "virus-check.status=failed\ttime limit\n"
                            "spam-score.status=failed\tno rules\n");
    CHECK(bool(facts));
    CHECK_EQUAL(facts->hold, "too many parts");
    CHECK(facts->virus_check == Check::failed);
    CHECK(facts->spam.check == Check::failed && !facts->spam.score);
}

TEST(a_missing_status_is_no_clean_mail)
{
    CHECK(is_temporary(read(clean + scored)));
    CHECK(is_temporary(read(ok + scored)));
    CHECK(is_temporary(read(ok + clean)));
    CHECK(is_temporary(read("")));
}

TEST(a_program_that_is_not_in_the_chain_need_not_speak)
{
    const auto facts = read(ok, {"mime-split"});
    CHECK(facts && facts->virus_check == Check::skipped);
    CHECK(facts && facts->spam.check == Check::skipped);
    wire::Envelope envelope;
    envelope.skip = {"virus-check", "spam-score"};
    CHECK(bool(read(ok, all, envelope)));
    CHECK(is_temporary(read("", all, envelope)));
}

TEST(a_status_that_makes_no_sense_is_not_believed)
{
    CHECK(is_temporary(read("mime-split.status=failed\n" + clean + scored)));
    CHECK(is_temporary(read(ok + "virus-check.status=ok\n" + scored)));
    CHECK(is_temporary(read(ok + clean + "spam-score.status=clean\n")));
    CHECK(is_temporary(read(ok + clean + "spam-score.status=ok\n")));
    CHECK(is_temporary(read(ok + clean + "spam.score=nan\nspam-score.status=ok\n")));
    CHECK(is_temporary(read(ok + clean + "spam.score=1e999\nspam-score.status=ok\n")));
    CHECK(is_temporary(read(ok + clean + "spam.score=5,3\nspam-score.status=ok\n")));
    CHECK(is_temporary(read(ok + clean + scored + "spam.test=A\n")));
}

TEST(one_scanner_with_an_answer_is_enough)
{
    const std::string failed = "virus-check.status=failed\tno engine\n";
    const std::string asked = "virus-ask.status=clean\n";
    CHECK(read(ok + failed + asked + scored)->virus_check == Check::done);
    CHECK(read(ok + clean + "virus-ask.status=failed\tdown\n" + scored)->virus_check ==
          Check::done);
    CHECK(read(ok + failed + "virus-ask.status=failed\tdown\n" + scored)->virus_check ==
          Check::failed);
    CHECK(read(ok + failed + "virus-ask.status=skipped\tx\n" + scored)->virus_check ==
          Check::failed);
    CHECK(read(ok + "virus-check.status=skipped\tx\nvirus-ask.status=skipped\tx\n" +
               scored)
              ->virus_check == Check::skipped);
    CHECK(is_temporary(read(ok + clean + scored,
                            {"mime-split", "virus-check", "virus-ask", "spam-score"})));
    CHECK(is_temporary(read(ok + clean + "virus-ask.status=perhaps\n" + scored)));
}

TEST(the_first_scanner_that_finds_something_names_it)
{
    const std::string asked = "virus-ask.virus=B\tX\nvirus-ask.virus=C\tX\n"
                              "virus-ask.virus=D\tY\nvirus-ask.status=infected\n";
    auto facts = read(ok + clean + asked + scored);
    CHECK(facts->infected);
    CHECK_EQUAL(text::join(facts->viruses, " "), "B C");
    CHECK_EQUAL(facts->further_viruses.size(), 1U);
    facts = read(ok + "virus=A\t1\nvirus-check.status=infected\n" + asked + scored);
    CHECK_EQUAL(text::join(facts->viruses, " "), "A");
    CHECK_EQUAL(facts->further_viruses.size(), 2U);
}
