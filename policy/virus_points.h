// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Names that a virus scanner gives to what is a matter of spam: phishing and the like.
// Pure.
#ifndef CHAINMAIL_POLICY_VIRUS_POINTS_H
#define CHAINMAIL_POLICY_VIRUS_POINTS_H

#include "facts.h"
#include "table.h"

namespace chainmail::policy {

/// When @virus_name_to_spam_score_maps has points for every name, the mail is not
/// infected: it has a test "AV:NAME" for each, and the greatest of the points once.
void count_viruses(const Maps& points, Facts& facts);

} // namespace chainmail::policy

#endif
