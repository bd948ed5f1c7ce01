// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/sender_lists.h"

#include "base/text.h"
#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

std::string text_of(const Opinion& opinion)
{
    return text::cat(opinion.white ? "white " : "",
                     opinion.black ? "black " : "",
                     opinion.settled ? "settled " : "",
                     text::score(opinion.points));
}

std::string asked(const std::string& text,
                  std::vector<std::string> senders,
                  const std::string& recipient = "john@example.com",
                  std::vector<ListEntry> entries = {},
                  std::vector<lookup::Row> rows = {})
{
    const Site site(text);
    if (!site.error().empty()) return site.error();
    const auto& c = site.configuration();
    std::vector<Subject> subjects;
    for (const auto& sender : senders)
        subjects.emplace_back(sender, c.keys);
    return text_of(
        opinion_on(subjects, Subject(recipient, c.keys, &rows), c.senders, entries));
}

std::string in_database(std::vector<ListEntry> entries,
                        const std::string& text = "",
                        std::vector<std::string> senders = {"a@b.example"})
{
    return asked(text,
                 std::move(senders),
                 "john@example.com",
                 std::move(entries),
                 {{{"id", "1"}}, {{"id", "2"}}});
}

} // namespace

TEST(lists_of_the_site)
{
    const std::string lists = "@whitelist_sender_acl = qw(.good.example);\n"
                              "%blacklist_sender = ('bad.example' => 1);\n"
                              "$blacklist_sender_re = new_RE(qr'^spam@'i);\n";
    CHECK_EQUAL(asked(lists, {"a@x.good.example"}), "white settled 0");
    CHECK_EQUAL(asked(lists, {"a@bad.example"}), "black settled 0");
    CHECK_EQUAL(asked(lists, {"Spam@good.example"}), "white black settled 0");
    CHECK_EQUAL(asked(lists, {"a@other.example"}), "0");
}

TEST(authors_count_like_the_sender)
{
    const std::string lists = "@whitelist_sender_acl = qw(.good.example);";
    CHECK_EQUAL(asked(lists, {"a@other.example", "b@good.example"}), "white settled 0");
}

TEST(recipients_have_lists_of_their_own)
{
    const std::string lists = "$per_recip_whitelist_sender_lookup_tables = {\n"
                              "  'john@example.com' => ['friend.example'],\n"
                              "  '.example.com' => {'.everybody.example' => 1}};\n"
                              "$per_recip_blacklist_sender_lookup_tables = "
                              "{'mary@example.com' => new_RE(qr'.')};";
    CHECK_EQUAL(asked(lists, {"a@friend.example"}), "white settled 0");
    CHECK_EQUAL(asked(lists, {"a@friend.example"}, "tom@example.com"), "0");
    CHECK_EQUAL(asked(lists, {"a@everybody.example"}, "tom@example.com"),
                "white settled 0");
    CHECK_EQUAL(asked(lists, {"a@everybody.example"}), "0");
    CHECK_EQUAL(asked(lists, {"a@b"}, "mary@example.com"), "black settled 0");
}

TEST(points_of_all_tables_for_the_recipient_are_summed)
{
    const std::string scores = "@score_sender_maps = ({\n"
                               "  '.' => [ new_RE([qr'^offers@'i => 5.0]), "
                               "{'b.example' => -3, '.c.example' => 1.5} ],\n"
                               "  'john@example.com' => [ {'b.example' => 0.25} ],\n"
                               "});";
    CHECK_EQUAL(asked(scores, {"x@b.example"}), "-2.75");
    CHECK_EQUAL(asked(scores, {"x@b.example"}, "mary@example.com"), "-3");
    // In one list of tables the first that knows the sender counts.
    CHECK_EQUAL(asked(scores, {"Offers@b.example"}, "mary@example.com"), "5");
    CHECK_EQUAL(asked(scores, {"x@a.c.example"}), "1.5");
    CHECK_EQUAL(asked(scores, {"x@d.example"}), "0");
    // The first of sender and authors that has points, not both.
    CHECK_EQUAL(asked(scores, {"x@b.example", "y@c.example"}, "mary@example.com"),
                "-3");
}

TEST(the_database_settles_or_scores)
{
    CHECK_EQUAL(in_database({{0, 0, "B"}}), "black settled 0");
    CHECK_EQUAL(in_database({{0, 0, "n "}}), "black settled 0");
    CHECK_EQUAL(in_database({{0, 0, "W"}}), "white settled 0");
    CHECK_EQUAL(in_database({{0, 0, "x"}}), "white settled 0");
    CHECK_EQUAL(in_database({{0, 0, "+2.25"}, {1, 0, "-1.25"}}), "1");
    CHECK_EQUAL(in_database({{0, 0, "4"}, {1, 0, "B"}}), "black settled 4");
    // A blank ends the search.
    CHECK_EQUAL(in_database({{0, 0, " "}, {1, 0, "B"}}), "0");
}

TEST(what_the_database_says_keeps_the_lists_of_the_site_out)
{
    const std::string lists = "@blacklist_sender_acl = qw(.);\n"
                              "@score_sender_maps = ({'.' => [{'.' => 7}]});";
    CHECK_EQUAL(in_database({{0, 0, ""}}, lists), "7");
    CHECK_EQUAL(in_database({{0, 0, "2"}}, lists), "black settled 2");
}

TEST(a_table_of_the_wrong_kind_is_refused_with_its_place)
{
    CHECK(asked("@score_sender_maps = (5);", {"a@b"}).starts_with("conf:3:"));
}

TEST(a_later_sender_whom_the_database_does_not_know_has_the_mail_scored)
{
    const std::vector<std::string> two{"a@b.example", "c@d.example"};
    CHECK_EQUAL(in_database({{0, 0, "W"}}, "", two), "white 0");
    CHECK_EQUAL(in_database({{0, 0, "W"}, {0, 1, "W"}}, "", two), "white settled 0");
}
