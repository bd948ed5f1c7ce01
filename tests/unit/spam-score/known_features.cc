// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/known_features.h"

#include "base/text.h"
#include "unit/check.h"

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

std::string plugin(std::string_view name)
{
    return text::cat("Mail::SpamAssassin::Plugin::", name);
}

Features with_plugins()
{
    Features features;
    features.load_plugin(plugin("HashBL"));
    features.load_plugin(plugin("HeaderEval"));
    return features;
}

std::string answer(const std::string& condition)
{
    std::string fault;
    const auto holds = with_plugins().holds(condition, fault);
    if (!holds) return "not known";
    if (!fault.empty()) return *holds ? "faulty yes" : "faulty no";
    return *holds ? "yes" : "no";
}

} // namespace

TEST(features_of_plugins_need_the_plugin)
{
    for (const std::string word : {"can", "has"}) {
        CHECK_EQUAL(answer(word + "(" + plugin("HashBL::has_hashbl_ignore") + ")"),
                    "yes");
        CHECK_EQUAL(answer(word + "(" + plugin("HashBL::has_hashbl_none") + ")"), "no");
        CHECK_EQUAL(answer(word + "(" + plugin("Pyzor::has_perl") + ")"), "no");
    }
}

TEST(functions_are_there_but_say_nothing_of_what_can_be_done)
{
    const std::string function = plugin("HeaderEval::check_for_missing_to_header");
    CHECK_EQUAL(answer("has(" + function + ")"), "yes");
    CHECK_EQUAL(answer("can(" + function + ")"), "no");
    CHECK_EQUAL(answer("has(" + plugin("DKIM::new") + ")"), "no");
    CHECK_EQUAL(answer("has(" + plugin("HeaderEval::new") + ")"), "yes");
}

TEST(what_is_wrong_does_not_hold)
{
    CHECK_EQUAL(answer("can(feature_edns)"), "faulty no");
    CHECK_EQUAL(answer("has(feature_edns)"), "faulty no");
    CHECK_EQUAL(answer("version =~ /4/"), "faulty no");
    CHECK_EQUAL(answer("version >="), "faulty no");
    CHECK_EQUAL(answer("tomorrow >= 1"), "not known");
}

TEST(versions)
{
    CHECK_EQUAL(answer("version >= 4.000001"), "yes");
    CHECK_EQUAL(answer("version > 4.000001"), "no");
    CHECK_EQUAL(answer("perl_version >= 5.018000"), "yes");
    CHECK_EQUAL(answer("!plugin(" + plugin("DKIM") + ") && (version < 5)"), "yes");
}
