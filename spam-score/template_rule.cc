// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "template_rule.h"

#include "scan.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

std::string quoted(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (!is_word(c) && !text::is_8bit(c)) out += '\\';
        out += c;
    }
    return out;
}

std::string any_of_texts(const std::vector<std::string>& texts)
{
    std::string out = "(?:";
    for (const auto& text : texts) {
        if (&text != &texts.front()) out += '|';
        out += quoted(text);
    }
    return out + ")";
}

void keep_likely(std::vector<std::string_view>& lines,
                 const FactorIndex& index,
                 Workbench& bench)
{
    std::vector<std::uint32_t> found;
    std::erase_if(lines, [&](std::string_view line) {
        bench.kinds.read(line);
        index.find(bench.kinds, bench.marks, found);
        return found.empty();
    });
}

} // namespace

bool holds_one(const std::vector<std::string_view>& lines,
               const std::vector<std::string>& texts)
{
    return std::any_of(lines.begin(), lines.end(), [&](std::string_view line) {
        return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
            return contains_ignore_case(line, text);
        });
    });
}

std::optional<Regex> filled_template(const TemplateRule& rule,
                                     const CapturedTexts& captured)
{
    std::string pattern = rule.pattern;
    for (const auto& tag : rule.tags) {
        const auto texts = captured.find(tag);
        if (texts == captured.end()) return std::nullopt;
        pattern = replace_all(
            pattern, text::cat("%{", tag, "}"), any_of_texts(texts->second));
    }
    auto regex = Regex::compile(pattern);
    if (!regex) return std::nullopt;
    return std::move(*regex);
}

std::size_t match_template(const TemplateRule& rule,
                           const Rule& about,
                           std::vector<std::string_view> lines,
                           const CapturedTexts& captured,
                           MatchScratch& scratch,
                           Workbench* bench)
{
    if (bench != nullptr) keep_likely(lines, rule.index, *bench);
    if (lines.empty()) return 0;
    const auto regex = filled_template(rule, captured);
    if (!regex) return 0;
    std::size_t hits = 0;
    for (const auto line : lines) {
        hits += regex->count(line, about.most_hits - hits, scratch);
        if (hits >= about.most_hits) break;
    }
    return hits;
}

} // namespace chainmail::spam_score
