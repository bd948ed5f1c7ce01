// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A URI and what a browser would make of it: without tricks of encoding, without user
// and default port, and where it redirects to as far as it says so itself.
#ifndef CHAINMAIL_SPAM_SCORE_CLEAN_URI_H
#define CHAINMAIL_SPAM_SCORE_CLEAN_URI_H

#include "domains.h"
#include "regex.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// What a URI is made of. What is not allowed in one is encoded byte by byte; in UTF-8
/// only the characters up to U+00FF are, and each as one.
enum class UriText { bytes, utf8 };

/// %XX of printable characters decoded, of others kept; what is not allowed in a URI is
/// encoded. Unchanged when there is no %XX at all.
std::string decode_escapes(std::string_view uri, UriText kind = UriText::bytes);

/// The URI itself, trimmed, and all variants of it, each once. `redirectors` are the
/// patterns of redirector_pattern, whose first group is the target.
std::vector<std::string> clean_uri(std::string_view uri,
                                   UriText kind,
                                   const std::vector<Regex>& redirectors,
                                   const Registry& registry,
                                   MatchScratch& scratch);

} // namespace chainmail::spam_score

#endif
