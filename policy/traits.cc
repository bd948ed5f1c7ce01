// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "traits.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

// RFC 5321 4.5.3.1.7: what any receiver has to take.
constexpr std::uint64_t least_size_limit = 65536;

std::uint64_t size_limit(const Subject& recipient, const Configuration& configuration)
{
    const double wanted = to_number(configuration.size_limit.value(recipient));
    constexpr double largest = 1e15;
    if (!(wanted >= 1)) return 0;
    const auto limit = static_cast<std::uint64_t>(std::min(wanted, largest));
    return configuration.raise_size_limit ? std::max(limit, least_size_limit) : limit;
}

} // namespace

std::optional<Level> to_level(const config::Value& value)
{
    const auto text = value.text();
    if (!text || text->empty()) return {};
    return Level{to_number(value), *text};
}

Traits traits_of(const Subject& recipient,
                 const Facts& facts,
                 const Configuration& configuration)
{
    Traits traits;
    traits.local = configuration.local_domains.is_true(recipient);
    traits.bypass_virus = facts.virus_check == Check::skipped ||
                          configuration.bypass_virus_checks.is_true(recipient);
    traits.bypass_spam = facts.spam.check == Check::skipped ||
                         configuration.bypass_spam_checks.is_true(recipient);
    traits.bypass_banned = configuration.bypass_banned_checks.is_true(recipient);
    traits.bypass_header = configuration.bypass_header_checks.is_true(recipient);
    traits.remove_spam_fields = configuration.remove_spam_fields.is_true(recipient);
    traits.levels = {to_level(configuration.tag_level.value(recipient)),
                     to_level(configuration.tag2_level.value(recipient)),
                     to_level(configuration.tag3_level.value(recipient)),
                     to_level(configuration.kill_level.value(recipient))};
    traits.size_limit = size_limit(recipient, configuration);
    return traits;
}

std::optional<double> score_for(const Traits& recipient, const SpamFacts& spam)
{
    auto score = spam.score;
    if (!spam.virus_tests.empty()) score = score.value_or(0) + spam.virus_points;
    const double points = recipient.sender.points;
    return points == 0 ? score : score.value_or(0) + points;
}

SpamFacts scored_for(const Traits& recipient, const SpamFacts& spam)
{
    SpamFacts own = spam;
    own.score = score_for(recipient, spam);
    auto& tests = own.tests;
    tests.insert(tests.begin(), spam.virus_tests.begin(), spam.virus_tests.end());
    const double points = recipient.sender.points;
    if (points != 0) tests.insert(tests.begin(), {std::string(sender_test), points});
    own.own_tests = tests.size() - spam.tests.size();
    return own;
}

} // namespace chainmail::policy
