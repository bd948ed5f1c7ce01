// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/notice.h"

#include "base/text.h"
#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

Facts spam(double score)
{
    Facts facts;
    facts.spam.check = Check::done;
    facts.spam.score = score;
    return facts;
}

// The record's lines for spam, without templates and From fields.
std::string written(const std::string& configuration,
                    double score,
                    const std::vector<std::string>& recipients = {"john@example.com"},
                    bool is_bulk = false)
{
    const Site site("$sa_tag_level_deflt = 2; " + configuration);
    auto facts = spam(score);
    facts.is_bulk = is_bulk;
    Parties parties;
    parties.senders = {"a@sender.example"};
    parties.recipients = recipients;
    const auto rules = rules_for(parties, site.banks(), facts, {});
    CHECK(rules);
    wire::Envelope envelope;
    envelope.sender = "a@sender.example";
    for (const auto& one : recipients)
        envelope.recipients.push_back({one, "", ""});
    const auto decision = decide(facts, *(*rules)->configuration, (*rules)->recipients);
    wire::Builder to;
    CHECK(write_notices(
        {envelope, **rules, decision, facts},
        [] { return Result<std::string>(std::string("ID")); },
        to));
    std::string out;
    const auto all = to.finish();
    for (const auto line : text::split(*all, '\n'))
        if (!line.empty() && line.find("header-from=") == line.npos &&
            line.find(".via=") == line.npos)
            out += std::string(line) + '\n';
    return out;
}

} // namespace

TEST(one_clean_recipient_needs_nothing)
{
    CHECK_EQUAL(written("", 0), "");
    CHECK_EQUAL(written("$spam_admin = 'adm@b';", 5), "");
}

TEST(administrators_hear_once)
{
    CHECK_EQUAL(written("$spam_admin = 'adm@b'; $final_spam_destiny = D_DISCARD; "
                        "$mailfrom_notify_spamadmin = '';",
                        7),
                "notice.1.kind=administrator\nnotice.1.from=\nnotice.1.to=adm@b\n"
                "notice.1.mail-id=ID\nnotice.main=6\nnotice.blocking=6\n");
    CHECK(written("@spam_admin_maps = ({'x@example.com' => ''}, \\'adm@b');",
                  7,
                  {"x@example.com", "y@example.com", "z@example.com"})
              .find("notice.1.to=adm@b\nnotice.1.mail-id") != std::string::npos);
    CHECK_EQUAL(written("$spam_admin = 'adm@b'; @spam_notifyadmin_cutoff_level_maps = "
                        "(7);",
                        7),
                "");
    CHECK_EQUAL(written("$spam_admin = 'adm@b'; $notify_spam_admin_templ = '';", 7),
                "");
}

TEST(the_senders_own_address_is_that_of_the_from_field)
{
    CHECK(written("$spam_admin = 'adm@b';", 7)
              .find("notice.1.from=postmaster@mail.example.com\n") !=
          std::string::npos);
}

TEST(a_bounce_and_its_excuses)
{
    const std::string bounce = "$final_spam_destiny = D_BOUNCE;";
    CHECK_EQUAL(written(bounce, 7),
                "dsn.mail-id=ID\nnotice.main=6\nnotice.blocking=6\n");
    CHECK(written(bounce + "$sa_dsn_cutoff_level = 7;", 7)
              .starts_with("rcpt.1.dsn=no\tspam level"));
    CHECK(written(bounce + "@spam_dsn_cutoff_level_bysender_maps = (); "
                           "@spam_dsn_cutoff_level_maps = ({'john@example.com' => 5});",
                  7)
              .starts_with("rcpt.1.dsn=no\tspam level"));
    CHECK(written(bounce, 7, {"john@example.com"}, true)
              .starts_with("rcpt.1.dsn=no\tbulk mail\n"));
    CHECK(written("", 0, {"a@b", "c@d"}, true)
              .starts_with("rcpt.1.dsn=no-failure\tbulk mail\n"));
}

TEST(a_rule_can_say_that_nobody_is_told)
{
    const auto excuse = [](const std::string& value) {
        const Site site("$banned_filename_re = new_RE([qr'\\.exe$' => " + value +
                        "]);");
        Facts facts;
        Part part;
        part.path = "1";
        part.names = {"a.exe"};
        part.is_leaf = true;
        facts.parts = {part};
        Parties parties;
        parties.senders = {"a@sender.example"};
        parties.recipients = {"john@example.com"};
        const auto rules = rules_for(parties, site.banks(), facts, {});
        const auto decision =
            decide(facts, *(*rules)->configuration, (*rules)->recipients);
        wire::Envelope envelope;
        envelope.recipients = {{"john@example.com", "", ""}};
        return silence_for({envelope, **rules, decision, facts}, 0).of_all;
    };
    CHECK_EQUAL(excuse("'DISCARD: a worm'"), "BANNED: a.exe");
    CHECK_EQUAL(excuse("1"), "");
}

TEST(the_host_in_from_fields)
{
    CHECK_EQUAL(with_host("\"F at ${myhostname_utf8}\" <p@$myhostname> $5 ${x}", "h"),
                "\"F at h\" <p@h> $5 ${x}");
}
