// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#ifndef CHAINMAIL_SPAM_SCORE_UNUSED_DIRECTIVES_H
#define CHAINMAIL_SPAM_SCORE_UNUSED_DIRECTIVES_H

#include <span>
#include <string_view>

namespace chainmail::spam_score {

/// Directives of SpamAssassin that do not bear on a score made locally: reports and
/// headers (policy writes these), Bayes and other databases, everything that asks the
/// network. Renamed ones are known under their present name.
bool is_unused_directive(std::string_view key);

/// The plugins that have the directive, where Debian loads none of them: without one
/// the line means nothing. Empty for any other directive.
std::span<const std::string_view> owners_of_directive(std::string_view key);

} // namespace chainmail::spam_score

#endif
