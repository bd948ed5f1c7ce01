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

/// The characters that such a file can begin with: most lines need no closer look.
constexpr std::string_view first_of_file = "bB=(";

/// Whether `line` may begin such a file; more text may stand behind the line.
bool may_begin_file(std::string_view line);

/// Reads the file that begins with the first line of `text`, and takes it off; false
/// (and `text` as it was) when there is none after all. Only BinHex gives more bytes
/// than it takes: what is beyond `most` of them may be left out.
bool take_inline_file(std::string_view& text, InlineFile& file, std::size_t most);

/// The lines of a file alone, as far as they go; at least one.
bool take_uu_lines(std::string_view& text, std::string& content);
bool take_base64_lines(std::string_view& text, std::string& content);

/// The same for the content of a part whose Content-Transfer-Encoding names one of
/// these: lines before the file, and a missing first line, are put up with. False when
/// nothing can be read.
bool decode_uuencode(std::string_view text, InlineFile& file, std::size_t most);
bool decode_yenc(std::string_view text, InlineFile& file, std::size_t most);
bool decode_binhex(std::string_view text, InlineFile& file, std::size_t most);

} // namespace chainmail::mail

#endif
