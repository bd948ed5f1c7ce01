// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Recipients' addresses as they are changed by the category of the mail. Pure.
#ifndef CHAINMAIL_POLICY_NEW_ADDRESS_H
#define CHAINMAIL_POLICY_NEW_ADDRESS_H

#include <string>
#include <string_view>

namespace chainmail::policy {

/// "user+old" -> "user", "+old". Each byte of `delimiters` is one. Names that have a
/// meaning of their own (RFC 2142's postmaster, owner-LIST, LIST-request) are not
/// split.
struct LocalPart {
    std::string_view user;
    std::string_view extension; ///< with its delimiter
};
LocalPart split_extension(std::string_view local, std::string_view delimiters);

/// The path (as SMTP has it, without < >) with `extension` behind the local part, after
/// the first of the delimiters; in place of an extension that is there, if `replace`.
std::string with_extension(std::string_view path,
                           std::string_view extension,
                           std::string_view delimiters,
                           bool replace);

/// The path where what `replacement` has - local part, extension, domain - takes the
/// place of what is there: "spam@" or "@spam.example" or "box@example.com".
std::string rewritten(std::string_view path,
                      std::string_view replacement,
                      std::string_view delimiters);

} // namespace chainmail::policy

#endif
