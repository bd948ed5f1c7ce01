// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What a header rule asks for: "From:addr", "Received:first", "ALL:raw", ...
#ifndef CHAINMAIL_SPAM_SCORE_HEADER_REQUEST_H
#define CHAINMAIL_SPAM_SCORE_HEADER_REQUEST_H

#include "addresses.h"
#include "domains.h"
#include "message.h"
#include "relays.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

struct HeaderRequest {
    std::string name; ///< as written, without modifiers
    std::string key;  ///< in lower case
    bool raw = false;
    bool addr = false;
    bool display_name = false;
    bool host = false;
    bool domain = false;
    bool ip = false;
    bool reversed_ip = false;
    bool first = false;
    bool last = false;

    /// Nothing when a modifier is not known.
    static std::optional<HeaderRequest> parse(std::string_view text);
    bool operator==(const HeaderRequest&) const = default;
};

/// Answers requests for one message. Everything must outlive it.
class HeaderValues {
public:
    HeaderValues(const Message& message,
                 const Relays& relays,
                 const Registry& registry,
                 std::string_view envelope_sender_header)
        : message_(message),
          relays_(relays),
          registry_(registry),
          envelope_sender_header_(envelope_sender_header)
    {
    }

    /// All values, in order. Whole fields end in a line end, addresses, names and hosts
    /// do not.
    std::vector<std::string> list(const HeaderRequest& request) const;
    /// Found once: many rules ask for the same.
    const std::vector<std::string>& list(std::string_view request) const;

    /// What a pattern is matched against: all values, one a line; nothing when there is
    /// no such field.
    std::optional<std::string> text(const HeaderRequest& request) const;

    /// As eval functions of old ask: the first value of :addr, :name and the like
    /// without its line end, else all joined; "" when there is none.
    std::string scalar(std::string_view request) const;

    /// The sender of the envelope as far as the message says it; nothing when unknown.
    const std::optional<std::string>& envelope_from() const;

    /// Addresses that sent the message, by all fields that say so; each once.
    const std::vector<std::string>& senders() const;
    /// Addresses it went to.
    std::vector<std::string> recipients() const;

    const Message& message() const { return message_; }
    const Relays& relays() const { return relays_; }
    const Registry& registry() const { return registry_; }

private:
    std::optional<std::string> find_envelope_from() const;
    std::vector<std::string> find_senders() const;
    std::vector<std::string> fields(const HeaderRequest& request) const;
    std::vector<std::string> derived(std::string_view key) const;
    using Lines = std::span<const std::string>;
    std::optional<Lines> whole_fields(const HeaderRequest& request) const;
    const std::vector<std::string>& all_fields(bool raw) const;
    std::vector<std::string> find_all_fields(bool raw) const;
    std::vector<std::string> named(std::string_view key, bool raw) const;
    std::vector<std::string> addresses_of(const std::vector<std::string>& fields,
                                          const HeaderRequest& request) const;
    bool stands_below_received(std::string_view key) const;

    const Message& message_;
    const Relays& relays_;
    const Registry& registry_;
    std::string_view envelope_sender_header_;
    // Many rules ask for these: looked for once.
    mutable std::optional<std::optional<std::string>> envelope_from_;
    mutable std::optional<std::vector<std::string>> senders_;
    mutable std::optional<std::vector<std::string>> all_;
    mutable std::optional<std::vector<std::string>> all_raw_;
    mutable std::map<std::string, std::vector<std::string>, std::less<>> lists_;
    mutable std::map<std::string, std::vector<NamedAddress>, std::less<>> addresses_;
};

} // namespace chainmail::spam_score

#endif
