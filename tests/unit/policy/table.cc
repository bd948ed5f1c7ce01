// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/table.h"

#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

// What @local_domains_maps of the configuration `text` says of `address`.
std::string asked(const std::string& text, std::string_view address)
{
    const Site site(text);
    if (!site.error().empty()) return site.error();
    const auto& c = site.configuration();
    const auto match = c.local_domains.first(Subject(address, c.keys));
    return match ? match->value.text().value_or("?") : "nothing";
}

std::string acl(const std::string& elements, std::string_view address)
{
    return asked("@local_domains_maps = ([" + elements + "]);", address);
}

std::string hash(const std::string& entries, std::string_view address)
{
    return asked("@local_domains_maps = ({" + entries + "});", address);
}

std::string patterns(const std::string& rows, std::string_view address)
{
    return asked("@local_domains_maps = (new_RE(" + rows + "));", address);
}

} // namespace

TEST(a_domain_in_a_list_is_itself_only)
{
    CHECK_EQUAL(acl("'example.com'", "a@example.com"), "1");
    CHECK_EQUAL(acl("'Example.COM'", "A@eXample.com"), "1");
    CHECK_EQUAL(acl("'example.com'", "a@example.com."), "1");
    CHECK_EQUAL(acl("'example.com'", "a@sub.example.com"), "nothing");
    CHECK_EQUAL(acl("'example.com'", "a@notexample.com"), "nothing");
    CHECK_EQUAL(acl("'example.com'", "example.com"), "nothing");
}

TEST(a_dotted_domain_in_a_list_is_all_below_it_as_well)
{
    CHECK_EQUAL(acl("'.example.com'", "a@example.com"), "1");
    CHECK_EQUAL(acl("'.example.com'", "a@b.sub.example.com"), "1");
    CHECK_EQUAL(acl("'.example.com'", "a@notexample.com"), "nothing");
    CHECK_EQUAL(acl("'.example.com'", ""), "nothing");
    for (const auto* address : {"a@b", "postmaster", ""})
        CHECK_EQUAL(acl("'.'", address), "1");
}

TEST(an_address_in_a_list_is_that_address)
{
    CHECK_EQUAL(acl("'john@example.com'", "John@Example.com"), "1");
    CHECK_EQUAL(acl("'john@example.com'", "john+x@example.com"), "nothing");
    CHECK_EQUAL(acl("'john@example.com'", "\"john\"@example.com"), "1");
    const std::string strict = "$localpart_is_case_sensitive = 1; "
                               "@local_domains_maps = (['John@example.com']);";
    CHECK_EQUAL(asked(strict, "john@example.com"), "nothing");
    CHECK_EQUAL(asked(strict, "John@EXAMPLE.com"), "1");
}

TEST(the_first_element_that_fits_answers_and_exclamation_marks_negate)
{
    const std::string list =
        "'!host.example.com', '.example.com', '!!example.net', '!.'";
    CHECK_EQUAL(acl(list, "a@host.example.com"), "0");
    CHECK_EQUAL(acl(list, "a@other.example.com"), "1");
    CHECK_EQUAL(acl(list, "a@example.net"), "1");
    CHECK_EQUAL(acl(list, "a@example.org"), "0");
    CHECK_EQUAL(acl("", "a@example.org"), "nothing");
}

TEST(a_list_within_a_list_never_fits)
{
    CHECK_EQUAL(acl("'.a.example', ['.b.example']", "x@b.example"), "nothing");
}

TEST(the_keys_of_a_hash_go_from_the_address_to_the_dot)
{
    const std::string entries = "'john@example.com' => 'j', 'mary@' => 'm', "
                                "'example.com' => 'd', '.example.org' => 's', "
                                "'.org' => 'o', '.' => 'all'";
    CHECK_EQUAL(hash(entries, "John@Example.com"), "j");
    CHECK_EQUAL(hash(entries, "mary@elsewhere.example"), "m");
    CHECK_EQUAL(hash(entries, "x@example.com"), "d");
    CHECK_EQUAL(hash(entries, "x@sub.example.com"), "all");
    CHECK_EQUAL(hash(entries, "x@a.example.org"), "s");
    CHECK_EQUAL(hash(entries, "x@example.org"), "s");
    CHECK_EQUAL(hash(entries, "x@debian.org"), "o");
    CHECK_EQUAL(hash("'example.com' => 0", "x@example.com"), "0");
}

