// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/copies.h"

#include "../check.h"
#include "base/text.h"
#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

const std::string local = "a@local.example";
const std::string foreign = "a@b.example";
const std::string no_spam_check = "a@ns.local.example";

Site usual(const std::string& more = "")
{
    return Site("@local_domains_maps = (['.local.example']);\n"
                "@bypass_virus_checks_maps = (['nv.example']);\n"
                "@bypass_spam_checks_maps = (['ns.local.example']);\n" +
                more);
}

Facts with_score(double score)
{
    Facts facts;
    facts.virus_check = Check::done;
    facts.spam = {Check::done, score, {{"POINTS", score}}, "no"};
    return facts;
}

const std::string plain_header = "From: a\nSubject: a test\nX-Spam-Flag: YES\n";

Copies made(const Facts& facts,
            const Site& site,
            const std::vector<std::string>& addresses,
            const std::string& sender = "a@sender.example",
            const std::string& header_text = plain_header,
            const Disclaimer& disclaimer = {})
{
    std::vector<Recipient> recipients;
    for (const auto& address : addresses) {
        recipients.push_back(site.recipient(address, facts, sender));
        recipients.back().path = address;
    }
    const auto& c = site.configuration();
    const auto header = mail::split_header(header_text);
    const Occasion occasion{facts,
                            c,
                            header,
                            {"ID", "SECRET"},
                            "00001-01",
                            0,
                            false,
                            "Received: x",
                            false,
                            disclaimer};
    auto copies = make_copies(occasion, decide(facts, c, recipients), recipients);
    CHECK(copies);
    return copies ? *copies : Copies{};
}

// The names of the fields that are put on top.
std::string names(const Copy& copy)
{
    std::vector<std::string> all;
    for (const auto& field : copy.inserted)
        all.push_back(field.substr(0, field.find(':')));
    return text::join(all, " ");
}

constexpr std::string_view all_spam_fields =
    "X-Spam-Flag X-Spam-Score X-Spam-Level X-Spam-Status";

} // namespace

TEST(below_the_tag_level_one_copy_for_all)
{
    const auto copies = made(with_score(1.9), usual(), {local, foreign, local});
    CHECK_EQUAL(copies.copies.size(), 1U);
    CHECK((copies.numbers == std::vector<std::size_t>{1, 1, 1}));
    CHECK_EQUAL(names(copies.copies[0]), "X-Virus-Scanned Received");
    CHECK(!copies.copies[0].tagged);
}

TEST(spam_fields_are_for_local_recipients)
{
    const auto copies = made(with_score(3), usual(), {foreign, local, foreign, local});
    CHECK_EQUAL(copies.copies.size(), 2U);
    CHECK((copies.numbers == std::vector<std::size_t>{1, 2, 1, 2}));
    CHECK_EQUAL(names(copies.copies[0]), "X-Virus-Scanned Received");
    CHECK_EQUAL(names(copies.copies[1]),
                text::cat("X-Virus-Scanned ", all_spam_fields, " Received"));
    CHECK_EQUAL(copies.copies[1].inserted[1], "X-Spam-Flag: NO");
    CHECK(!copies.copies[1].tagged);
}

TEST(a_copy_is_tagged_when_it_is_spammy_and_local)
{
    const auto copies = made(with_score(7), usual(), {local, foreign});
    CHECK(copies.copies[0].tagged);
    CHECK_EQUAL(copies.copies[0].inserted[1], "X-Spam-Flag: YES");
    CHECK(!copies.copies[1].tagged);
}

TEST(nobody_gets_a_copy_of_what_is_blocked)
{
    const auto copies = made(with_score(7),
                             usual("$final_spam_destiny = D_DISCARD;"),
                             {local, no_spam_check});
    CHECK((copies.numbers == std::vector<std::size_t>{0, 1}));
    CHECK_EQUAL(names(copies.copies[0]), "X-Virus-Scanned Received");
}

TEST(tag2_below_tag_gives_no_fields_but_counts_as_tagged)
{
    const auto copies = made(with_score(7), usual("$sa_tag_level_deflt = 9;"), {local});
    CHECK_EQUAL(names(copies.copies[0]), "X-Virus-Scanned Received");
    CHECK(copies.copies[0].tagged);
}

TEST(malware_that_passes_is_announced_to_all)
{
    auto facts = with_score(0);
    facts.infected = true;
    facts.viruses = {"A", "B", "A"};
    const auto copies =
        made(facts, usual("$final_virus_destiny = D_PASS;"), {local, foreign});
    CHECK_EQUAL(copies.copies[0].inserted[1],
                "X-Amavis-Alert: INFECTED, message contains virus: A, B");
    CHECK_EQUAL(names(copies.copies[1]), "X-Virus-Scanned X-Amavis-Alert Received");
    CHECK(copies.copies[0].tagged);
}

