// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/rule_book.h"

#include "unit/check.h"

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

struct Book {
    Features features;
    RuleBook book{features};
    Place place{"a.cf", 1};

    std::string take(std::string_view key, std::string_view value)
    {
        const auto taken = book.take({key, value, place});
        return taken ? "" : taken.error().what;
    }
    const RuleDefinition& rule(const std::string& name)
    {
        return book.rules().at(name);
    }
};

} // namespace

TEST(a_header_rule)
{
    Book b;
    CHECK_EQUAL(b.take("header", "A Subject:raw !~ /x y/i [if-unset: none]"), "");
    CHECK_EQUAL(b.rule("A").header, "Subject:raw");
    CHECK(b.rule("A").negated);
    CHECK_EQUAL(b.rule("A").pattern, "(?i)x y");
    CHECK_EQUAL(*b.rule("A").if_unset, "none");
    CHECK_EQUAL(b.take("header", "B exists:X-Spam"), "");
    CHECK(b.rule("B").exists);
    CHECK_EQUAL(b.rule("B").header, "X-Spam");
}

TEST(header_rules_that_are_none)
{
    Book b;
    CHECK(!b.take("header", "A Subject").empty());
    CHECK(!b.take("header", "A Subject:unknown =~ /x/").empty());
    CHECK(!b.take("header", "A Subject =~ x").empty());
    CHECK(!b.take("header", "A Subject =~ /(/").empty());
    CHECK(!b.take("header", "A").empty());
    CHECK(!b.take("body", "9A /x/").empty());
    CHECK(b.book.rules().empty());
}

TEST(an_eval_rule_and_its_arguments)
{
    Book b;
    CHECK_EQUAL(b.take("header", "A eval:f( 'a,b' , \"c\", -6.5,undef)"), "");
    CHECK_EQUAL(b.rule("A").function, "f");
    CHECK((b.rule("A").arguments ==
           std::vector<std::string>{"a,b", "c", "-6.5", "undef"}));
    CHECK(b.rule("A").kind == RuleKind::header_eval);
    CHECK_EQUAL(b.take("body", "B eval:g()"), "");
    CHECK(b.rule("B").arguments.empty());
    CHECK(!b.take("body", "C eval:g(").empty());
    CHECK(!b.take("body", "C eval:g('a)").empty());
    CHECK(!b.take("body", "C eval:g(a b)").empty());
}

TEST(rules_that_ask_the_dns_are_known)
{
    Book b;
    b.take("header", "A eval:check_rbl('x', 'list.example.org.')");
    CHECK(b.rule("A").kind == RuleKind::network_eval);
}

TEST(a_later_definition_replaces_an_earlier_one)
{
    Book b;
    b.take("body", "A /x/");
    b.place.line = 7;
    b.take("uri", "A /y/");
    CHECK(b.rule("A").kind == RuleKind::uri);
    CHECK_EQUAL(b.rule("A").place.text(), "a.cf:7");
}

TEST(scores)
{
    Book b;
    CHECK_EQUAL(b.book.scores("A")[0], 1.0);
    CHECK_EQUAL(b.book.scores("T_A")[0], 0.01);
    b.take("tflags", "N nice");
    CHECK_EQUAL(b.book.scores("N")[0], -1.0);
    CHECK_EQUAL(b.take("score", "A 2.5"), "");
    CHECK_EQUAL(b.book.scores("A")[3], 2.5);
    CHECK_EQUAL(b.take("score", "A 1 2 3 -4"), "");
    CHECK_EQUAL(b.book.scores("A")[3], -4.0);
    CHECK_EQUAL(b.take("score", "A (0.5)"), "");
    CHECK_EQUAL(b.book.scores("A")[0], 1.5);
    CHECK_EQUAL(b.book.scores("A")[3], -3.5);
    CHECK(!b.take("score", "A 1 2").empty());
    CHECK(!b.take("score", "A x").empty());
    CHECK(!b.take("score", "B (1)").empty());
}

TEST(flags)
{
    Book b;
    b.take("tflags", "A multiple maxhits=5");
    CHECK(b.book.has_flag("A", "multiple"));
    CHECK(!b.book.has_flag("A", "net"));
    CHECK_EQUAL(*b.book.flag_number("A", "maxhits"), 5U);
    b.take("tflags", "A net");
    CHECK(!b.book.has_flag("A", "multiple"));
    CHECK(!b.book.flag_number("A", "maxhits"));
}

TEST(priorities)
{
    Book b;
    CHECK_EQUAL(b.take("priority", "A -200"), "");
    CHECK_EQUAL(b.book.priority("A"), -200);
    CHECK_EQUAL(b.book.priority("B"), 0);
    CHECK(!b.take("priority", "A high").empty());
}

TEST(descriptions)
{
    Book b;
    b.take("describe", "A What it  is");
    CHECK_EQUAL(b.book.description("A"), "What it  is");
}

TEST(a_directive_of_a_plugin_that_is_not_loaded)
{
    Book b;
    CHECK_EQUAL(b.take("use_auto_whitelist", "0"),
                "no effect: the plugin AWL is not loaded");
    CHECK_EQUAL(b.take("fns_extrachars", "50"),
                "no effect: the plugin FromNameSpoof is not loaded");
    CHECK_EQUAL(b.take("loadplugin", "Mail::SpamAssassin::Plugin::TxRep"), "");
    CHECK_EQUAL(b.take("use_auto_whitelist", "0"), "");
    CHECK_EQUAL(b.take("loadplugin", "Mail::SpamAssassin::Plugin::FromNameSpoof"), "");
    CHECK_EQUAL(b.take("fns_extrachars", "50"), "");
    // Debian loads these, and core had this one once.
    CHECK_EQUAL(b.take("razor_timeout", "3"), "");
    CHECK_EQUAL(b.take("ok_languages", "en"), "");
}

TEST(a_directive_nobody_knows_is_an_error)
{
    Book b;
    CHECK_EQUAL(b.take("report_safe", "1"), ""); // known, and not ours to heed
    CHECK(!b.take("sorce", "A 1").empty());
    CHECK(!b.take("body", "").empty());
}
