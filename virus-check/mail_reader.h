// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// libclamav can take mail apart by itself. After mime-split has done so this is work
// done twice, as long as nothing but the same parts would come out of it.
#ifndef CHAINMAIL_VIRUS_CHECK_MAIL_READER_H
#define CHAINMAIL_VIRUS_CHECK_MAIL_READER_H

#include "engine.h"
#include "structure.h"

#include <string_view>

namespace chainmail::virus_check {

/// How to scan the message as a whole when its parts are scanned too. `asks_for_mail`:
/// see Database.
MailReader reader_for(const Structure& structure,
                      std::string_view message,
                      std::string_view store,
                      bool asks_for_mail);

/// A file in uuencode, yEnc or BinHex may begin in `text`.
bool may_hide_file(std::string_view text);

/// A message with parts of its own may be quoted in `text`, as old bounces do: a line
/// is a Content-Type field.
bool may_hide_mail(std::string_view text);

} // namespace chainmail::virus_check

#endif
