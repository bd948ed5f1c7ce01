// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Perl's reading of a text where a number is wanted (perlnumber(1)).
#ifndef CHAINMAIL_POLICY_PERL_NUMBER_H
#define CHAINMAIL_POLICY_PERL_NUMBER_H

#include <string_view>

namespace chainmail::policy {

/// The decimal number that `text` begins with, behind white space; 0 without one.
double perl_number(std::string_view text);

} // namespace chainmail::policy

#endif