TEST(a_held_message_says_so_first)
{
    auto facts = with_score(0);
    facts.hold = "Maximum number of files (20) exceeded";
    CHECK_EQUAL(made(facts, usual(), {foreign}).copies[0].inserted[0],
                "X-Amavis-Hold: Maximum number of files (20) exceeded");
}

TEST(the_scanner_is_named_even_when_it_failed_but_not_when_it_is_bypassed)
{
    auto facts = with_score(0);
    facts.virus_check = Check::failed;
    CHECK_EQUAL(names(made(facts, usual(), {foreign}).copies[0]),
                "X-Virus-Scanned Received");
    CHECK_EQUAL(names(made(facts, usual(), {"a@nv.example"}).copies[0]), "Received");
    CHECK_EQUAL(names(made(facts, usual("$X_HEADER_TAG = '';"), {foreign}).copies[0]),
                "Received");
}

TEST(foreign_fields_of_our_names_are_removed)
{
    const std::string header =
        "X-Virus-Scanned: x\nX-Spam-Status: x\nX-Spam-Level: x\nx-spam-flag: x\n"
        "X-Spam-Score: x\nX-Spam-Report: x\nX-Spam-Checker-Version: x\n"
        "X-Spam-Tests: x\n";
    const auto removed = [&](const Facts& facts, const Site& site) {
        return text::join(made(facts, site, {foreign}, "", header).copies[0].removed,
                          " ");
    };
    const std::string spam = "X-Spam-Status X-Spam-Level X-Spam-Flag X-Spam-Score "
                             "X-Spam-Report X-Spam-Checker-Version X-Spam-Tests";
    CHECK_EQUAL(removed(with_score(0), usual()), "X-Amavis-Hold " + spam);
    CHECK_EQUAL(removed(with_score(0),
                        usual("$remove_existing_x_scanned_headers = 1;\n"
                              "$remove_existing_spam_headers = 0;")),
                "X-Amavis-Hold X-Virus-Scanned");
    // amavisd removes them where it has its spam code loaded.
    auto facts = with_score(0);
    facts.spam = {};
    CHECK_EQUAL(removed(facts, usual()), "X-Amavis-Hold");
    // Fields that are not there make no copies of their own.
    const auto copies = made(with_score(0),
                             usual("@remove_existing_spam_headers_maps = "
                                   "(['b.example']);"),
                             {local, foreign},
                             "",
                             "From: a\n");
    CHECK_EQUAL(copies.copies.size(), 1U);
}

TEST(a_site_says_which_fields_are_added)
{
    const auto one_of = [](const std::string& settings, double score) {
        return made(with_score(score), usual(settings), {local}).copies[0];
    };
    CHECK_EQUAL(names(one_of("$allowed_added_header_fields{lc('X-Spam-Score')} = 0;"
                             "$allowed_added_header_fields{lc('Received')} = 0;"
                             "$allowed_added_header_fields{'x-virus-scanned'} = 0;"
                             "$prefer_our_added_header_fields{'x-spam-level'} = 0;",
                             3)),
                "X-Spam-Flag X-Spam-Status");
    const auto copy =
        one_of("$allowed_added_header_fields{lc('X-Amavis-Category')} = 1;", 3);
    CHECK_EQUAL(copy.inserted.back(),
                "X-Amavis-Category: mail.example.com; category=CleanTag");
}

TEST(only_our_own_category_field_is_replaced)
{
    const auto copies =
        made(with_score(0),
             usual("$allowed_added_header_fields{lc('X-Amavis-Category')} = 1;"
                   "$myauthservid = 'us.example';"),
             {local},
             "",
             "X-Amavis-Category: other.example; category=Clean\n"
             "X-Amavis-Category: US.example/1; category=Clean\n");
    CHECK_EQUAL(copies.copies[0].replaced.size(), 1U);
    CHECK_EQUAL(copies.copies[0].replaced[0].number, 2U);
    CHECK_EQUAL(copies.copies[0].replaced[0].field, "");
}

