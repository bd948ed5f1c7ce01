// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The mark that a category puts at the beginning of Subject, as amavisd does it. Pure.
#ifndef CHAINMAIL_POLICY_SUBJECT_TAG_H
#define CHAINMAIL_POLICY_SUBJECT_TAG_H

#include "decide.h"
#include "mail/field.h"

#include <optional>
#include <string>
#include <string_view>

namespace chainmail::policy {

/// What stands for _SCORE_, _REQD_ and the like in a mark.
struct TagWords {
    std::optional<double> score;
    std::optional<Level> required; ///< the tag2 level
    bool is_spammy = false;
    std::string host_name, id, mail_id;
    std::uint64_t time_ms = 0;
};
std::string expand_tag(std::string_view tag, const TagWords& words);

/// The mark for the recipient of this verdict: the first that is not empty in the order
/// of its categories; "" without one.
std::string
subject_tag(const Verdict& verdict, const Subject& recipient, const ByCategory& tags);

/// The whole field with `tag` in front, folded. Where the text holds the mark already
/// it is taken out first. What is not ASCII is encoded (RFC 2047), unless `utf8`.
std::string tagged_field(const mail::Field& field, std::string_view tag, bool utf8);
/// A Subject for a mail that has none.
std::string field_of_tag(std::string_view tag, bool utf8);

/// "NAME:" and a value that begins with a blank, folded (RFC 5322 2.2.3) before blanks
/// where a line would have more than 78 bytes; folds that are there stay when it is
/// short. Control bytes but the folds become "?".
std::string fold_text(std::string_view name, std::string_view value);

/// UTF-8 as RFC 2047 has it: words at both ends that are ASCII stay as they are. No
/// character is cut in two.
std::string encode_words(std::string_view text);

} // namespace chainmail::policy

#endif
