// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/disclaimer.h"

#include "base/text.h"
#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

const std::string allowed =
    "@local_domains_acl = ('.example.com'); $allow_disclaimers = 1;"
    "@altermime_args_disclaimer = ('--disclaimer=/etc/_OPTION_.txt', '--x=_OPTION_');";

std::string arguments(const Site& site, const std::vector<std::string>& addresses)
{
    const auto& configuration = site.configuration();
    std::vector<Subject> originators;
    for (const auto& address : addresses)
        originators.emplace_back(address, configuration.keys);
    const auto made = disclaimer_for(
        configuration.disclaimer, configuration.local_domains, originators);
    return made.allowed ? text::join(made.arguments, " ") : "none";
}

} // namespace

TEST(the_first_local_address_with_an_option_decides)
{
    const Site site(allowed + "@disclaimer_options_bysender_maps = ({"
                              "'foreign.example' => 'f', 'b@example.com' => 'b',"
                              "'.example.com' => 'all'});");
    CHECK_EQUAL(arguments(site, {"x@foreign.example", "b@example.com"}),
                "--disclaimer=/etc/b.txt --x=b");
    CHECK_EQUAL(arguments(site, {"c@example.com", "b@example.com"}),
                "--disclaimer=/etc/all.txt --x=all");
}

TEST(without_tables_arguments_stay)
{
    CHECK_EQUAL(arguments(Site(allowed), {"c@example.com"}),
                "--disclaimer=/etc/_OPTION_.txt --x=_OPTION_");
    const Site none(allowed + "@disclaimer_options_bysender_maps = ({'z' => 'z'});");
    CHECK_EQUAL(arguments(none, {"c@example.com"}), "--disclaimer=/etc/.txt --x=");
}

TEST(strangers_have_no_disclaimer)
{
    CHECK_EQUAL(arguments(Site(allowed), {"x@foreign.example"}), "none");
    CHECK_EQUAL(arguments(Site(allowed), {}), "none");
    CHECK_EQUAL(
        arguments(Site("@local_domains_acl = ('.example.com');"), {"c@example.com"}),
        "none");
}

TEST(originators_come_in_order)
{
    const auto header = mail::split_whole_header("Sender: s@x\nResent-From: r@x\n"
                                                 "From: A <a@x>, b@x\nSender: a@x\n");
    CHECK_EQUAL(text::join(originators_of(header, "e@x"), " "), "a@x b@x r@x s@x e@x");
    CHECK_EQUAL(text::join(originators_of(header, ""), " "), "a@x b@x r@x s@x");
}
