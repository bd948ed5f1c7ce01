// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The right sides of rule directives. Pure: text in, definition out.
#ifndef CHAINMAIL_SPAM_SCORE_RULE_DEFINITION_H
#define CHAINMAIL_SPAM_SCORE_RULE_DEFINITION_H

#include "rule_book.h"

namespace chainmail::spam_score {

/// Letters, digits and "_", not a digit first, at most 100 characters.
bool is_rule_name(std::string_view name);

/// `Subject =~ /RE/i [if-unset: TEXT]`, `From:addr !~ /RE/`, `exists:NAME`.
Result<RuleDefinition> parse_header_rule(std::string_view text);

/// `Content-Type:raw =~ /RE/`, for every part of a message.
Result<RuleDefinition> parse_mime_header_rule(std::string_view text);

/// `/RE/i`
Result<RuleDefinition> parse_pattern_rule(RuleKind kind, std::string_view text);

/// `name(argument, 'another', "third")`
Result<RuleDefinition> parse_eval_rule(RuleKind kind, std::string_view text);

} // namespace chainmail::spam_score

#endif
