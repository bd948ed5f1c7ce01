// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail-scan/mbox.h"
#include "unit/check.h"

#include <vector>

using namespace chainmail::mail_scan;

namespace {

std::vector<std::string> messages(std::string_view bytes)
{
    std::vector<std::string> all;
    while (!bytes.empty())
        all.emplace_back(take_message(bytes));
    return all;
}

} // namespace

TEST(an_mbox_is_taken_apart)
{
    const std::string first =
        "From a@b.c Sun Nov 22 10:00:00 2026\nSubject: 1\n\nx\n\n";
    const std::string second =
        "From a Sun Nov 22 10:00:01 2026\nSubject: 2\n\nFrom here\n";
    const auto all = messages(first + second);
    CHECK(all.size() == 2);
    CHECK_EQUAL(all.front(), first);
    CHECK_EQUAL(all.back(), second);
}

TEST(with_crlf_as_well)
{
    const std::string first =
        "From a Sun Nov 22 10:00:00 2026\r\nSubject: 1\r\n\r\nx\r\n\r\n";
    CHECK(messages(first + first).size() == 2);
}

TEST(a_line_of_text_is_no_border)
{
    const std::string line = "From a Sun Nov 22 10:00:00 2026\n";
    CHECK(messages(line + "S: 1\n\nFrom him at last\n").size() == 1);
    // Not behind an empty line.
    CHECK(messages(line + "S: 1\n\nx\n" + line).size() == 1);
    // No mbox at all.
    CHECK(messages("Subject: 1\n\n" + line + "x\n").size() == 1);
}

TEST(mbox_lines)
{
    CHECK(is_mbox_line("From MAILER-DAEMON Fri Jul  8 12:08:34 2011"));
    CHECK(is_mbox_line("From x  8:08 today"));
    CHECK(!is_mbox_line("From: a@b.c 12:08:34"));
    CHECK(!is_mbox_line("From a@b.c"));
    CHECK(!is_mbox_line("From 12:"));
    CHECK(!is_mbox_line(""));
}
