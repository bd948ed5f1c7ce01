// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// BinHex 4.0, the encoding of RFC 1741 and its appendix. For the shelf's own use: see
// inline_file.h.
#ifndef CHAINMAIL_MAIL_BINHEX_H
#define CHAINMAIL_MAIL_BINHEX_H

#include <string>
#include <string_view>

namespace chainmail::mail {

/// Reads from the first line of `text` (of its first 1000 bytes) that begins with ":"
/// on, and takes that off: the name and the data fork, as far as they can be read, of
/// it at most `most` bytes: a run of 255 stands in three.
/// False without such a line or with less than a header behind it. Checksums are not
/// looked at: a reader may not.
bool read_binhex(std::string_view& text,
                 std::size_t most,
                 std::string& name,
                 std::string& data);

} // namespace chainmail::mail

#endif
