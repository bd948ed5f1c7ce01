// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mime_header_rule.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t most_counted = 1000;

// Of the last field of that name; an absent one is empty or what the rule says.
std::string value_of(const MimeHeaderRule& rule, const HeaderBlock& header)
{
    std::string all;
    if (rule.header == "ALL") {
        for (const auto& field : header.fields())
            all += rule.raw ? text::cat(field.name, ": ", field.raw)
                            : text::cat(field.name, ": ", field.decoded, "\n");
        return all;
    }
    const HeaderField* field = header.last(rule.header);
    if (rule.raw) return field == nullptr ? std::string{} : field->raw;
    return field == nullptr ? rule.if_unset.value_or("") : field->decoded + "\n";
}

} // namespace

std::size_t match_mime_header(const MimeHeaderRule& rule,
                              const Rule& about,
                              const Message& message,
                              MatchScratch& scratch,
                              std::string& matched)
{
    const std::size_t most = std::min(about.most_hits, most_counted);
    const auto hits = [&](const std::string& value) {
        if (rule.negated || most == 1)
            return std::size_t{rule.regex.matches(value, scratch) ? 1U : 0U};
        return rule.regex.count(value, most, scratch);
    };
    std::string joined;
    std::size_t number = 0;
    std::size_t found = 0;
    for (const auto index : message.in_order()) {
        if (message.parts[index].type.empty()) continue;
        if (++number > rule.range.second) break;
        if (number < rule.range.first) continue;
        const std::string value = value_of(rule, message.parts[index].header);
        if (rule.concatenated) {
            joined += value;
            if (!joined.ends_with('\n')) joined += '\n';
            continue;
        }
        found = hits(value);
        if (found > 0) {
            matched = value;
            break;
        }
    }
    if (rule.concatenated) {
        found = hits(joined);
        matched = std::move(joined);
    }
    if (rule.negated) return found > 0 ? 0 : 1;
    return found;
}

} // namespace chainmail::spam_score
