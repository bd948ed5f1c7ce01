// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/quarantine.h"

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
    facts.spam.tests = {{"B", 1}, {"A", score - 1}};
    return facts;
}

// "VIA > PLACE PLACE; ..." for mail to `recipients`.
std::string kept(const std::string& configuration,
                 const Facts& facts,
                 const std::vector<std::string>& recipients = {"john@example.com"},
                 const std::string& sender = "a@sender.example")
{
    const Site site("$QUARANTINEDIR = '/q'; $sa_tag_level_deflt = 2;\n" +
                    configuration);
    Parties parties;
    parties.senders = {sender};
    parties.recipients = recipients;
    const auto rules = rules_for(parties, site.banks(), facts, {});
    CHECK(rules);
    const auto decision = decide(facts, *(*rules)->configuration, (*rules)->recipients);
    std::string all;
    for (const auto& target : choose_quarantine(**rules, decision)) {
        if (!all.empty()) all += "; ";
        all +=
            text::join(target.via, ",") + (target.archived ? " (archive)" : "") + " >";
        for (const auto& place : target.places)
            all += ' ' + place;
    }
    return all;
}

} // namespace

TEST(spam_is_kept_whatever_becomes_of_it)
{
    CHECK_EQUAL(kept("", spam(7)), "local:spam-%m.gz > spam-quarantine");
    CHECK_EQUAL(kept("$final_spam_destiny = D_DISCARD;", spam(7)),
                "local:spam-%m.gz > spam-quarantine");
    CHECK_EQUAL(kept("", spam(5)), "");
    CHECK_EQUAL(kept("$clean_quarantine_method = 'local:clean-%m';", spam(5)),
                "local:clean-%m > clean-quarantine");
}

TEST(undef_and_empty_keep_nothing)
{
    CHECK_EQUAL(kept("$spam_quarantine_to = undef;", spam(7)), "");
    CHECK_EQUAL(kept("$spam_quarantine_method = '';", spam(7)), "");
    CHECK_EQUAL(kept("$QUARANTINEDIR = undef;", spam(7)), "");
    CHECK_EQUAL(kept("$QUARANTINEDIR = undef; %local_delivery_aliases = "
                     "('spam-quarantine' => '/box');",
                     spam(7)),
                "local:spam-%m.gz > spam-quarantine");
}

TEST(an_address_gets_it_by_mail)
{
    CHECK_EQUAL(kept("$spam_quarantine_to = 'keeper@example.com';", spam(7)),
                "smtp:[127.0.0.1]:10025 > keeper@example.com");
    CHECK_EQUAL(kept("$spam_quarantine_method = 'lmtp:/run/dovecot'; "
                     "$spam_quarantine_to = '%a';",
                     spam(7)),
                "lmtp:/run/dovecot > john@example.com");
}

TEST(by_recipient_each_place_once)
{
    const std::string maps = "@spam_quarantine_to_maps = ({'no@example.com' => '', "
                             "'own@example.com' => 'own'}, \\$spam_quarantine_to);";
    CHECK_EQUAL(
        kept(maps,
             spam(7),
             {"no@example.com", "own@example.com", "a@example.com", "b@example.com"}),
        "local:spam-%m.gz > own spam-quarantine");
}

TEST(the_cut_off)
{
    const std::string cutoff = "$sa_quarantine_cutoff_level = 12;";
    CHECK_EQUAL(kept(cutoff, spam(11.9)), "local:spam-%m.gz > spam-quarantine");
    CHECK_EQUAL(kept(cutoff, spam(12)), "");
    const std::string black = "@blacklist_sender_acl = ('a@sender.example');";
    CHECK_EQUAL(kept(cutoff + black, spam(7)), "");
    CHECK_EQUAL(kept(black, spam(7)), "local:spam-%m.gz > spam-quarantine");
}

TEST(the_archive_gets_everything)
{
    const std::string archive = "$archive_quarantine_method = 'local:all-%m';";
    CHECK_EQUAL(kept(archive, spam(0)), "local:all-%m (archive) > archive-quarantine");
    CHECK_EQUAL(kept(archive + "$spam_quarantine_method = 'local:all-%m';", spam(7)),
                "local:all-%m (archive) > spam-quarantine archive-quarantine");
}

TEST(by_sender)
{
    CHECK_EQUAL(kept("$spam_quarantine_to = undef; @spam_quarantine_bysender_to_maps = "
                     "({'a@sender.example' => 'his'});",
                     spam(7)),
                "local:spam-%m.gz > his");
}

TEST(methods_that_are_none)
{
    CHECK(Site("$spam_quarantine_method = 'sql:';")
              .error()
              .find("no quarantine in SQL") != std::string::npos);
    CHECK(!Site("$virus_quarantine_method = 'pipe:x';").error().empty());
    CHECK(!Site("$virus_quarantine_method = 'pipe:argv=x';").error().empty());
}

TEST(addresses_in_brackets)
{
    CHECK_EQUAL(in_brackets(""), "<>");
    CHECK_EQUAL(in_brackets("a.b@c"), "<a.b@c>");
    CHECK_EQUAL(in_brackets("a..b@c"), "<\"a..b\"@c>");
    CHECK_EQUAL(in_brackets("\"a b\"@c"), "<\"a b\"@c>");
}

TEST(fields_that_the_site_does_not_want_are_not_in_it)
{
    const auto fields = [](const std::string& configuration) {
        const Site site(configuration);
        Facts facts = spam(7);
        facts.header_faults = {{7, "no date", "missing", 0}};
        Parties parties;
        parties.senders = {"a@sender.example"};
        parties.recipients = {"john@example.com"};
        const auto rules = rules_for(parties, site.banks(), facts, {});
        const auto decision =
            decide(facts, *(*rules)->configuration, (*rules)->recipients);
        wire::Envelope envelope;
        envelope.recipients.resize(1);
        std::string names;
        for (const auto& field : quarantine_fields({envelope,
                                                    **rules,
                                                    decision,
                                                    "ID",
                                                    alert_fields(facts, decision),
                                                    "Received: x"}))
            names += field.substr(0, field.find(':')) + ' ';
        return names.substr(names.find("X-Quarantine-ID"));
    };
    CHECK_EQUAL(fields(""),
                "X-Quarantine-ID X-Amavis-Alert X-Spam-Flag X-Spam-Score X-Spam-Level "
                "X-Spam-Status Received ");
    CHECK_EQUAL(fields("$allowed_added_header_fields{'x-amavis-alert'} = 0;"
                       "$allowed_added_header_fields{'x-spam-flag'} = 0;"
                       "$allowed_added_header_fields{'received'} = 0;"
                       "$prefer_our_added_header_fields{'x-spam-level'} = 0;"),
                "X-Quarantine-ID X-Spam-Score X-Spam-Status Received ");
}
