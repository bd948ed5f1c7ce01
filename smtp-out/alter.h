// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A text is added to what people read of a message: a disclaimer, where and in the form
// in which altermime(1) adds it, but always in the charset and the encoding of the
// part. Pure.
#ifndef CHAINMAIL_SMTP_OUT_ALTER_H
#define CHAINMAIL_SMTP_OUT_ALTER_H

#include "defang.h"
#include "mail/alter_options.h"

#include <string_view>

namespace chainmail::smtp_out {

/// What is added; UTF-8, lines with their ends. "" is nothing.
struct AddedTexts {
    std::string_view text;   ///< at the end of the first text/plain part
    std::string_view html;   ///< before </body> or </html> of the first text/html part
    std::string_view base64; ///< in place of `text` where the part is base64
};

/// The message with the texts and the fields of `options` added. Parts that are
/// attachments, and all that is signed or encrypted, stay as they are; so does a
/// message whose parts could not all be found. With `takes_8bit` a part that may have
/// 8-bit bytes can get more of them; else the part becomes quoted-printable.
/// `content` is as split_content() made it.
OwnContent alter(const Content& content,
                 const mail::AlterOptions& options,
                 const AddedTexts& texts,
                 bool takes_8bit);

} // namespace chainmail::smtp_out

#endif
