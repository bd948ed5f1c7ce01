// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// One Received field: who gave the message to whom, as far as the line says so.
#ifndef CHAINMAIL_SPAM_SCORE_RECEIVED_H
#define CHAINMAIL_SPAM_SCORE_RECEIVED_H

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace chainmail::spam_score {

/// A hand-over from one host to another. What the line does not say is empty.
/// Characters that would confuse the text form are "!".
struct Relay {
    std::string ip;
    std::string rdns;
    std::string helo;
    std::string by;
    std::string ident;
    std::optional<std::string> envelope_from; ///< "" is the null sender
    std::string id;
    std::string auth;            ///< how the sender proved who it is
    bool no_reverse_dns = false; ///< looked up, and there is none
    bool is_private = false;
    bool internal = false; ///< set by the walk over all relays
    bool msa = false;

    /// "[ ip=... rdns=... ]": what rules on X-Spam-Relays-* match.
    std::string text() const;
};

/// What else a line can be.
enum class NoRelay {
    local,      ///< a hand-over within a host, or one that says nothing: passed over
    fetched,    ///< from a mailbox; what is above it is the mailbox owner's own
    unreadable, ///< the way of the message cannot be known
};

struct ReceivedLine {
    std::variant<Relay, NoRelay> content = NoRelay::unreadable;
    /// A local scanner's line that says the envelope sender of the relay before it.
    std::optional<std::string> scanner_envelope_from;
};

/// `value` is the decoded field value.
ReceivedLine parse_received(std::string_view value);

} // namespace chainmail::spam_score

#endif
