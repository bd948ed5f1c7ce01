// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The directives of the plugin Shortcircuit: which rules end an examination, and what
// that says of the mail. Mail::SpamAssassin::Plugin::Shortcircuit(3).
#ifndef CHAINMAIL_SPAM_SCORE_SHORTCUT_SETTINGS_H
#define CHAINMAIL_SPAM_SCORE_SHORTCUT_SETTINGS_H

#include "base/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace chainmail::spam_score {

enum class Shortcut {
    on, ///< spam or ham by the sign of the rule's own score
    spam,
    ham,
};

struct ShortcutSettings {
    bool is_loaded = false; ///< the plugin is
    std::map<std::string, Shortcut, std::less<>> rules;
    double spam_score = 100; ///< of SHORTCIRCUIT when a rule says spam
    double ham_score = -100;
    /// The examination ends when the score is below, or above.
    std::optional<double> min_ham_score;
    std::optional<double> max_spam_score;

    /// Whether anything can end an examination.
    bool are_in_use() const
    {
        return is_loaded && (!rules.empty() || min_ham_score || max_spam_score);
    }

    /// One of the directives "shortcircuit_...".
    Status take_score(std::string_view key, std::string_view value);
};

/// "NAME spam"; none is "off".
struct ShortcutLine {
    std::string_view rule;
    std::optional<Shortcut> shortcut;
};

Result<ShortcutLine> parse_shortcut(std::string_view value);

} // namespace chainmail::spam_score

#endif
