// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A URI reference resolved against a base (RFC 3986 section 5.2), the way mail clients
// are forgiving about it.
#ifndef CHAINMAIL_SPAM_SCORE_RELATIVE_URI_H
#define CHAINMAIL_SPAM_SCORE_RELATIVE_URI_H

#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// `base` may be "": then `reference` is only normalized. A reference with the scheme
/// of its base is taken as relative; "//www.x" gets a scheme.
std::string resolve_uri(std::string_view base, std::string_view reference);

} // namespace chainmail::spam_score

#endif
