// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "lookup/work.h"

#include "../check.h"
#include "base/text.h"

using namespace chainmail;
using namespace chainmail::lookup;

namespace {

Configuration configuration()
{
    Configuration made;
    made.dsns.emplace_back();
    made.policy = *Clause::parse("%k", "sel_policy", "conf:1");
    made.lists = *Clause::parse("? %k", "sel_wblist", "conf:2");
    return made;
}

Question question()
{
    return {9, 0, {{"a@x", true}, {"b@x", false}}, {{"s@y", false}, {"t@z", true}}};
}

std::string values(const Query& query)
{
    std::string text = query.clause->name() + ":";
    for (const auto& parameter : query.parameters)
        text += " " + parameter.value.value_or("NULL");
    return text;
}

Table table(std::vector<std::string> names,
            std::vector<std::vector<std::optional<std::string>>> rows)
{
    return {std::move(names), std::move(rows)};
}

std::string shown(const std::vector<Row>& rows)
{
    std::string text;
    for (const auto& row : rows) {
        for (const auto& [name, value] : row)
            text += name + "=" + (value ? "<" + *value + ">" : "NULL") + " ";
        text += "|";
    }
    return text;
}

} // namespace

TEST(policy_first_then_the_lists_of_each_user_and_sender_once)
{
    const auto settings = configuration();
    Work work(question(), settings);
    auto queries = work.queries();
    CHECK_EQUAL(queries.size(), std::size_t{2});
    CHECK_EQUAL(values(queries[0]), "sel_policy: a@x a @x @.x @.");
    CHECK_EQUAL(values(queries[1]), "sel_policy: b@x @x @.x @.");
    CHECK_EQUAL(queries[1].keys, std::size_t{4});

    CHECK(work.take(
        {table({"id"}, {{"1"}, {"7"}}), table({"ID"}, {{std::nullopt}, {"7"}})}));
    CHECK(!work.is_done());
    queries = work.queries();
    CHECK_EQUAL(queries.size(), std::size_t{4});
    CHECK_EQUAL(values(queries[0]), "sel_wblist: 1 s@y @y @.y @.");
    CHECK_EQUAL(values(queries[1]), "sel_wblist: 7 s@y @y @.y @.");
    CHECK_EQUAL(values(queries[3]), "sel_wblist: 7 t@z t @z @.z @.");

    const auto none = table({"wb"}, {});
    CHECK(work.take({none,
                     table({"wb"}, {{std::nullopt}, {"B"}, {"W"}}),
                     table({"WB"}, {{"W"}}),
                     table({"other"}, {{"W"}})}));
    CHECK(work.is_done());
    std::string lists;
    for (const auto& entry : work.answer().lists)
        lists += text::cat(
            entry.recipient, " ", entry.row, " ", entry.sender, " ", entry.value, "|");
    CHECK_EQUAL(lists, "0 1 0 B|0 0 1 W|1 1 0 B|");
    CHECK_EQUAL(work.answer().number, 9U);
}

TEST(no_second_round_without_ids_senders_or_clause)
{
    auto settings = configuration();
    Work no_ids(question(), settings);
    CHECK(no_ids.take({table({"name"}, {{"x"}}), table({"name"}, {})}));
    CHECK(no_ids.is_done());
    auto nobody = question();
    nobody.senders.clear();
    Work no_senders(nobody, settings);
    CHECK(no_senders.take({table({"id"}, {{"1"}}), table({"id"}, {})}));
    CHECK(no_senders.is_done());
    settings.lists.reset();
    Work no_clause(question(), settings);
    CHECK(no_clause.take({table({"id"}, {{"1"}}), table({"id"}, {})}));
    CHECK(no_clause.is_done());
}

TEST(the_lists_of_others_are_not_asked)
{
    const auto settings = configuration();
    auto asked = question();
    asked.recipients.resize(1);
    asked.others = {{"s@y", false}};
    Work work(asked, settings);
    CHECK_EQUAL(values(work.queries().at(1)), "sel_policy: s@y @y @.y @.");
    CHECK(work.take({table({"id"}, {}), table({"id"}, {{"3"}})}));
    CHECK(work.is_done());
    CHECK_EQUAL(work.answer().rows.size(), std::size_t{2});
    CHECK_EQUAL(shown(work.answer().rows[1]), "id=<3> |");
}

TEST(nothing_to_ask)
{
    auto settings = configuration();
    CHECK(Work({}, settings).is_done());
    settings.policy.reset();
    Work off(question(), settings);
    CHECK(off.is_done());
    CHECK_EQUAL(off.answer().rows.size(), std::size_t{2});
    settings = configuration();
    settings.dsns.clear();
    CHECK(Work(question(), settings).is_done());
}

TEST(bytes_beyond_ascii_are_asked_for_where_the_setting_says_so)
{
    auto settings = configuration();
    settings.policy = *Clause::parse("%a %k", "sel_policy", "conf:1");
    const Question odd{1, 0, {{"\xC3\xBC\t@x", false}}, {}};
    CHECK_EQUAL(values(Work(odd, settings).queries()[0]),
                "sel_policy: \xC3\xBC\t@x ???@x @x @.x @.");
    settings.allow_8bit = true;
    CHECK_EQUAL(values(Work(odd, settings).queries()[0]),
                "sel_policy: \xC3\xBC\t@x \xC3\xBC\t@x @x @.x @.");
}

TEST(rows)
{
    const auto one =
        table({"ID", "Email", "id"},
              {{"1", "a  ", "2"}, {"1", "@.", "2"}, {"1", std::nullopt, " "}});
    CHECK_EQUAL(
        shown(make_rows(one, false)),
        "email=<a  > id=<2> |email=<@.> id=<2> local=NULL |email=NULL id=< > |");
    CHECK_EQUAL(shown(make_rows(one, true)),
                "email=<a> id=<2> |email=<@.> id=<2> local=NULL |email=NULL id=<> |");
    CHECK_EQUAL(shown(make_rows(table({"email", "LOCAL"}, {{"@.", "Y"}}), false)),
                "email=<@.> local=<Y> |");
    CHECK_EQUAL(shown(make_rows(table({"email"}, {{"@. "}}), true)), "email=<@.> |");
}

TEST(more_lists_than_can_be_asked_are_an_error)
{
    const auto settings = configuration();
    Question many{1, 0, {{"a@x", false}}, std::vector<Address>(most_senders)};
    std::vector<std::vector<std::optional<std::string>>> ids;
    while (ids.size() * most_senders <= 100'000)
        ids.push_back({std::to_string(ids.size())});
    const auto all = table({"id"}, ids);
    CHECK(!Work(many, settings).take({all}));
    many.senders.pop_back();
    CHECK(Work(many, settings).take({all}));
}

TEST(more_than_an_answer_holds_is_an_error)
{
    const auto settings = configuration();
    Work work(question(), settings);
    const std::string big(5U << 20U, 'x');
    CHECK(!work.take({table({"a"}, {{big}}), table({"a"}, {{big}})}));
}
