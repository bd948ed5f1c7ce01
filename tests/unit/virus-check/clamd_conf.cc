// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "virus-check/clamd_conf.h"

#include "unit/check.h"

#include <clamav.h>

using namespace chainmail;
using namespace chainmail::virus_check;

namespace {

ScanOptions read(const std::string& text)
{
    const auto options = read_clamd_conf("clamd.conf", text);
    CHECK(options);
    return options ? *options : ScanOptions();
}

// The last value of a number of the engine.
long long number(const ScanOptions& options, int field)
{
    long long value = -1;
    for (const auto& one : options.numbers)
        if (one.field == field) value = one.value;
    return value;
}

std::string error(const std::string& text)
{
    const auto options = read_clamd_conf("clamd.conf", text);
    return options ? "" : options.error().what;
}

} // namespace

TEST(without_a_file_it_is_as_clamd)
{
    const ScanOptions options;
    CHECK_EQUAL(options.general, unsigned{CL_SCAN_GENERAL_HEURISTICS});
    CHECK_EQUAL(options.heuristic, unsigned{CL_SCAN_HEURISTIC_EXCEEDS_MAX});
    CHECK_EQUAL(options.database, unsigned{CL_DB_STDOPT});
    CHECK_EQUAL(number(options, CL_ENGINE_MAX_FILES), 10'000);
    CHECK_EQUAL(options.parse & CL_SCAN_PARSE_MAIL, 0U);
}

TEST(what_debian_ships)
{
    const auto options = read("#Automatically Generated\nLocalSocket /var/run/c.ctl\n"
                              "User clamav\nScanMail true\nScanArchive true\n"
                              "MaxScanSize 100M\nMaxFileSize 25M\nMaxRecursion 16\n"
                              "AlertBrokenExecutables false\nAlertEncrypted false\n"
                              "MaxScanTime 60000\nBytecodeTimeout 60000\n");
    CHECK_EQUAL(number(options, CL_ENGINE_MAX_SCANSIZE), 100LL << 20);
    CHECK_EQUAL(number(options, CL_ENGINE_MAX_FILESIZE), 25LL << 20);
    CHECK_EQUAL(number(options, CL_ENGINE_MAX_RECURSION), 16);
    CHECK_EQUAL(options.scan_ms, 60'000U);
    CHECK_EQUAL(options.parse, ScanOptions().parse);
}

TEST(switches)
{
    const auto options = read("ScanPDF no\nAlertOLE2Macros yes\nHeuristicAlerts FALSE\n"
                              "DetectPUA 1\nphishingscanurls no\n");
    CHECK_EQUAL(options.parse & CL_SCAN_PARSE_PDF, 0U);
    CHECK(options.heuristic & CL_SCAN_HEURISTIC_MACROS);
    CHECK_EQUAL(options.general & CL_SCAN_GENERAL_HEURISTICS, 0U);
    CHECK(options.database & CL_DB_PUA);
    CHECK_EQUAL(options.database & CL_DB_PHISHING_URLS, 0U);
}

TEST(categories_of_unwanted_programs)
{
    const auto options = read("ExcludePUA NetTool\nExcludePUA \"PWTool\"\n");
    CHECK_EQUAL(options.pua_excluded.size(), 2U);
    CHECK_EQUAL(options.pua_excluded.at(1), "PWTool");
}

TEST(no_limit_of_time_is_one_all_the_same)
{
    CHECK_EQUAL(read("MaxScanTime 0\n").scan_ms, 120'000U);
}

TEST(mistakes_have_a_line)
{
    CHECK_EQUAL(error("\nScanPDF perhaps\n"),
                "clamd.conf:2: ScanPDF: cannot read <perhaps>");
    CHECK_EQUAL(error("MaxFileSize 1T"), "clamd.conf:1: MaxFileSize: cannot read <1T>");
    CHECK_EQUAL(error("MaxFiles"), "clamd.conf:1: MaxFiles: cannot read <>");
    CHECK_EQUAL(error("TCPSocket many\n"), "");
}
