// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail-scan/verdict.h"
#include "mail-scan/progress.h"
#include "mail-scan/report.h"
#include "unit/check.h"

using namespace chainmail;
using mail_scan::Form;

namespace {

std::string line(Form form, const std::string& record, const char* path = "a")
{
    const auto parsed = wire::Record::parse(record);
    if (!parsed) return parsed.error().what;
    return mail_scan::line_of(form, path, mail_scan::read_verdict(*parsed));
}

std::string words(const std::string& record)
{
    return line(Form::words, record);
}

} // namespace

TEST(the_main_category_is_the_verdict)
{
    const std::string score = "spam.score=0.1\n";
    CHECK_EQUAL(words(score + "rcpt.1.ccat=1\n"), "a: CLEAN score=0.1\n");
    CHECK_EQUAL(words("rcpt.1.ccat=1\n"), "a: CLEAN\n");
    CHECK_EQUAL(words(score + "rcpt.1.ccat=3,1\t1\n"), "a: CLEAN score=0.1\n");
    CHECK_EQUAL(words(score + "rcpt.1.ccat=5\t1\n"), "a: SPAM score=0.1\n");
    CHECK_EQUAL(words(score + "rcpt.1.ccat=6\t5\t1\n"), "a: SPAM score=0.1\n");
    CHECK_EQUAL(words("rcpt.1.ccat=8\t1\nlog.blocked=BANNED (.exe,a (1).exe)\n"),
                "a: BANNED .exe,a (1).exe\n");
    CHECK_EQUAL(words("rcpt.1.ccat=7,1\t1\nhold=too many parts\n"),
                "a: UNCHECKED too many parts\n");
    CHECK_EQUAL(words("rcpt.1.ccat=7\t1\nvirus-check.status=failed\tno memory\n"),
                "a: UNCHECKED failed: no memory\n");
    CHECK_EQUAL(words("rcpt.1.ccat=7\t1\npart.1.2.attr=U\n"),
                "a: UNCHECKED part 1.2: U\n");
}

TEST(a_virus_counts_whatever_policy_lets_pass)
{
    CHECK_EQUAL(
        words("virus=Eicar\t1.2\nvirus=Eicar\tmessage\nvirus=B\t1\nrcpt.1.ccat=1\n"),
        "a: INFECTED Eicar, B\n");
}

TEST(without_a_category_nothing_is_clean)
{
    CHECK_EQUAL(words("spam.score=0\n"), "a: ERROR policy gave no category\n");
    CHECK_EQUAL(words("rcpt.1.ccat=x\n"), "a: ERROR policy gave no category\n");
}

TEST(tsv)
{
    const std::string record = "spam.score=2.5\nspam.test=A\t1\nspam.test=B\t1.5\n"
                               "part.1.2.ambiguous=boundary\npart.1.attr=U\nhold=much\n"
                               "virus=V\t1\nrcpt.1.ccat=9\n";
    CHECK_EQUAL(line(Form::tsv, record, "a\tb\nc"),
                "a\\x09b\\x0Ac\t2.500\tA,B\tV\t1.2:boundary,1:U,hold\n");
    CHECK_EQUAL(mail_scan::line_of(Form::tsv, "a", mail_scan::error_verdict("why")),
                "a\terror\t\t\t\n");
}

TEST(json)
{
    const std::string record = "spam.score=-1.5\nspam.test=A\t-1.5\npart.1.attr=U\n"
                               "virus=a\"b\\\t1\nrcpt.1.ccat=9\n";
    CHECK_EQUAL(
        line(Form::json, record, "p\xE9\n"),
        "{\"path\":\"p\\u00e9\\u000a\",\"verdict\":\"INFECTED\",\"score\":-1.5,"
        "\"tests\":[{\"name\":\"A\",\"score\":-1.5}],\"viruses\":[\"a\\\"b\\\\\"],"
        "\"flags\":[{\"part\":\"1\",\"flag\":\"U\"}]}\n");
    CHECK_EQUAL(
        mail_scan::line_of(Form::json, "\xC3\xA9", mail_scan::error_verdict("why")),
        "{\"path\":\"\xC3\xA9\",\"verdict\":\"ERROR\",\"score\":null,\"tests\":[],"
        "\"viruses\":[],\"flags\":[],\"reason\":\"why\"}\n");
}

TEST(progress)
{
    CHECK_EQUAL(mail_scan::progress_text(120, 6000, 1412),
                "120 of 6000, 84 a second, 1:09 left");
    CHECK_EQUAL(mail_scan::progress_text(0, 5, 0), "0 of 5, 0 a second, 0:00 left");
}
