// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/explain.h"

#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

std::string explained(const std::string& text,
                      const std::string& recipient,
                      const std::string& sender = "a@sender.example",
                      const std::string& client = "",
                      const Ask& ask = {})
{
    const Site site(text);
    if (!site.error().empty()) return site.error();
    Parties parties;
    parties.client = client;
    parties.senders = {sender};
    parties.recipients = {recipient};
    Facts facts;
    facts.virus_check = facts.spam.check = Check::done;
    const auto rules = rules_for(parties, site.banks(), facts, ask);
    return rules ? explain(parties, **rules) : rules.error().what;
}

bool has(const std::string& text, std::string_view part)
{
    const bool found = text.find(part) != std::string::npos;
    if (!found) CHECK_EQUAL(text, part);
    return found;
}

} // namespace

TEST(says_who_is_local_and_why)
{
    const std::string acl = "@local_domains_acl = ('.example.com');\n";
    CHECK(has(explained(acl, "john@example.com"),
              "local           yes\n"
              "                  from @local_domains_acl (conf:3:1), element "
              ".example.com\n"));
    CHECK(
        has(explained(acl, "john@b.example"), "local           no: no X-Spam fields"));
}

TEST(says_which_levels_apply_and_where_they_stand)
{
    const auto text =
        explained("$sa_tag_level_deflt = undef;\n"
                  "@spam_kill_level_maps = ({'john@example.com' => 4.5});",
                  "john@example.com");
    CHECK(has(text, "X-Spam fields   always\n"));
    CHECK(has(text, "from 4.5 points on\n"));
    CHECK(has(text, "@spam_kill_level_maps (conf:4:1), key john@example.com\n"));
    CHECK(has(text, "from $sa_tag2_level_deflt (built-in default), the constant\n"));
}

TEST(says_which_checks_are_off_and_by_what)
{
    const auto text = explained("@bypass_spam_checks_maps = (1);", "john@example.com");
    CHECK(has(
        text,
        "spam check      off\n"
        "                  from @bypass_spam_checks_maps (conf:3:1), the constant\n"));
    CHECK(has(text, "virus check     on\n"));
}

TEST(says_what_is_thought_of_the_sender)
{
    const auto text =
        explained("@score_sender_maps = ({'.' => [{'.sender.example' => 3}]});\n"
                  "@whitelist_sender_acl = qw(a@sender.example);",
                  "john@example.com");
    CHECK(
        has(text, "whitelisted <a@sender.example> (@whitelist_sender_acl (conf:4:1)"));
    CHECK(has(text, "3 points"));
    CHECK(has(explained("", "x@y.example"), "sender lists    nothing\n"));
}

TEST(says_what_becomes_of_mail)
{
    const auto text = explained("$final_spam_destiny = D_DISCARD;\n"
                                "@spam_lovers_maps = (['john@example.com']);",
                                "john@example.com");
    CHECK(
        has(text,
            "spam            is delivered: the recipient wants it; else is discarded"));
    CHECK(has(text, "@spam_lovers_maps (conf:4:1), element john@example.com\n"));
    CHECK(has(text, "infected mail   is discarded"));
}

TEST(says_which_banks_are_loaded)
{
    const auto text =
        explained("$policy_bank{'MYNETS'} = {spam_kill_level_maps => [9]};",
                  "john@example.com",
                  "a@sender.example",
                  "10.0.0.1");
    CHECK(has(text, "policy banks    MYNETS\noriginating     yes\n"));
    CHECK(has(text,
              "spam_kill_level_maps in policy bank MYNETS (conf:3:1), the constant\n"));
}

TEST(says_which_row_of_the_database_decides)
{
    const Ask ask = [](const lookup::Question& question) -> Result<lookup::Answer> {
        lookup::Answer answer;
        answer.number = question.number;
        answer.rows = {{{{"name", "example.com"}, {"spam_kill_level", {}}}}};
        return answer;
    };
    const auto text =
        explained("@lookup_sql_dsn = (['DBI:Pg:database=d', 'u', 'secret']);",
                  "john@b.example",
                  "a@sender.example",
                  "",
                  ask);
    CHECK(has(text, "SQL row 1       name=example.com\n"));
    CHECK(has(text,
              "local           yes\n                  from SQL column local, row 1\n"));
    CHECK(text.find("secret") == std::string::npos);
}