TEST(subjects_are_marked_for_local_recipients)
{
    const auto site = usual("$final_spam_destiny = D_PASS;");
    const auto copies = made(with_score(7), site, {local, foreign, no_spam_check});
    CHECK_EQUAL(copies.copies.size(), 2U);
    CHECK_EQUAL(copies.copies[0].replaced[0].field, "Subject: ***SPAM*** a test");
    CHECK(copies.copies[0].tagged);
    CHECK(copies.copies[1].replaced.empty() && !copies.copies[1].tagged);
    const auto without = made(with_score(7), site, {local}, "", "From: a\n");
    CHECK(without.copies[0].replaced.empty());
    CHECK_EQUAL(names(without.copies[0]),
                text::cat("X-Virus-Scanned ", all_spam_fields, " Subject Received"));
    // A mark below the tag level: no other fields.
    const auto low = made(with_score(1),
                          usual("$sa_tag2_level_deflt = 0.5;"
                                "$sa_spam_subject_tag = '[_SCORE_] ';"),
                          {local});
    CHECK_EQUAL(names(low.copies[0]), "X-Virus-Scanned Received");
    CHECK_EQUAL(low.copies[0].replaced[0].field, "Subject: [1] a test");
}

TEST(alerts_tell_what_passes)
{
    auto facts = with_score(0);
    facts.infected = true;
    facts.viruses = {"A"};
    Part part;
    part.path = "1";
    part.names = {"x.exe"};
    facts.parts = {part};
    facts.header_faults = {{7, "no Date", "missing", 0}};
    const auto copies =
        made(facts,
             usual("$banned_filename_re = new_RE(qr'exe$');"
                   "$final_virus_destiny = D_PASS; $final_banned_destiny = D_PASS;"),
             {foreign});
    const auto& copy = copies.copies.at(0);
    CHECK_EQUAL(
        names(copy),
        "X-Virus-Scanned X-Amavis-Alert X-Amavis-Alert X-Amavis-Alert Received");
    CHECK_EQUAL(copy.inserted[2], "X-Amavis-Alert: BANNED, message contains x.exe");
    CHECK_EQUAL(copy.inserted[3], "X-Amavis-Alert: BAD HEADER SECTION, no Date");
    CHECK(copy.tagged);
    CHECK(copy.replaced.empty());
}

TEST(addresses_are_extended_for_local_recipients)
{
    const auto site = usual("$recipient_delimiter = '+'; $addr_extension_spam = 'spam';"
                            "@addr_extension_banned_maps = ('banned');");
    const auto copies =
        made(with_score(7), site, {local, foreign, "c+x@local.example"});
    CHECK_EQUAL(text::join(copies.addresses, " "),
                "a+spam@local.example  c+spam@local.example");
    CHECK((copies.numbers == std::vector<std::size_t>{1, 2, 1}));
    const auto clean_mail = made(with_score(1), site, {local});
    CHECK_EQUAL(clean_mail.addresses[0], "");
    CHECK_EQUAL(made(with_score(7),
                     usual("%addr_rewrite_maps_by_ccat = (CC_SPAM, "
                           "['box@, other@c.example']);"),
                     {local})
                    .addresses[0],
                "box@local.example");
}

