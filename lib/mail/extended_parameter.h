// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// RFC 2231: a parameter in pieces, with a charset. For the shelf's own use.
#ifndef CHAINMAIL_MAIL_EXTENDED_PARAMETER_H
#define CHAINMAIL_MAIL_EXTENDED_PARAMETER_H

#include "mail/content_type.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mail {

/// A parameter as it stands: the name (lower case) may end in "*", "*0" or "*0*".
struct RawParameter {
    std::string name;
    std::string value;
    std::string other; ///< as in Parameter
};

/// Puts the pieces of each name together in the order of their numbers (the first of
/// two with one number counts; gaps do not matter) where the first of them stood,
/// decodes what is percent-encoded and converts it to UTF-8.
std::vector<Parameter> assemble(std::vector<RawParameter> raw);

/// "%41" is "A"; what is no escape stays.
std::string decode_percent(std::string_view s);

} // namespace chainmail::mail

#endif
