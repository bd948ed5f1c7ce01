// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A copy that goes to an SMTP or LMTP server: the dialogue over a connection.
#ifndef CHAINMAIL_SMTP_OUT_SMTP_DELIVERY_H
#define CHAINMAIL_SMTP_OUT_SMTP_DELIVERY_H

#include "connection.h"
#include "delivery.h"
#include "dialogue.h"
#include "encoder.h"

namespace chainmail::smtp_out {

class SmtpDelivery : public Delivery {
public:
    SmtpDelivery(const Consignment& consignment, const Parcel& parcel, Method method);
    /// Keeps the session for the next message, or says QUIT where the server is not in
    /// the middle of the message; never waits.
    ~SmtpDelivery() override;

    std::optional<outcome::Trouble> open() override;
    std::optional<outcome::Trouble> offer() override;
    void transfer() override;
    void look() override;
    void finish() override;

private:
    std::optional<outcome::Trouble> greet();
    std::optional<outcome::Trouble> connect();
    void make_offer();
    std::optional<outcome::Trouble> offer_again();
    bool is_lmtp() const;
    bool refuse_lack(const Letter& letter);
    void converse(std::string before = {});
    bool send(std::string_view bytes, std::uint64_t limit_ms);
    std::optional<Reply> receive_reply();
    void send_message();
    void lose(Connection::Io io, bool sending);
    void take_last_words();
    std::string what_is_missing() const;
    void settle();
    std::uint64_t limit() const;
    std::uint64_t patience(std::uint64_t limit_ms) const;

    Connection connection_;
    Dialogue dialogue_;
    ReplyReader replies_;
    bool alone_;
    bool reused_ = false;     ///< the session of an earlier message
    bool in_message_ = false; ///< between 354 and the answer to the dot
    bool finished_ = false;   ///< the server waits for MAIL again
    std::string held_back_;   ///< end of the message, to be sent with the dot
};

} // namespace chainmail::smtp_out

#endif
