// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Files that stand in text without MIME: uuencode (POSIX), its base64 form, yEnc 1.3,
// BinHex 4.0 (RFC 1741). Several mail programs show them as attachments, whatever the
// part around them is declared to be.
#ifndef CHAINMAIL_MAIL_INLINE_FILE_H
#define CHAINMAIL_MAIL_INLINE_FILE_H

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace chainmail::mail {

struct InlineFile {
    const char* kind = ""; ///< "uuencode", "yenc" or "binhex"
    std::string name;      ///< as it stands; empty where there is none
    std::string content;   ///< what could be read of it
};

/// Whether `line` may begin such a file, by its first characters. Cheap: it is asked of
/// every line of every message.
inline bool may_begin_file(std::string_view line)
{
    if (line.empty()) return false;
    switch (line.front()) {
    case 'b':
    case 'B':
        return line.size() > 6 && (line[5] == ' ' || line[5] == '-' || line[5] == '\t');
    case '=':
        return line.starts_with("=ybegin ");
    case '(':
        return line.starts_with("(This file must be converted with BinHex");
    default:
        return false;
    }
}

/// Reads the file that begins with the first line of `text`, and takes it off; false
/// (and `text` as it was) when there is none after all.
bool take_inline_file(std::string_view& text, InlineFile& file);

/// The same for the content of a part whose Content-Transfer-Encoding names one of
/// these: lines before the file, and a missing first line, are put up with. False when
/// nothing can be read.
bool decode_uuencode(std::string_view text, InlineFile& file);
bool decode_yenc(std::string_view text, InlineFile& file);
bool decode_binhex(std::string_view text, InlineFile& file);

} // namespace chainmail::mail

#endif
