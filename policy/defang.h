// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Whether mail is made harmless before it is delivered: amavisd's documentation,
// "defanging". Pure.
#ifndef CHAINMAIL_POLICY_DEFANG_H
#define CHAINMAIL_POLICY_DEFANG_H

#include "decide.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::policy {

/// What %defang_maps_by_ccat, else $defang_all, says of mail that passes: "1",
/// "attach", ...; "" leaves it as it is, as it is for recipients who are not local.
/// Whether a disclaimer is to be added does not depend on that.
std::string defang_manner(const Verdict& verdict,
                          const Recipient& recipient,
                          const Configuration& configuration,
                          const Disclaimer& disclaimer);

/// Whether the manner is to attach the mail to a new one: all but "null", which changes
/// nothing, and the disclaimers, with which it is not harmful.
bool wraps(std::string_view manner);

/// Why, in lines of at most 100 bytes.
std::vector<std::string> defang_warnings(const Facts& facts,
                                         const Decision& decision,
                                         const Verdict& verdict,
                                         const Recipient& recipient,
                                         const Configuration& configuration);

} // namespace chainmail::policy

#endif
