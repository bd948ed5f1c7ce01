// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Figures about the MIME parts of a message, by the names that rules use for them.
#ifndef CHAINMAIL_SPAM_SCORE_ATTACHMENTS_H
#define CHAINMAIL_SPAM_SCORE_ATTACHMENTS_H

#include "message.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

struct Attachments {
    std::size_t base64_count = 0;
    std::size_t body_html_count = 0;
    std::size_t body_text_count = 0;
    std::size_t attachments = 0;
    std::size_t qp_count = 0;
    std::size_t ascii_text_illegal = 0; ///< lines with bytes that are not ASCII text
    bool base64_encoded_text = false;   ///< plain text that needed no encoding
    bool bad_iso_charset = false;
    bool missing_boundary = false;
    bool multipart_alternative = false;
    bool qp_long_line = false;
    double multipart_ratio = 1.0; ///< bytes of plain text to bytes of HTML
    double qp_ratio = 0;          ///< needlessly quoted bytes to all
    double text_unicode_ratio = 0;
    std::size_t longest_base64_line = 0;
    std::vector<std::string> charsets; ///< declared ones

    /// "mime_base64_count" and the like as rules ask for them; 0 for a name not known.
    double value(std::string_view name) const;
};

Attachments look_at_attachments(const Message& message);

/// The charset of a Content-Type line, "" without.
std::string charset_of_line(std::string_view line);

/// A charset in whose text letters of one case are usual.
bool is_caps_charset(std::string_view charset);

} // namespace chainmail::spam_score

#endif
