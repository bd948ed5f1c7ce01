// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which charset a name in a mail means to SpamAssassin, which asks Perl's Encode: fewer
// charsets than mail programs know, by more names, and each without later additions.
#ifndef CHAINMAIL_SPAM_SCORE_CHARSET_NAME_H
#define CHAINMAIL_SPAM_SCORE_CHARSET_NAME_H

#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// The name under which mail::to_utf8 reads it; "" when nobody does. The stateful
/// charsets of Japan and Korea are "iso-2022-jp" and "iso-2022-kr".
std::string charset_of_name(std::string_view name);

} // namespace chainmail::spam_score

#endif
