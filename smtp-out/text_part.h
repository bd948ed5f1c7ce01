// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// One part of a message with text for people, and what it is with more text in it.
// Pure.
#ifndef CHAINMAIL_SMTP_OUT_TEXT_PART_H
#define CHAINMAIL_SMTP_OUT_TEXT_PART_H

#include "mail/mime_tree.h"

#include <optional>
#include <string>
#include <string_view>

namespace chainmail::smtp_out {

/// `bytes` take the place of `length` bytes from `offset` on in the body of the part.
struct BodyChange {
    std::size_t offset = 0;
    std::size_t length = 0;
    std::string bytes;
    /// The part is quoted-printable from now on, and in this charset: "" is as it was.
    bool becomes_quoted = false;
    std::string charset;
};

struct TextPart {
    std::string_view body; ///< with the line end before the next delimiter
    mail::Encoding encoding = mail::Encoding::identity;
    std::string charset; ///< as declared, "" is none
    /// It says that it may have 8-bit bytes, or has some already.
    bool takes_8bit = false;
};

/// `utf8` behind the text of the part. Nothing: what is there cannot be read.
std::optional<BodyChange> append_text(const TextPart& part, std::string_view utf8);

/// `utf8`, which is HTML, before the first </body>, or else </html>, that is no
/// comment. Without any it goes to the end if `anywhere`; else, and where the part
/// cannot be read, there is no change.
std::optional<BodyChange>
insert_html(const TextPart& part, std::string_view utf8, bool anywhere);

} // namespace chainmail::smtp_out

#endif
