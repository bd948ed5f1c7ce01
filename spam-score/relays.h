// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The way of a message: all its relays, newest first, and how far they can be believed.
#ifndef CHAINMAIL_SPAM_SCORE_RELAYS_H
#define CHAINMAIL_SPAM_SCORE_RELAYS_H

#include "message.h"
#include "networks.h"
#include "received.h"

#include <string>
#include <vector>

namespace chainmail::spam_score {

/// What the administrator says about hosts. Without a word, private addresses and
/// authenticated clients are trusted.
struct TrustSettings {
    Networks trusted;
    Networks internal;
    Networks msa;
    bool trusted_is_set = false;
    bool internal_is_set = false;
    std::vector<std::string> originating_ip_headers;
};

/// Takes out of the internal networks and those of submission servers what is not
/// trusted, or not internal where only that is set. A complaint for each.
std::vector<std::string> remove_untrusted(TrustSettings& settings);

struct Relays {
    std::vector<Relay> trusted;   ///< believed to tell the truth
    std::vector<Relay> untrusted; ///< [0] gave the message to a trusted one
    std::vector<Relay> internal;
    std::vector<Relay> external;
    int unparseable = 0;
    int last_trusted = -1; ///< index of the Received field, counted from the top
    int last_internal = -1;
    /// The relays as text, for rules on X-Spam-Relays-*.
    std::string trusted_text;
    std::string untrusted_text;
    std::string internal_text;
    std::string external_text;
};

Relays trace_relays(const HeaderBlock& header, const TrustSettings& settings);

} // namespace chainmail::spam_score

#endif
