// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "virus-ask/query.h"

#include "../check.h"
#include "base/text.h"

using namespace chainmail;
using namespace chainmail::virus_ask;

namespace {

const Words files{"p001", "p002"};

std::string lines(std::string_view arguments, const Words& names = files)
{
    std::vector<std::string> out;
    for (const auto& line : command_lines(arguments, "/scan", "/d", names))
        out.push_back(text::join(line, "|"));
    return text::join(out, "\n");
}

} // namespace

TEST(a_daemon_is_told_the_directory_once_or_each_file)
{
    CHECK_EQUAL(text::join(requests("CONTSCAN {}\n", "/d", files), "+"),
                "CONTSCAN /d\n");
    CHECK_EQUAL(text::join(requests("SCAN FILE {}/*\n", "/d", files), "+"),
                "SCAN FILE /d/p001\n+SCAN FILE /d/p002\n");
    CHECK_EQUAL(text::join(requests("GET {}/*?-x HTTP/1.0\r\n", "/d", {"p001"}), "+"),
                "GET /d/p001?-x HTTP/1.0\r\n");
    CHECK_EQUAL(text::join(requests("{}/\n*", "/d", files), "+"),
                "/d/\np001+/d/\np002");
    CHECK(requests("PING*", "/d", {}).empty());
}

TEST(a_program_is_told_the_directory)
{
    CHECK_EQUAL(lines("-r --tempdir=/tmp {}"), "/scan|-r|--tempdir=/tmp|/d");
    CHECK_EQUAL(lines(" {}/sub  -path={} "), "/scan|/d/sub|-path=/d");
    CHECK_EQUAL(lines(""), "/scan");
}

TEST(a_program_is_told_the_files)
{
    CHECK_EQUAL(lines("-s {}/* -x"), "/scan|-s|/d/p001|/d/p002|-x");
    CHECK_EQUAL(lines("*"), "/scan|p001|p002");
    // Only as a word of its own.
    CHECK_EQUAL(lines("-i '*' {}"), "/scan|-i|'*'|/d");
}

TEST(many_files_take_several_runs)
{
    const Words many(9, std::string(1000, 'x'));
    const auto runs = command_lines("-s *", "/scan", "/d", many);
    CHECK_EQUAL(runs.size(), 3U);
    CHECK_EQUAL(runs[0].size(), 5U);
    CHECK_EQUAL(runs[2].size(), 5U);
    // One that is too long is asked about nevertheless.
    CHECK_EQUAL(command_lines("*", "/scan", "/d", {std::string(5000, 'x')}).size(), 1U);
    CHECK_EQUAL(command_lines("{}", "/scan", "/d", many).size(), 1U);
}

TEST(the_directory_for_temporary_files_is_our_own)
{
    std::string arguments = "--tempdir=/t {} --log=/t/x /tmp -f=/t";
    replace_path(arguments, "/t", "/t/own");
    CHECK_EQUAL(arguments, "--tempdir=/t/own {} --log=/t/own/x /tmp -f=/t/own");
}
