// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Content-Type as SpamAssassin reads it: more forgiving than RFC 2045, and every text
// type but html, calendar and vcard is plain text.
#ifndef CHAINMAIL_SPAM_SCORE_MEDIA_TYPE_H
#define CHAINMAIL_SPAM_SCORE_MEDIA_TYPE_H

#include <optional>
#include <string>
#include <string_view>

namespace chainmail::spam_score {

struct MediaType {
    std::string type; ///< lower case, never empty
    std::optional<std::string> boundary;
    std::optional<std::string> charset;
    std::string name;     ///< file name, "" without
    bool missing = false; ///< there was no type; `type` is the default
};

/// `value` is the decoded field value, "" when there is no field.
MediaType parse_media_type(std::string_view value);

/// The name="..." of a Content-Disposition, "" without.
std::string disposition_name(std::string_view value);

} // namespace chainmail::spam_score

#endif
