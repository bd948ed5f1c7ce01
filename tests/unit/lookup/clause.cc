// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "lookup/clause.h"

#include "../check.h"

using namespace chainmail;
using namespace chainmail::lookup;

namespace {

std::string sql(std::string_view clause, std::size_t keys)
{
    const auto parsed = Clause::parse(clause, "sel_policy", "conf:7");
    return parsed ? parsed->sql(keys) : "error: " + parsed.error().what;
}

std::string values(std::string_view clause,
                   const std::optional<std::string>& extra = {})
{
    AddressKeys keys;
    keys.keys = {"k1", "k2"};
    keys.full = "full";
    keys.local = "local";
    keys.user = "user";
    keys.extension = "ext";
    keys.domain = "domain";
    std::string text;
    const auto parsed = Clause::parse(clause, "sel_policy", "conf:7");
    for (const auto& [kind, value] : parsed->parameters(keys, true, extra))
        text += (kind == Parameter::Kind::boolean ? "b:"
                 : kind == Parameter::Kind::extra ? "x:"
                                                  : "") +
                value.value_or("NULL") + " ";
    return text;
}

} // namespace

TEST(placeholders_become_numbers)
{
    CHECK_EQUAL(sql("SELECT 1 WHERE a IN (%k) AND b=%d", 3),
                "SELECT 1 WHERE a IN ($1,$2,$3) AND b=$4");
    CHECK_EQUAL(sql("%k%k ?%L%a%l%u%e%d", 1), "$1$2 $3$4$5$6$7$8$9");
    CHECK_EQUAL(sql("SELECT 1", 3), "SELECT 1");
    CHECK_EQUAL(sql("%", 1), "%");
    CHECK_EQUAL(sql("5 %% 3 %x", 1), "5 %% 3 %x");
    CHECK_EQUAL(sql("name LIKE '%x' AND e IN (%k)", 1), "name LIKE '%x' AND e IN ($1)");
}

TEST(values_come_in_the_same_order)
{
    CHECK_EQUAL(values("%d %k %a %l %u %e %L"),
                "domain k1 k2 full local user ext b:1 ");
    CHECK_EQUAL(values("? %k ?", "17"), "x:17 k1 k2 x:NULL ");
    CHECK_EQUAL(values("?"), "x:NULL ");
}

TEST(placeholders_within_quotes_or_comments_are_refused)
{
    const std::string why = " stands within quotes or a comment";
    CHECK_EQUAL(sql("a LIKE '%d'", 1),
                "error: conf:7: sel_policy: the placeholder %d" + why);
    CHECK_EQUAL(sql("a = 'why?'", 1),
                "error: conf:7: sel_policy: the placeholder ?" + why);
    CHECK_EQUAL(sql("a = \"%k\"", 1),
                "error: conf:7: sel_policy: the placeholder %k" + why);
    CHECK_EQUAL(sql("a -- %k", 1),
                "error: conf:7: sel_policy: the placeholder %k" + why);
    CHECK_EQUAL(sql("a /* %k */", 1),
                "error: conf:7: sel_policy: the placeholder %k" + why);
    CHECK_EQUAL(sql("a = 'it''s' || %k", 1), "a = 'it''s' || $1");
    CHECK_EQUAL(sql("a -- it's\n %k", 1), "a -- it's\n $1");
    CHECK_EQUAL(sql("a /* it's */ - %k", 1), "a /* it's */ - $1");
    CHECK_EQUAL(sql("a - 1 / %k", 1), "a - 1 / $1");
    std::string many;
    for (int i = 0; i <= 200; ++i)
        many += "%d,";
    CHECK_EQUAL(sql(many, 1), "error: conf:7: sel_policy: more than 200 placeholders");
}

TEST(bytes_that_are_no_character_become_question_marks)
{
    CHECK_EQUAL(fit_for_text("plain \xC3\xBC \xE6\x97\xA5 \xF0\x9F\x98\x80"),
                "plain \xC3\xBC \xE6\x97\xA5 \xF0\x9F\x98\x80");
    CHECK_EQUAL(fit_for_text("\xFF|\xC3|\xC3"), "?|?|?");
    CHECK_EQUAL(fit_for_text(std::string("a\0b", 3)), "a?b");
    CHECK_EQUAL(fit_for_text("\xC0\x80"), "??"); // not the shortest form
    CHECK_EQUAL(fit_for_text("\xE0\x9F\xBF"), "???");
    CHECK_EQUAL(fit_for_text("\xED\xA0\x80"), "???");      // a surrogate
    CHECK_EQUAL(fit_for_text("\xF4\x90\x80\x80"), "????"); // beyond U+10FFFF
    CHECK_EQUAL(fit_for_text("\xF0\x8F\xBF\xBF"), "????");
    CHECK_EQUAL(fit_for_text("\xE6\x97"), "??");
    CHECK_EQUAL(fit_for_text(""), "");
}
