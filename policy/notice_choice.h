// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which entry of a table by category counts for what became of a mail: amavisd's
// documentation, "*_by_ccat". Pure.
#ifndef CHAINMAIL_POLICY_NOTICE_CHOICE_H
#define CHAINMAIL_POLICY_NOTICE_CHOICE_H

#include "by_category.h"
#include "decide.h"

#include <optional>
#include <string>
#include <vector>

namespace chainmail::policy {

/// The entry for the category for which the mail is blocked, else for the first of its
/// categories that has one; else the catch-all's. Null without any.
const Maps* choose(const ByCategory& table, const Verdict& verdict);

/// What the entry says of `who`; undef without one.
config::Value
choose(const ByCategory& table, const Verdict& verdict, const Subject& who);

/// The same as text; nothing for undef, and for what is no text.
std::optional<std::string>
choose_text(const ByCategory& table, const Verdict& verdict, const Subject& who);

/// The message as a whole: all categories of its recipients, blocked for the worst of
/// those for which anybody does not get it.
Verdict verdict_of_all(const Decision& decision);

} // namespace chainmail::policy

#endif
