// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam_fields.h"

#include "base/text.h"
#include "header_field.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

using text::cat;

constexpr std::size_t longest_name = 200;

// "NAME=1.2,", the first behind "tests=[", the last closed by "]".
std::vector<std::string> test_pieces(const SpamFacts& spam)
{
    // A scorer that found nothing says so; one that did not run says nothing.
    if (spam.tests.empty()) return {spam.score ? "tests=[none]" : "tests=[]"};
    std::vector<std::string> pieces;
    for (const auto& test : spam.tests)
        pieces.push_back(
            cat(visible(test.name, longest_name), '=', text::score(test.score), ','));
    // A scorer that found nothing says so even behind what we added.
    const bool only_ours = spam.tests.size() == spam.own_tests;
    if (spam.check == Check::done && only_ours) pieces.emplace_back("none,");
    pieces.front().insert(0, "tests=[");
    pieces.back().back() = ']';
    return pieces;
}

// SpamAssassin says more than a word at times: "ham autolearn_force=no".
std::string autolearn_piece(std::string_view learnt)
{
    std::vector<std::string> words;
    for (const auto word : text::split(learnt, ' '))
        words.push_back(visible(word, longest_name));
    return cat("autolearn=", learnt.empty() ? "unavailable" : text::join(words, " "));
}

std::string status_field(const SpamFacts& spam, bool is_spammy, const Traits& recipient)
{
    const auto& levels = recipient.levels;
    std::vector<std::string> pieces{is_spammy ? "Yes," : "No,"};
    pieces.push_back(cat("score=", spam.score ? text::score(*spam.score) : "x"));
    if (levels.tag) pieces.push_back(cat("tagged_above=", levels.tag->text));
    if (levels.tag2) pieces.push_back(cat("required=", levels.tag2->text));
    if (recipient.sender.black) pieces.emplace_back("BLACKLISTED");
    if (recipient.sender.white) pieces.emplace_back("WHITELISTED");
    std::ranges::copy(test_pieces(spam), std::back_inserter(pieces));
    pieces.push_back(autolearn_piece(spam.autolearn));
    return field_of_pieces("X-Spam-Status", pieces);
}

} // namespace

std::string
level_bar(const std::optional<double>& score, const Opinion& sender, char character)
{
    constexpr double longest = 64;
    double length = std::clamp(score.value_or(0), 0.0, longest);
    if (sender.black) length = longest;
    if (sender.white) length = 0;
    return std::string(static_cast<std::size_t>(length), character);
}

std::vector<SpamField> spam_fields(const SpamFacts& spam,
                                   bool is_spammy,
                                   const Traits& recipient,
                                   char level_character)
{
    const auto& sender = recipient.sender;
    double score = spam.score.value_or(0);
    constexpr double certain = 64;
    if (sender.black) score = std::max(score, certain);
    if (sender.white) score = std::min(score, 0.0);
    std::vector<SpamField> fields;
    const auto add = [&](std::string name, std::string_view value) {
        auto whole = field(name, value);
        fields.push_back({std::move(name), std::move(whole)});
    };
    add("X-Spam-Flag", is_spammy ? "YES" : "NO");
    add("X-Spam-Score", text::score(score));
    if (level_character != '\0')
        add("X-Spam-Level", level_bar(spam.score, sender, level_character));
    fields.push_back({"X-Spam-Status", status_field(spam, is_spammy, recipient)});
    return fields;
}

} // namespace chainmail::policy
