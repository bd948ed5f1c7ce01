// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/lookup.h"

#include "../check.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

std::string asked(const Acl& acl, std::string_view address)
{
    const auto found = ask(acl, address);
    return found ? *found ? "yes" : "no" : "nothing";
}

// @local_domains_maps as the text of a configuration file gives it.
std::string is_local(const std::string& text, std::string_view address)
{
    const auto settings = config::read_text("conf", text);
    if (!settings) return settings.error().what;
    const auto lookup = Lookup::read(*settings, "@local_domains_maps");
    if (!lookup) return lookup.error().what;
    return lookup->is_true(address) ? "yes" : "no";
}

} // namespace

TEST(a_domain_is_itself_only)
{
    const Acl acl{{"example.com"}};
    CHECK_EQUAL(asked(acl, "a@example.com"), "yes");
    CHECK_EQUAL(asked(acl, "A@Example.COM"), "yes");
    CHECK_EQUAL(asked(acl, "a@example.com."), "yes");
    CHECK_EQUAL(asked(acl, "a@sub.example.com"), "nothing");
    CHECK_EQUAL(asked(acl, "a@notexample.com"), "nothing");
    CHECK_EQUAL(asked(acl, "example.com"), "nothing");
}

TEST(a_dotted_domain_is_all_below_it_as_well)
{
    const Acl acl{{".example.com"}};
    CHECK_EQUAL(asked(acl, "a@example.com"), "yes");
    CHECK_EQUAL(asked(acl, "a@b.sub.example.com"), "yes");
    CHECK_EQUAL(asked(acl, "a@notexample.com"), "nothing");
    CHECK_EQUAL(asked(acl, ""), "nothing");
}

TEST(a_dot_is_everything)
{
    CHECK_EQUAL(asked({{"."}}, "a@b"), "yes");
    CHECK_EQUAL(asked({{"."}}, "postmaster"), "yes");
    CHECK_EQUAL(asked({{"."}}, ""), "yes");
}

TEST(an_address_is_that_address)
{
    const Acl acl{{"john@example.com"}};
    CHECK_EQUAL(asked(acl, "John@Example.com"), "yes");
    CHECK_EQUAL(asked(acl, "john+x@example.com"), "nothing");
    CHECK_EQUAL(asked(acl, "mary@example.com"), "nothing");
}

TEST(the_first_that_fits_answers_and_exclamation_marks_negate)
{
    const Acl acl{{"!host.example.com", ".example.com", "!!example.net", "!."}};
    CHECK_EQUAL(asked(acl, "a@host.example.com"), "no");
    CHECK_EQUAL(asked(acl, "a@other.example.com"), "yes");
    CHECK_EQUAL(asked(acl, "a@example.net"), "yes");
    CHECK_EQUAL(asked(acl, "a@example.org"), "no");
    CHECK_EQUAL(asked({}, "a@example.org"), "nothing");
}

TEST(tables_are_asked_from_left_to_right)
{
    using Table = Lookup::Table;
    const Lookup lookup({Table(Acl{{"!a.example"}}), Table(Acl{{"."}})});
    CHECK(!lookup.is_true("x@a.example"));
    CHECK(lookup.is_true("x@b.example"));
    CHECK(Lookup({Table(Constant{true})}).is_true("x@b.example"));
    CHECK(!Lookup({Table(Constant{false}), Table(Constant{true})}).is_true("x@b"));
    CHECK(!Lookup().is_true("x@b"));
}

TEST(reads_the_forms_that_files_have)
{
    CHECK_EQUAL(is_local("@local_domains_acl = ('.example.com');", "a@x.example.com"),
                "yes");
    CHECK_EQUAL(is_local("@local_domains_acl = qw(.);", "a@b.example"), "yes");
    CHECK_EQUAL(is_local("$mydomain = 'example.com';", "a@example.com"), "yes");
    CHECK_EQUAL(is_local("@local_domains_maps = (1);", "a@b.example"), "yes");
    CHECK_EQUAL(is_local("@local_domains_maps = (0, 1);", "a@b.example"), "no");
    CHECK_EQUAL(is_local("@local_domains_maps = (undef, 1);", "a@b.example"), "yes");
    // A constant, not a domain: amavisd's users fall into this one too.
    CHECK_EQUAL(is_local("@local_domains_maps = ('example.com');", "a@b.example"),
                "yes");
    CHECK_EQUAL(is_local("@local_domains_maps = (['example.com']);", "a@b.example"),
                "no");
    CHECK_EQUAL(is_local("@local_domains_maps = (['.Example.com']);", "a@example.COM"),
                "yes");
    CHECK_EQUAL(
        is_local("@local_domains_acl = ('b.example');\n"
                 "@local_domains_maps = (['!a.example'], \\@local_domains_acl);",
                 "x@b.example"),
        "yes");
    CHECK_EQUAL(is_local("@local_domains_maps = ();", "a@b.example"), "no");
}
