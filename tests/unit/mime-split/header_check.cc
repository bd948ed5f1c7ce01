// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mime-split/header_check.h"
#include "unit/stopwatch.h"

#include "../check.h"
#include "base/text.h"

using namespace chainmail;
using namespace chainmail::mime_split;

namespace {

const std::string needed = "Date: Mon, 1 Jan 2024 00:00:00 +0000\nFrom: a@b.example\n";

/// "MINOR TEST NUMBER: TEXT" of all faults of a header that has what it needs.
std::string faults(const std::string& more, bool smtputf8 = false)
{
    std::vector<std::string> all;
    for (const auto& fault : check_header(needed + more + "\n", smtputf8))
        all.push_back(text::cat(
            fault.minor, ' ', fault.test, ' ', fault.number, ": ", fault.text));
    return text::join(all, "|");
}

} // namespace

TEST(a_good_header_has_no_faults)
{
    CHECK_EQUAL(faults("Subject: a\n\tb\nX-Y : z\nX-Empty:\n"), "");
    CHECK_EQUAL(faults("\nno header: any more\n--x\n"), "");
    CHECK_EQUAL(faults("X: " + std::string(995, 'a') + "\n"), "");
}

TEST(what_is_no_field_is_told)
{
    CHECK_EQUAL(faults("this is none\n"),
                "6 syntax 3: Invalid header field syntax: this is none ");
    CHECK_EQUAL(faults(": no name\n"),
                "6 syntax 3: Invalid header field syntax: : no name ");
    CHECK_EQUAL(faults("--x: y\n"), "6 syntax 3: Invalid header field syntax: --x: y ");
    CHECK_EQUAL(
        faults("\xC3\xA9: y\n", true),
        "6 syntax 3: Invalid header field name, contains non-ASCII char (char C3 "
        "hex): \\x{C3}\\x{A9}: y");
}

TEST(an_mbox_line_that_smtp_brought_is_no_field)
{
    const auto told = check_header(needed + "\n", false, true);
    CHECK_EQUAL(told.size(), 1U);
    CHECK_EQUAL(told[0].text, "Invalid header field syntax: From  ");
}

TEST(lines_of_blanks_and_long_ones_are_told)
{
    CHECK_EQUAL(
        faults("X: a\n \n b\n"),
        "4 empty 3: Improper folded header field made up entirely of whitespace "
        "(char 20 hex): X: a    b");
    CHECK_EQUAL(faults("X: " + std::string(996, 'a') + "\n"),
                "5 long 3: Header line longer than 998 characters: X: " +
                    std::string(47, 'a') + "[...]");
}

TEST(bytes_that_do_not_belong_there_are_told)
{
    CHECK_EQUAL(faults("X: a\rb\n"),
                "3 control 3: Improper use of control character (char 0D hex): X: ab");
    CHECK_EQUAL(faults(std::string("X: a\0b\n", 7)),
                "3 control 3: Improper use of control character (char 00 hex): X: "
                "a\\x{00}b");
    CHECK_EQUAL(
        faults("X: caf\xE9\n"),
        "2 8bit 3: Non-encoded non-ASCII data (and not UTF-8) (char E9 hex): X: "
        "caf\\x{E9}");
    CHECK_EQUAL(
        faults("X: caf\xC3\xA9\n"),
        "2 utf8 3: Non-encoded UTF-8 string in non-EAI mail (char C3 A9 hex): X: "
        "caf\\x{C3}\\x{A9}");
    CHECK_EQUAL(faults("X: caf\xC3\xA9\n", true), "");
    CHECK_EQUAL(faults("X: \xC2\x85\n", true),
                "2 8bit 3: UTF-8 string contains C1 Controls (char C2 85 hex): X: "
                "\\x{C2}\\x{85}");
}

TEST(an_excerpt_is_short)
{
    const auto told =
        faults("X: " + std::string(300, 'a') + "\xE9" + std::string(300, 'b') + "\n");
    CHECK_EQUAL(
        told,
        "2 8bit 3: Non-encoded non-ASCII data (and not UTF-8) (char E9 hex): X: "
        "..." +
            std::string(25, 'a') + "\\x{E9}" + std::string(15, 'b') + "[...]");
}

TEST(fields_that_lack_or_come_twice_are_told)
{
    CHECK_EQUAL(check_header("", false).size(), 2U);
    CHECK_EQUAL(check_header("\nFrom: a\n", false).size(), 2U);
    CHECK_EQUAL(
        faults("from: c@d.example\nTO: x\nTo: y\nTo: z\n"),
        "8 multiple 0: Duplicate header field: \"From\"|"
        "8 multiple 0: Header field occurs more than once: \"To\" occurs 3 times");
}

TEST(all_tests_are_made_of_each_field)
{
    CHECK_EQUAL(faults("no\r \xE9\n \n")
                    .starts_with("6 syntax 3: Invalid header field syntax: "),
                true);
    CHECK_EQUAL(check_header(needed + "no\r \xE9\n \n\n", false).size(), 4U);
}

TEST(there_is_an_end_of_faults)
{
    std::string many;
    for (int i = 0; i < 5000; ++i)
        many += "bad line\n";
    CHECK_EQUAL(check_header(many, false).size(), most_faults + 2);
    for (const auto& fault : check_header(std::string(3'000'000, 'x'), false))
        CHECK(fault.text.size() < 1100);
}

TEST(many_faults_of_one_field_take_no_more_time)
{
    std::string field = "X: a\n";
    for (int i = 0; i < 400'000; ++i)
        field += " \n";
    const Stopwatch watch;
    CHECK_EQUAL(check_header(needed + field, false).size(), most_faults);
    CHECK(watch.seconds() < 1);
}
