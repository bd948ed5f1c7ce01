// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the "if" lines of rule files may ask for: which SpamAssassin this engine stands
// for, which plugins' work it knows, which features have a name.
#ifndef CHAINMAIL_SPAM_SCORE_KNOWN_FEATURES_H
#define CHAINMAIL_SPAM_SCORE_KNOWN_FEATURES_H

#include "base/result.h"

#include <set>
#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// The rule language of this SpamAssassin release, as `version` and require_version
/// write it.
constexpr std::string_view rules_version = "4.000001";

/// Grows while the files are read: loadplugin and enable_compat add to it.
class Features {
public:
    /// loadplugin and tryplugin. False for a plugin that is not one of SpamAssassin's
    /// own: its code cannot run here.
    bool load_plugin(std::string_view name);
    void enable_compat(std::string_view name);

    bool has_plugin(std::string_view name) const;
    /// can(MODULE::METHOD): the method exists and says yes.
    bool can(std::string_view method) const;
    /// has(MODULE::METHOD): the method exists: a feature, or a function that rules
    /// call.
    bool has(std::string_view method) const;

    /// Whether what stands behind "if" holds. What is wrong with it goes to `fault` and
    /// makes it false; a word that is not known is an error.
    Result<bool> holds(std::string_view condition, std::string& fault) const;

private:
    bool lists_feature(std::string_view method) const;
    bool has_function(std::string_view method) const;

    std::set<std::string, std::less<>> plugins_;
    std::set<std::string, std::less<>> compat_;
};

} // namespace chainmail::spam_score

#endif