TEST(a_key_with_undef_ends_the_table_without_an_answer)
{
    CHECK_EQUAL(
        asked("@local_domains_maps = ({'a.example' => undef, '.' => 1}, 'next');",
              "x@a.example"),
        "next");
}

TEST(extensions_are_left_out_when_there_is_a_delimiter)
{
    const std::string maps = "@local_domains_maps = ({'john@example.com' => 'j'});";
    CHECK_EQUAL(asked(maps, "john+x@example.com"), "nothing");
    CHECK_EQUAL(asked("$recipient_delimiter = '+'; " + maps, "john+x@example.com"),
                "j");
}

TEST(a_value_of_a_hash_can_name_parts_of_the_address)
{
    const std::string delimiter = "$recipient_delimiter = '+'; ";
    CHECK_EQUAL(asked(delimiter + "@local_domains_maps = ({'.' => '$3-$4@${5}'});",
                      "John+x@Example.com"),
                "john-+x@example.com");
    CHECK_EQUAL(hash("'.' => '$1|$9|$'", "a@b"), "a@b||$");
}

TEST(patterns_see_the_address_as_it_came)
{
    CHECK_EQUAL(patterns("qr'^j.*@example\\.com$'", "john@example.com"), "1");
    CHECK_EQUAL(patterns("qr'^j'", "John@example.com"), "nothing");
    CHECK_EQUAL(patterns("qr'^j'i", "John@example.com"), "1");
    CHECK_EQUAL(patterns("[qr'^a'i => 0], [qr'.' => 5]", "a@b"), "0");
    CHECK_EQUAL(patterns("[qr'^a'i => 0], [qr'.' => 5]", "b@b"), "5");
    CHECK_EQUAL(patterns("[qr'^(.)(.)' => '$2$1']", "ab@c"), "ba");
    CHECK_EQUAL(patterns("[qr'x y'x => 1]", "xy@c"), "1");
}

TEST(tables_are_asked_from_left_to_right)
{
    CHECK_EQUAL(asked("@local_domains_maps = (['!a.example'], ['.']);", "x@a.example"),
                "0");
    CHECK_EQUAL(asked("@local_domains_maps = (['!a.example'], ['.']);", "x@b.example"),
                "1");
    CHECK_EQUAL(asked("@local_domains_maps = (0, 1);", "x@b"), "0");
    CHECK_EQUAL(asked("@local_domains_maps = (undef, 1);", "x@b"), "1");
    CHECK_EQUAL(asked("@local_domains_maps = ();", "x@b"), "nothing");
    // A constant, not a domain: amavisd's users fall into this one too.
    CHECK_EQUAL(asked("@local_domains_maps = ('example.com');", "x@b"), "example.com");
}

TEST(variables_are_read_when_they_are_used)
{
    CHECK_EQUAL(asked("@local_domains_acl = ('.example.com');", "a@x.example.com"),
                "1");
    CHECK_EQUAL(asked("@local_domains_acl = qw(.);", "a@b.example"), "1");
    CHECK_EQUAL(asked("", "a@example.com"), "1");
    CHECK_EQUAL(asked("%local_domains = ('b.example' => 'h');", "x@b.example"), "h");
    CHECK_EQUAL(asked("$local_domains_re = new_RE(qr'@c\\.');", "x@c.example"), "1");
    CHECK_EQUAL(asked("@local_domains_maps = (['!a.example'], \\@local_domains_acl);\n"
                      "@local_domains_acl = ('b.example');",
                      "x@b.example"),
                "1");
}

TEST(a_pattern_that_is_none_is_refused_with_its_place)
{
    const auto error = patterns("qr'('", "a@b");
    CHECK(error.starts_with("conf:3:"));
    CHECK(
        asked("@local_domains_maps = (\\&ask_daemon);", "a@b").starts_with("conf:3:"));
}
