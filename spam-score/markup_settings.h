// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// How a verdict is written into a mail: what Mail::SpamAssassin::Conf(3) says of
// reports, added header fields and rewritten ones.
#ifndef CHAINMAIL_SPAM_SCORE_MARKUP_SETTINGS_H
#define CHAINMAIL_SPAM_SCORE_MARKUP_SETTINGS_H

#include "base/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// "X-Spam-NAME: TEXT", with tags in the text.
struct AddedField {
    std::string name;
    std::string text;
};

struct MarkupSettings {
    int report_safe = 1; ///< 0 header only, 1 attached as mail, 2 as text
    std::string report;
    std::string unsafe_report; ///< added where the mail is more than plain text
    std::string contact = "the postmaster";
    std::string hostname; ///< "": that of the machine
    std::string charset = "UTF-8";
    std::size_t wrap_width = 75; ///< columns
    bool fold = true;
    std::vector<std::string> copied_fields;
    std::vector<AddedField> for_ham;
    std::vector<AddedField> for_spam;
    /// What From, Subject and To of spam get in front, by name.
    std::map<std::string, std::string, std::less<>> rewritten;
    /// What a Subject gets when a rule hits, by rule.
    std::map<std::string, std::string, std::less<>> subject_prefixes;

    /// Takes a directive; nothing when it is none of these.
    std::optional<Status> take(std::string_view key, std::string_view value);
};

} // namespace chainmail::spam_score

#endif
