// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Host names in other scripts, in the form in which the DNS has them (RFC 5891).
#ifndef CHAINMAIL_SPAM_SCORE_IDN_H
#define CHAINMAIL_SPAM_SCORE_IDN_H

#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// `host` in lower case, labels that are not ASCII as "xn--...". The bytes are UTF-8,
/// or Latin-1 when they are letters of it. What is no such name stays as it is.
std::string ascii_host(std::string_view host);

} // namespace chainmail::spam_score

#endif
