// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Authentication-Results as servers write them, and what of it counts.
#include "spam-score/auth_results.h"

#include "rules.h"

using namespace rules;

namespace {

constexpr std::string_view plugin = "loadplugin Mail::SpamAssassin::Plugin::AuthRes\n";

// "dkim=pass spf=fail", or "-" when the field does not count.
std::string
parsed(std::string_view text, bool is_arc = false, AuthResultsSettings settings = {})
{
    const auto results = parse_auth_results(is_arc ? "ARC-Authentication-Results"
                                                   : "Authentication-Results",
                                            text,
                                            settings);
    if (!results) return "-";
    std::string out;
    for (const auto& [method, result] : *results)
        out += text::cat(out.empty() ? "" : " ", method, "=", result);
    return out;
}

std::string why_skipped(std::string_view text, const AuthResultsSettings& settings)
{
    const auto results = parse_auth_results("Authentication-Results", text, settings);
    return results ? "" : results.error().what;
}

std::string with_fields(std::string_view rules, std::string_view first)
{
    constexpr std::string_view hop =
        "Received: from x.example.com (x.example.com [198.51.100.7])\n"
        "\tby mx.example.net (Postfix) with ESMTP id 0123456789\n"
        "\tfor <a@example.net>; Thu, 1 Jan 2026 00:00:00 +0000 (UTC)\n";
    return hits(text::cat(plugin,
                          "header PASS eval:check_authres_result('spf', 'PASS')\n"
                          "header FAIL eval:check_authres_result('spf', 'fail')\n"
                          "header NONE eval:check_authres_result('spf', 'missing')\n"
                          "header DKIM eval:check_authres_result('dkim', 'pass')\n",
                          rules),
                text::cat(first,
                          hop,
                          "Authentication-Results: outside.example; dkim=pass\n"
                          "From: a@example.com\n\nwords\n"));
}

} // namespace

TEST(methods_and_results)
{
    CHECK_EQUAL(
        parsed("mx.example.com; spf=pass smtp.mailfrom=a@example.com;\tdkim=fail "
               "reason=\"bad; signature\" header.d=example.com header.b=\"x=\""),
        "spf=pass dkim=fail");
    CHECK_EQUAL(parsed("mx 1; DMARC / 1 = pass (p=none (sp)) header.from=example.com;"),
                "dmarc=pass");
    CHECK_EQUAL(parsed("mx; mx ; dmarc=fail action=none header.from=a"), "dmarc=fail");
    CHECK_EQUAL(parsed("mx; sender-id=pass header.anything=x"), "sender-id=pass");
    CHECK_EQUAL(parsed("mx;"), "");
    // Nobody registered these.
    CHECK_EQUAL(
        parsed("mx; spf=hardfail smtp.mfrom=a smtp.helo=b; arc=none arc.chain=c; "
               "dmarc=bestguesspass header.from=d"),
        "spf=hardfail arc=none dmarc=bestguesspass");
}

TEST(one_thing_that_is_not_understood_spoils_the_field)
{
    for (const auto* text : {"mx; none",
                             "mx; spf=pass; none",
                             "mx; spf=pass; compauth=fail",
                             "mx; spf=Pass",
                             "mx; spf=pass header.d=x",
                             "mx; spf=pass smtp.mailfrom",
                             "mx; spf=pass smtp.mailfrom=,",
                             "mx; spf=pass (not closed",
                             "mx; spf/x=pass",
                             "mx; spf pass",
                             "mx spf=pass",
                             "mx; spf=pass reason=;",
                             "spf=pass",
                             "; spf=pass",
                             ""})
        CHECK_EQUAL(parsed(text), "-");
}

TEST(values_that_are_odd_and_yet_end_well)
{
    CHECK_EQUAL(parsed("mx; spf=pass smtp.mailfrom=<>; dkim=fail"), "spf=pass");
    CHECK_EQUAL(parsed("mx; spf=pass smtp.mailfrom=a,b ; dkim=fail"),
                "spf=pass dkim=fail");
    CHECK_EQUAL(parsed("mx; spf=pass smtp.mailfrom=; dkim=fail"), "spf=pass");
    CHECK_EQUAL(parsed("mx; spf=pass smtp.mailfrom=\"open; dkim=fail"), "spf=pass");
}

TEST(arc_counts_its_instances)
{
    CHECK_EQUAL(parsed("i=1; mx; arc=pass", true), "arc=pass");
    CHECK_EQUAL(parsed("i = 50 (last); mx; arc=pass", true), "arc=pass");
    CHECK_EQUAL(parsed("i=51; mx; arc=pass", true), "-");
    CHECK_EQUAL(parsed("i=0; mx; arc=pass", true), "-");
    CHECK_EQUAL(parsed("mx; arc=pass", true), "-");
}

TEST(servers_that_are_trusted_or_ignored)
{
    AuthResultsSettings trusting;
    CHECK(trusting.take("authres_trusted_authserv", "MX.example.com other"));
    CHECK_EQUAL(why_skipped("mx.Example.com; spf=pass", trusting), "");
    CHECK_EQUAL(why_skipped("evil.example; spf=pass", trusting),
                "authserv not trusted: evil.example");
    AuthResultsSettings ignoring;
    CHECK(ignoring.take("authres_ignored_authserv", "mx"));
    CHECK_EQUAL(why_skipped("mx; spf=pass", ignoring), "ignored authserv: mx");
}

TEST(only_fields_of_ones_own_servers_count)
{
    CHECK_EQUAL(with_fields("", "Authentication-Results: mx; spf=pass\n"), "PASS");
    CHECK_EQUAL(with_fields("", ""), "NONE");
    CHECK_EQUAL(with_fields("authres_networks all\n", ""), "DKIM NONE");
    CHECK_EQUAL(with_fields("", "ARC-Authentication-Results: i=1; mx; spf=pass\n"),
                "PASS");
}

TEST(pass_wins_else_the_first)
{
    CHECK_EQUAL(with_fields("", "Authentication-Results: mx; spf=fail; spf=none\n"),
                "FAIL");
    CHECK_EQUAL(with_fields("",
                            "Authentication-Results: mx; spf=fail\n"
                            "Authentication-Results: mx; spf=pass; spf=fail\n"),
                "PASS");
}

TEST(long_fields_take_no_more_time_than_their_length)
{
    const std::string many(1 << 20, 'a');
    CHECK_EQUAL(parsed("mx; spf=pass smtp.mailfrom=" + many + ","), "-");
    CHECK_EQUAL(parsed("mx; spf=pass " + std::string(1 << 20, '(')), "-");
    CHECK_EQUAL(parsed("mx; spf=pass reason=" + std::string(1 << 20, ',')), "-");
}

TEST(lines_that_are_not_understood)
{
    for (const auto* line : {"authres_networks outside",
                             "authres_networks",
                             "authres_trusted_authserv",
                             "authres_other 1"})
        CHECK_EQUAL(load(text::cat(plugin, line, "\n")).complaints.size(), 1U);
}
