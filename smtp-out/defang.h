// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A message that is made harmless: attached to a new one that warns of it. Pure.
#ifndef CHAINMAIL_SMTP_OUT_DEFANG_H
#define CHAINMAIL_SMTP_OUT_DEFANG_H

#include "header_edit.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::smtp_out {

/// A message that is not as it came in. The header section has no empty line.
struct OwnContent {
    std::string header, body;
};

/// multipart/mixed (RFC 2046 5.1.3) of the lines `notes`, which are ASCII, and the
/// whole message. The new header has of the old one what tells who wrote what to whom;
/// the way and the subjects can be edited as in the old one. `boundary` occurs nowhere
/// in the message. With `is_utf8` (RFC 6532) it is attached as message/global.
OwnContent attach(const Content& original,
                  const std::vector<std::string>& notes,
                  std::string_view boundary,
                  bool is_utf8);

} // namespace chainmail::smtp_out

#endif