TEST(many_recipients_share_few_copies)
{
    std::vector<std::string> recipients;
    for (int i = 0; i < 10'000; ++i)
        recipients.push_back(i % 2 == 0 ? local : foreign);
    const auto copies = made(with_score(3), usual(), recipients);
    CHECK_EQUAL(copies.copies.size(), 2U);
    CHECK_EQUAL(copies.numbers.size(), 10'000U);
}

TEST(recipients_with_levels_of_their_own_get_copies_of_their_own)
{
    const auto site =
        usual("@spam_tag2_level_maps = ({'b@local.example' => 5, '.' => '6.0'});");
    const auto copies = made(
        with_score(3), site, {local, "b@local.example", "c@local.example", foreign});
    CHECK((copies.numbers == std::vector<std::size_t>{1, 2, 1, 3}));
    CHECK(copies.copies[0].inserted[4].find("required=6.0") != std::string::npos);
    CHECK(copies.copies[1].inserted[4].find("required=5") != std::string::npos);
}

TEST(recipients_may_be_served_by_other_hosts)
{
    const auto site =
        usual("@forward_method_maps = ({'b.example' => 'smtp:[192.0.2.1]:25', "
              "'c.example' => ['lmtp:[192.0.2.2]:24', 'smtp:[192.0.2.3]:25']}, "
              "\\$forward_method);");
    const auto copies = made(with_score(1), site, {local, foreign, "x@c.example"});
    CHECK((copies.numbers == std::vector<std::size_t>{1, 2, 3}));
    CHECK_EQUAL(text::join(copies.copies[0].via, "|"), "smtp:[127.0.0.1]:10025");
    CHECK_EQUAL(text::join(copies.copies[1].via, "|"), "smtp:[192.0.2.1]:25");
    CHECK_EQUAL(text::join(copies.copies[2].via, "|"),
                "lmtp:[192.0.2.2]:24|smtp:[192.0.2.3]:25");
}

TEST(mail_for_local_recipients_is_made_harmless)
{
    const auto site = usual("$defang_spam = 1; $sa_tag2_level_deflt = 6;"
                            "$resend_method = 'smtp:[127.0.0.1]:10030';");
    auto copies = made(with_score(8), site, {local, foreign});
    CHECK_EQUAL(copies.copies.size(), 2U);
    const auto& own = copies.copies[0];
    CHECK(own.is_wrapped);
    CHECK_EQUAL(text::join(own.explanation, "|"),
                "Content analysis: 8 points|  8  POINTS");
    CHECK_EQUAL(text::join(own.via, "|"), "smtp:[127.0.0.1]:10030");
    CHECK_EQUAL(names(own).substr(0, 17), "X-Amavis-Modified");
    CHECK(!copies.copies[1].is_wrapped);
    CHECK(!made(with_score(1), site, {local}).copies[0].is_wrapped);
}

TEST(everything_can_be_made_harmless_or_only_said_to_be)
{
    CHECK(made(with_score(1), usual("$defang_all = 1;"), {local}).copies[0].is_wrapped);
    const auto copy =
        made(with_score(8), usual("$defang_spam = 'null';"), {local}).copies[0];
    CHECK(!copy.is_wrapped);
    CHECK(text::join(copy.inserted, "|")
              .starts_with("X-Amavis-Modified: Mail body modified (using null) - "));
}

TEST(mail_of_our_own_users_may_have_a_disclaimer)
{
    const auto site = usual("$allow_disclaimers = 1; $outbound_disclaimers_only = 1;"
                            "$defang_maps_by_ccat{+CC_CATCHALL} = ['disclaimer'];"
                            "$resend_method = 'smtp:[127.0.0.1]:10030';");
    const auto verdicts = [&](bool is_ours) {
        return made(with_score(1),
                    site,
                    {local, foreign},
                    "a@local.example",
                    plain_header,
                    {is_ours, true, {"--disclaimer=/d"}});
    };
    const auto ours = verdicts(true);
    CHECK_EQUAL(ours.copies.size(), 2U);
    CHECK(ours.copies[0].alterations.empty());
    const auto& out = ours.copies[1];
    CHECK_EQUAL(text::join(out.alterations, " "), "--disclaimer=/d");
    CHECK(!out.is_wrapped);
    CHECK_EQUAL(text::join(out.via, "|"), "smtp:[127.0.0.1]:10030");
    CHECK(
        text::join(out.inserted, "|")
            .starts_with("X-Amavis-Modified: Mail body modified (using disclaimer) "));
    for (const auto& copy : verdicts(false).copies)
        CHECK(copy.alterations.empty() && !copy.is_changed);
}

TEST(somebody_else_gets_a_copy)
{
    const auto site = usual("$always_bcc = 'bcc@local.example';"
                            "$notify_method = 'smtp:[127.0.0.1]:10031';");
    const auto copies = made(with_score(8), site, {local});
    CHECK(copies.extra && copies.extra->number == 2);
    CHECK_EQUAL(copies.extra->recipient.path, "bcc@local.example");
    const auto& extra = copies.copies.at(1);
    CHECK_EQUAL(text::join(extra.via, "|"), "smtp:[127.0.0.1]:10031");
    const auto fields = text::join(extra.inserted, "|");
    CHECK(fields.find("score=x") != fields.npos);
    CHECK(fields.find("tests=[]") != fields.npos);
    CHECK(!made(with_score(8), usual(), {local}).extra);
    // One that is the same as that of a recipient is shared, one that is not harmless
    // for others is as it was.
    const auto shared = made(
        with_score(0), usual("$always_bcc = 'bcc@local.example';"), {local, foreign});
    CHECK(shared.extra && shared.extra->number == 1);
    const auto wrapped =
        made(with_score(0),
             usual("$always_bcc = 'bcc@local.example'; $defang_all = 1;"),
             {local});
    CHECK(wrapped.copies.at(0).is_wrapped && !wrapped.copies.at(1).is_wrapped);
}

TEST(only_another_name_in_the_quarantine_is_no_copy)
{
    const auto site = usual("$clean_quarantine_method = 'local:c-%m';"
                            "$QUARANTINEDIR = '/q';");
    CHECK_EQUAL(made(with_score(0), site, {local, foreign}).copies.size(), 1U);
}
