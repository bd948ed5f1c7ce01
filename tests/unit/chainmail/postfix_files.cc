// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "chainmail/postfix_files.h"

#include "unit/check.h"

#include "base/text.h"

using namespace chainmail;
using namespace chainmail::supervisor;

namespace {

constexpr std::string_view master =
    "# service type ...\n"
    "smtp      inet  n       -       y       -       -       smtpd\n"
    "  -o content_filter=other:[127.0.0.1]:10030\n"
    "\n"
    "smtp-amavis unix -      -       n       -       5       smtp\n"
    "  -o smtp_data_done_timeout=1200\n"
    "other     unix  -       -       n       -       -       lmtp\n";

std::string found(std::string_view main_cf, std::string_view port)
{
    const auto transport = find_filter_transport(main_cf, master, port);
    return transport ? text::cat(transport->name,
                                 ' ',
                                 transport->maxproc,
                                 " line ",
                                 transport->line)
                     : "none";
}

} // namespace

TEST(finds_the_transport_of_the_content_filter)
{
    const std::string main_cf = "myhostname = a\ncontent_filter =\n"
                                "    smtp-amavis:[127.0.0.1]:10024\n";
    CHECK_EQUAL(found(main_cf, "10024"), "smtp-amavis 5 line 5");
    CHECK_EQUAL(found(main_cf, "10025"), "none");
    CHECK_EQUAL(found("#content_filter=smtp-amavis:[127.0.0.1]:10024\n", "10024"),
                "none");
}

TEST(an_option_of_a_service_counts_too)
{
    CHECK_EQUAL(found("", "10030"), "other 100 line 7");
}

TEST(a_transport_that_is_not_there_is_none)
{
    CHECK_EQUAL(found("content_filter=gone:[127.0.0.1]:10024\n", "10024"), "none");
    CHECK_EQUAL(found("", ""), "none");
}

TEST(a_proxy_filter_works_before_the_queue)
{
    const std::string proxied =
        "smtp inet n - y - - smtpd\n  -o smtpd_proxy_filter=127.0.0.1:10024\n";
    CHECK(is_before_queue("", proxied, "10024"));
    CHECK(is_before_queue("smtpd_proxy_filter = :10024\n", "", "10024"));
    CHECK(!is_before_queue("", proxied, "10026"));
    CHECK(!is_before_queue("content_filter=a:127.0.0.1:10024\n", "", "10024"));
}
