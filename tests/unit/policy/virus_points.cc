// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/virus_points.h"

#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

Facts counted(const std::vector<std::string>& names, const std::string& settings = "")
{
    const Site site(settings);
    Facts facts;
    facts.infected = true;
    facts.viruses = names;
    facts.spam = {Check::done, 1.0, {{"A", 1.0}}, "no"};
    count_viruses(site.configuration().virus_points, facts);
    return facts;
}

const std::string points = "@virus_name_to_spam_score_maps = (new_RE([qr'^Real' => "
                           "undef], [qr'^Spam' => 4.25], [qr'.' => 0.5]));";

} // namespace

TEST(names_count_as_points)
{
    const auto facts = counted({"Spam.A", "B", "Spam.A"}, points);
    CHECK(!facts.infected && facts.viruses.empty());
    CHECK_EQUAL(facts.spam.virus_tests.size(), 2U);
    CHECK_EQUAL(facts.spam.virus_tests[0].name, "AV:Spam.A");
    CHECK_EQUAL(facts.spam.virus_points, 4.25);
    Traits traits;
    traits.sender.points = -1;
    CHECK_EQUAL(*score_for(traits, facts.spam), 4.25);
    const auto scored = scored_for(traits, facts.spam);
    CHECK_EQUAL(scored.tests.size(), 4U);
    CHECK_EQUAL(scored.tests[0].name, sender_test);
    CHECK_EQUAL(scored.own_tests, 3U);
}

TEST(one_real_name_keeps_the_mail_infected)
{
    const auto facts = counted({"Spam.A", "Real.B"}, points);
    CHECK(facts.infected);
    CHECK_EQUAL(facts.viruses.size(), 2U);
    CHECK(facts.spam.virus_tests.empty());
    CHECK(counted({"Spam.A"}, "@virus_name_to_spam_score_maps = ();").infected);
    CHECK(counted({}, points).infected);
}

TEST(phishing_is_spam_and_malware_is_not)
{
    for (const auto* name : {"Heuristics.Phishing.Email.SpoofedDomain",
                             "Email.Phishing.Bank-1",
                             "Sanesecurity.Jurlbl.1.UNOFFICIAL",
                             "Safebrowsing.abc"})
        CHECK(!counted({name}).infected);
    for (const auto* name : {"Win.Trojan.Agent-1",
                             "Eicar-Test-Signature",
                             "Sanesecurity.Malware.1.UNOFFICIAL",
                             "Heuristics.Encrypted.Zip"})
        CHECK(counted({name}).infected);
}

TEST(each_scanner_counts_by_itself)
{
    const Site site(points);
    Facts facts;
    facts.infected = true;
    facts.viruses = {"Spam.A", "B"};
    facts.further_viruses = {{"B"}, {"C"}, {"Real.D", "B"}, {"Real.E"}};
    count_viruses(site.configuration().virus_points, facts);
    CHECK(facts.infected);
    CHECK_EQUAL(facts.viruses.at(0), "Real.D");
    CHECK_EQUAL(facts.spam.virus_tests.size(), 3U);
    CHECK_EQUAL(facts.spam.virus_points, 4.75);
}
