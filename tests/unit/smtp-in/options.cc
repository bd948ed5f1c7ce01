// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-in/options.h"

#include "base/text.h"
#include "tests/unit/check.h"

namespace {

using namespace chainmail::smtp_in;

chainmail::Result<Options> read(std::string_view text)
{
    const auto settings = chainmail::config::read_text("50-user", text);
    if (!settings) return settings.error();
    return read_options(*settings);
}

TEST(defaults)
{
    const auto o = read("");
    CHECK(o);
    CHECK_EQUAL(o->client_timeout_ms, 480'000U);
    CHECK_EQUAL(o->child_timeout_ms, 480'000U);
    CHECK_EQUAL(o->session.recipients, 1100U);
    CHECK_EQUAL(o->session.message_size, 0U);
    CHECK(o->session.discarded.empty());
    CHECK(o->skip.empty());
}

TEST(values)
{
    const auto o = read("$smtpd_timeout = 120; $child_timeout = 5*60;\n"
                        "$smtpd_recipient_limit = 100; $TEMPBASE = '/var/tmp';\n"
                        "$smtpd_message_size_limit = 20*1024*1024;\n"
                        "@smtpd_discard_ehlo_keywords = ('8BITMIME');\n");
    CHECK(o);
    CHECK_EQUAL(o->client_timeout_ms, 120'000U);
    CHECK_EQUAL(o->child_timeout_ms, 300'000U);
    CHECK_EQUAL(o->session.recipients, 100U);
    CHECK_EQUAL(o->session.message_size, 20U * 1024 * 1024);
    CHECK_EQUAL(o->session.discarded.at(0), "8BITMIME");
    CHECK_EQUAL(o->temp_directory, "/var/tmp");
}

TEST(a_size_limit_is_64_kb_at_least)
{
    CHECK_EQUAL(read("$smtpd_message_size_limit = 1000;")->session.message_size,
                65536U);
    CHECK_EQUAL(read("$smtpd_message_size_limit = 0;")->session.message_size, 0U);
}

TEST(what_makes_no_sense_is_refused)
{
    for (const auto* text : {"$smtpd_timeout = 0;",
                             "$child_timeout = -1;",
                             "$smtpd_recipient_limit = 0;",
                             "$smtpd_message_size_limit = 1e30;"}) {
        const auto o = read(text);
        CHECK(!o);
        if (!o) CHECK(o.error().what.find("50-user:1:") != std::string::npos);
    }
}

TEST(a_true_first_element_switches_a_check_off)
{
    const auto skip = [](const char* text) {
        const auto o = read(text);
        return o ? std::string(o->skip.contains("virus-check") ? "virus " : "") +
                       (o->skip.contains("spam-score") ? "spam" : "")
                 : "(" + o.error().what + ")";
    };
    CHECK_EQUAL(skip("@bypass_virus_checks_maps = (1);"), "virus ");
    CHECK_EQUAL(skip("@bypass_spam_checks_maps = (1);"), "spam");
    CHECK_EQUAL(skip("@bypass_spam_checks_maps = ('x', 0);"), "spam");
    CHECK_EQUAL(skip("@bypass_virus_checks_maps = (0);"), "");
    CHECK_EQUAL(skip("@bypass_virus_checks_maps = ();"), "");
    CHECK_EQUAL(skip("@bypass_virus_checks_maps = (\\%bypass_virus_checks, "
                     "\\@bypass_virus_checks_acl, \\$bypass_virus_checks_re);"),
                "");
}

} // namespace

TEST(keywords_are_left_out_by_the_place)
{
    const auto settings = chainmail::config::read_text(
        "conf",
        "@smtpd_discard_ehlo_keywords = ('DSN'); my @own = ('VRFY', 'SIZE');"
        "$interface_policy{'10026'} = 'A'; $interface_policy{'192.0.2.1:10026'} = 'B';"
        "$interface_policy{'10027'} = 'C'; $interface_policy{'10028'} = 'D';"
        "$policy_bank{'A'} = { smtpd_discard_ehlo_keywords => ['8BITMIME'] };"
        "$policy_bank{'B'} = { smtpd_discard_ehlo_keywords => \\@own };"
        "$policy_bank{'C'} = { smtpd_discard_ehlo_keywords => [] };"
        "$policy_bank{'D'} = { originating => 1 };");
    CHECK(settings);
    const auto at = [&](std::string_view place) {
        return chainmail::text::join(discarded_at(*settings, place), " ");
    };
    CHECK_EQUAL(at("[127.0.0.1]:10024"), "DSN");
    CHECK_EQUAL(at("[127.0.0.1]:10026"), "8BITMIME");
    CHECK_EQUAL(at("[192.0.2.1]:10026"), "VRFY SIZE");
    CHECK_EQUAL(at("[127.0.0.1]:10027"), "");
    CHECK_EQUAL(at("[127.0.0.1]:10028"), "DSN");
    CHECK_EQUAL(at(""), "DSN");
}

TEST(banners_are_those_of_the_place)
{
    const auto settings = chainmail::config::read_text(
        "conf",
        "$myhostname = 'mx.example.com'; $smtpd_greeting_banner = 'a';"
        "$interface_policy{'10026'} = 'A';"
        "$policy_bank{'A'} = { smtpd_greeting_banner => 'b', smtpd_quit_banner => 'c' "
        "};");
    CHECK(settings);
    const auto at = [&](std::string_view place) {
        SessionOptions options;
        set_banners(*settings, place, options);
        return options.greeting + "|" + options.farewell;
    };
    CHECK_EQUAL(at("[127.0.0.1]:10024"), "a|");
    CHECK_EQUAL(at("[127.0.0.1]:10026"), "b|c");
    CHECK_EQUAL(at(""), "a|");
}
