// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Mail of our own making on its way: copies for a quarantine mailbox, notices, delivery
// status notifications.
#ifndef CHAINMAIL_SMTP_OUT_POSTING_H
#define CHAINMAIL_SMTP_OUT_POSTING_H

#include "courier.h"
#include "delivery.h"

#include <string>
#include <vector>

namespace chainmail::smtp_out {

struct Post {
    std::string id; ///< for the log, that of the mail it is about
    std::vector<std::string> via;
    std::string sender;
    std::vector<wire::Recipient> recipients;
    std::string envid; ///< RFC 3461; "" says nothing
    std::string ret;   ///< the same
    std::string body;  ///< BODY= of MAIL; "" says nothing
    Content content;   ///< must outlive the call
    HeaderEdits edits;
    std::uint64_t deadline_ms = 0; ///< 0: none but those of SMTP
};

/// What became of it.
struct Posted {
    std::string deferred; ///< why somebody cannot have it now, or ""
    std::string refused;  ///< why somebody never gets it, or ""
    bool is_done() const { return deferred.empty() && refused.empty(); }
};

/// ENVID of RFC 3461 4.4: unique for each mail of ours.
std::string
envelope_id(const std::string& mail_id, std::uint64_t time_ms, const std::string& host);

/// A mail on its way; each recipient is delivered to for himself. `mail` and the others
/// must outlive it.
class Posting {
public:
    Posting(const Post& mail,
            const Surroundings& surroundings,
            Sessions& sessions,
            Permission permission);
    Posting(const Posting&) = delete;
    Posting& operator=(const Posting&) = delete;

    /// All but the final dots; what is known then. Left off here, nobody gets it.
    Posted begin();
    /// The dots.
    Posted finish();

private:
    wire::Envelope envelope_;
    Plan plan_;
    Consignment consignment_;
    Courier courier_;
    bool has_way_;
};

/// Both steps at once; `permission` is asked before the dot.
Posted post(const Post& mail,
            const Surroundings& surroundings,
            Sessions& sessions,
            const Permission& permission);

} // namespace chainmail::smtp_out

#endif
