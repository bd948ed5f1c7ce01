// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The tags of report templates and added header fields: _SCORE_, _TESTS(,)_ and so on,
// as Mail::SpamAssassin::Conf(3) lists them, as far as local tests know their values.
#ifndef CHAINMAIL_SPAM_SCORE_MAIL_TAGS_H
#define CHAINMAIL_SPAM_SCORE_MAIL_TAGS_H

#include "engine.h"
#include "examination.h"

#include <optional>
#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// What is not in the mail. All must outlive the tags.
struct MarkupContext {
    std::string hostname;
    std::string date; ///< RFC 5322
};

class MailTags {
public:
    MailTags(const RuleSet& rules,
             Examination& mail,
             const Verdict& verdict,
             const MarkupContext& context)
        : rules_(rules),
          mail_(mail),
          verdict_(verdict),
          context_(context)
    {
    }

    bool is_spam() const { return verdict_.score >= rules_.settings.required_score; }

    /// `text` with the values in place of the tags; an unknown tag stays as it is.
    std::string expand(std::string_view text) const;

    /// The prefixes for Subject of the rules that hit, each with a blank behind.
    std::string subject_prefix() const;

    /// The report with an empty line behind.
    std::string report() const;

private:
    std::optional<std::string> value(std::string_view name,
                                     std::optional<std::string_view> argument) const;
    std::optional<std::string> score_value(std::string_view name,
                                           std::optional<std::string_view> arg) const;
    std::optional<std::string> shortcut_value(std::string_view name) const;
    std::optional<std::string> relay_value(std::string_view name) const;
    std::string names(std::string_view separator, bool hidden, bool scores) const;
    std::string shown_score() const;
    std::string preview() const;

    const RuleSet& rules_;
    Examination& mail_;
    const Verdict& verdict_;
    const MarkupContext& context_;
};

} // namespace chainmail::spam_score

#endif
