// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// URIs in running text, where a mail program would make a link of them or a reader
// could copy them.
#ifndef CHAINMAIL_SPAM_SCORE_TEXT_URI_H
#define CHAINMAIL_SPAM_SCORE_TEXT_URI_H

#include "domains.h"

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace chainmail::spam_score {

struct TextUri {
    std::string uri;         ///< with a scheme; one was put in front if there was none
    bool schemeless = false; ///< it was
    bool unlinked = false;   ///< a bare host name, of which nobody makes a link
};

/// Those in one paragraph, in order. `seen` holds what was found before and is not
/// reported again; it grows.
std::vector<TextUri> find_uris(std::string_view paragraph,
                               const Registry& registry,
                               std::unordered_set<std::string>& seen);

} // namespace chainmail::spam_score

#endif
