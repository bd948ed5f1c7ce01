// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Addresses in the name of From, and whose they are.
#include "spam-score/from_name.h"

#include "rules.h"
#include "spam-score/mail_tags.h"

using namespace rules;

namespace {

constexpr std::string_view plugin =
    "loadplugin Mail::SpamAssassin::Plugin::FromNameSpoof\n"
    "header DIFFERENT eval:check_fromname_different()\n"
    "header DOMAIN eval:check_fromname_domain_differ()\n"
    "header EMAIL eval:check_fromname_contains_email()\n"
    "header OWNER eval:check_fromname_owners_differ()\n"
    "header REPLY eval:check_fromname_equals_replyto()\n"
    "header SPOOF eval:check_fromname_spoof()\n"
    "header TO eval:check_fromname_equals_to()\n";

std::string
found(std::string_view from, std::string_view more = "", std::string_view rules = "")
{
    return hits(text::cat(plugin, rules),
                text::cat("From: ", from, "\n", more, "Subject: s\n\nwords\n"));
}

std::string in_name(std::string_view name)
{
    return std::string(find_address_in_name(name).value_or("none"));
}

} // namespace

TEST(addresses_in_names)
{
    CHECK_EQUAL(in_name("john doe, j.doe@example.com (work)"), "j.doe@example.com");
    CHECK_EQUAL(in_name("'info@example.com'"), "info@example.com");
    CHECK_EQUAL(in_name("--a@example.com"), "a@example.com");
    CHECK_EQUAL(in_name("a@b@example.com"), "b@example.com");
    CHECK_EQUAL(in_name("a@example.com-"), "none");
    CHECK_EQUAL(in_name("a@example"), "none");
    CHECK_EQUAL(in_name("a@e.x"), "none");
    CHECK_EQUAL(in_name("!@example.com"), "none");
    CHECK_EQUAL(in_name("a@x. b@example.com"), "b@example.com");
    CHECK_EQUAL(in_name("@"), "none");
    CHECK_EQUAL(in_name(""), "none");
}

TEST(many_signs_take_no_more_time_than_their_number)
{
    const std::string many(1 << 20, '!');
    CHECK_EQUAL(in_name(many + "@" + many + "@"), "none");
}

TEST(the_name_says_another_address)
{
    CHECK_EQUAL(found("John <a@example.com>"), "");
    CHECK_EQUAL(found("\"a@example.com\" <a@example.com>"), "EMAIL");
    CHECK_EQUAL(found("\"B@example.com\" <a@example.com>"), "DIFFERENT EMAIL");
    CHECK_EQUAL(found("\"a@example.de\" <a@example.com>"), "DIFFERENT DOMAIN EMAIL");
    CHECK_EQUAL(found("\"a@bank.co.uk\" <a@example.com>"),
                "DIFFERENT DOMAIN EMAIL OWNER SPOOF");
    CHECK_EQUAL(found("\"a@bank.nowhere\" <a@example.com>"), "");
    CHECK_EQUAL(found("\"a@bank.co.uk\" <a@example.nowhere>"), "");
}

TEST(who_else_has_that_address)
{
    CHECK_EQUAL(found("\"b@example.com\" <a@example.com>",
                      "To: b@example.com\nReply-To: B@example.com\n"),
                "DIFFERENT EMAIL REPLY TO");
    CHECK_EQUAL(found("\"b@example.com\" <a@example.com>", "To: B@example.com\n"),
                "DIFFERENT EMAIL");
}

TEST(levels_of_the_check)
{
    constexpr std::string_view from = "\"b@bank.de\" <a@bank.com>";
    CHECK_EQUAL(found(from), "DIFFERENT DOMAIN EMAIL");
    CHECK_EQUAL(found(from, "", "fns_check 0\n"), "DIFFERENT DOMAIN EMAIL SPOOF");
    CHECK_EQUAL(found(from, "", "fns_check 2\n"), "DIFFERENT DOMAIN EMAIL SPOOF");
    CHECK_EQUAL(found(from, "", "header L0 eval:check_fromname_spoof('0')\n"),
                "DIFFERENT DOMAIN EMAIL L0");
}

TEST(a_long_name_is_more_than_an_address)
{
    constexpr std::string_view from = "\"Tom: b@bank.de\" <a@example.com>";
    CHECK_EQUAL(found(from, "", "fns_extrachars 7\n"),
                "DIFFERENT DOMAIN EMAIL OWNER SPOOF");
    CHECK_EQUAL(found(from, "", "fns_extrachars 6\n"), "EMAIL");
}

TEST(lists_of_owners)
{
    constexpr std::string_view from = "\"b@mail.bank.de\" <a@example.com>";
    CHECK_EQUAL(found(from, "", "fns_add_addrlist (Example) *@mail.bank.de\n"),
                "DIFFERENT DOMAIN EMAIL");
    CHECK_EQUAL(found(from, "", "fns_add_addrlist (example) ?@bank.de\n"),
                "DIFFERENT DOMAIN EMAIL");
    CHECK_EQUAL(found(from,
                      "",
                      "fns_add_addrlist (example) *@bank.de\n"
                      "fns_remove_addrlist (example) *@bank.de\n"),
                "DIFFERENT DOMAIN EMAIL OWNER SPOOF");
}

TEST(mail_with_a_certain_field_is_spared)
{
    constexpr std::string_view from = "\"b@bank.de\" <a@example.com>";
    constexpr std::string_view rules = "fns_ignore_headers List-Id X-List\n";
    CHECK_EQUAL(found(from, "List-Id: x\n", rules), "");
    CHECK_EQUAL(found(from, "List: x\n", rules), "DIFFERENT DOMAIN EMAIL OWNER SPOOF");
}

TEST(tags_of_a_name_that_differs)
{
    constexpr std::string_view tags = "_FNSFNAMEADDR_ _FNSFNAMEDOMAIN_ _FNSFNAMEOWNER_ "
                                      "_FNSFADDRADDR_ _FNSFADDRDOMAIN_ _FNSFADDROWNER_";
    const auto expanded = [&](std::string_view name) {
        const auto rules = load(plugin).set;
        Workbench bench;
        const std::string text =
            text::cat("From: \"", name, "\" <a@x.example.com>\n\nwords\n");
        Examination mail(rules, text, bench.match);
        const Verdict verdict = examine(rules, mail, bench);
        return MailTags(rules, mail, verdict, {"h", "d"}).expand(tags);
    };
    CHECK_EQUAL(expanded("b@y.bank.de"),
                "b@y.bank.de bank.de bank a@x.example.com example.com example");
    CHECK_EQUAL(expanded("a@x.example.com"), tags);
}

TEST(without_the_plugin_they_are_not_there)
{
    const auto loaded = load("header A eval:check_fromname_different()\nmeta B !A\n");
    CHECK_EQUAL(
        names(examine(loaded.set,
                      {"From: \"b@example.org\" <a@example.com>\n\nwords\n", {}})
                  .hits),
        "B");
}

TEST(lines_that_are_not_understood)
{
    for (const auto* line : {"fns_check 3",
                             "fns_check",
                             "fns_extrachars many",
                             "fns_add_addrlist owner *@example.com",
                             "fns_add_addrlist (owner)",
                             "fns_ignore_headers",
                             "fns_other 1"})
        CHECK_EQUAL(load(text::cat(plugin, line, "\n")).complaints.size(), 1U);
}
