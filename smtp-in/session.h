// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The decisions of the SMTP and LMTP dialogue (RFC 5321, 2033): a command line in, a
// reply out. Pure: it neither reads nor writes nor knows the time.
#ifndef CHAINMAIL_SMTP_IN_SESSION_H
#define CHAINMAIL_SMTP_IN_SESSION_H

#include "command.h"
#include "data_decoder.h"
#include "parameters.h"
#include "path.h"
#include "wire/envelope.h"
#include "wire/reply.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::smtp_in {

struct SessionOptions {
    std::string name = "localhost"; ///< what we call ourselves: "[127.0.0.1]"
    std::uint64_t message_size = 0; ///< in bytes, 0: no limit
    std::size_t recipients = 1100;
    std::vector<std::string> discarded; ///< EHLO keywords that are not offered
    /// The site's own words at the beginning and the end, see banner.h; "" is ours.
    std::string greeting, farewell;
    std::string host_name, product_name; ///< for those
};

struct Answer {
    enum class Next {
        command,
        data, ///< the message follows, then finish()
        close,
    };
    std::string reply; ///< as it goes over the wire
    Next next = Next::command;
    std::string note = {}; ///< for the log, "" for none
};

class Session {
public:
    explicit Session(SessionOptions options) : options_(std::move(options)) {}

    std::string greeting() const;

    /// `line` without its line end.
    Answer command(std::string_view line);

    /// A MAIL was accepted, and its transaction is not over.
    bool in_transaction() const { return in_transaction_; }

    /// "SMTP", "ESMTP", "LMTP", "UTF8SMTP" or "UTF8LMTP".
    std::string protocol() const;

    /// What the dialogue told of the message: helo, protocol, client, MAIL and RCPT.
    wire::Envelope envelope() const;

    /// SIZE of MAIL, if there was one.
    std::optional<std::uint64_t> declared_size() const { return declared_size_; }

    /// "" or the refusal of a message of `size` bytes (RFC 1870).
    std::string refuse_size(std::uint64_t size) const;

    /// What is said after the final dot, to LMTP once for each recipient. The
    /// transaction is over, and what XFORWARD told is forgotten.
    std::string finish(std::string_view text);
    /// For LMTP, `reply` must have a reply for each recipient.
    std::string finish(const wire::Reply& reply);

private:
    enum class Protocol { smtp, esmtp, lmtp };

    /// `own` filled in, or our name and `usual` where that is "".
    std::string banner(const std::string& own,
                       std::string_view usual,
                       std::string_view protocol) const;

    std::string say_hello(const Command& command);
    Answer mail(std::string_view argument);
    Answer rcpt(std::string_view argument);
    Answer data();
    std::string xforward(std::string_view argument);
    std::string no_room_for(const Path& path) const;
    std::string original_recipient(std::string_view address) const;
    void reset();

    SessionOptions options_;
    Protocol protocol_ = Protocol::smtp;
    bool in_transaction_ = false;
    bool refused_recipient_ = false;
    std::size_t recipient_bytes_ = 0;
    std::optional<std::uint64_t> declared_size_;
    wire::Envelope mail_;
};

} // namespace chainmail::smtp_in

#endif
