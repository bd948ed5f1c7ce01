// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Quoted-printable as readers that disagree about bad escapes take it.
#ifndef CHAINMAIL_MAIL_QUOTED_READINGS_H
#define CHAINMAIL_MAIL_QUOTED_READINGS_H

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mail {

/// RFC 2045 6.7 allows upper case hexadecimal digits only, and leaves open what becomes
/// of other escapes.
struct QuotedRules {
    /// What becomes of the text before any escape is read.
    enum class First {
        nothing,
        removes_bad,   ///< bad escapes are taken out; what closes up may be a good one
        joins_lines,   ///< all line ends are taken out, hard ones too
        joins_escapes, ///< the same, but the "=" of a soft line break stays
        keeps_escapes, ///< all but the escapes is taken out
        keeps_ascii,   ///< control characters and 8-bit bytes are taken out
    };
    bool lower_case = true; ///< "=e9" is an escape
    std::size_t drops = 0;  ///< characters that a bad escape loses, its "=" first; it
                            ///< never takes the "=" of the next one
    First first = First::nothing;
};

/// The bytes that a reader with these rules sees.
std::string decode_quoted(std::string_view text, const QuotedRules& rules);

/// The rules under which `text` may give other bytes, the usual ones first; these alone
/// when it is as it should be. At most 13.
std::vector<QuotedRules> quoted_rules_for(std::string_view text);

} // namespace chainmail::mail

#endif
