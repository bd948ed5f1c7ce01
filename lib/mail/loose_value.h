// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Values of Content fields that do not follow the grammar of RFC 2045, as readers take
// them that do without it: the union of their readings.
#ifndef CHAINMAIL_MAIL_LOOSE_VALUE_H
#define CHAINMAIL_MAIL_LOOSE_VALUE_H

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mail {

/// Whether all readers take the value of a Content-Type or Content-Disposition the same
/// way: tokens and quoted strings only, each name once, RFC 2231 pieces in their order.
bool is_plain_value(std::string_view value);

/// The encodings that a Content-Transfer-Encoding may mean.
struct Codings {
    bool base64 = false;
    bool quoted_printable = false;
    bool uuencode = false;
    bool yenc = false;
    bool binhex = false;
    bool unknown = false; ///< something else is named

    bool any() const
    {
        return base64 || quoted_printable || uuencode || yenc || binhex;
    }
    Codings& operator|=(const Codings& other);
};

/// Each encoding whose name can be found in the value, whatever stands around or in it.
Codings loose_codings(std::string_view value);

/// Exactly one of the five of RFC 2045, in any case, and nothing else.
bool is_plain_coding(std::string_view value);

/// What can be taken for a file name in the values of a part's Content fields: of each
/// parameter that ends with "name", read to the end of its quotes, to the ";", to the
/// blank and to the end, without quotes, comments and backslashes; its pieces by their
/// numbers and in the order they stand. Decoded to UTF-8. At most `max_loose_names`.
constexpr std::size_t max_loose_names = 64;
struct LooseNames {
    std::vector<std::string> names;
    std::size_t looked_at = 0; ///< bytes of values, some repeatedly
};
LooseNames loose_names(const std::vector<std::string_view>& values);

/// Types ("text/plain") that can be read in a Content-Type.
std::vector<std::string> loose_types(std::string_view value);

/// Other ways to take a decoded or raw file name: percent-encoding, encoded words that
/// are not closed, UTF-16 in the other
/// byte order, up to a NUL, without control characters. Empty for most.
std::vector<std::string> other_names(std::string_view name);

/// The part of a file name behind its last dot, in lower case.
std::string extension(std::string_view name);

} // namespace chainmail::mail

#endif
