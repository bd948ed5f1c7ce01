// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The other programs of the chain, as smtp-in sees them: a record goes down, its reply
// comes back. What is not exactly that ends the chain for good.
#ifndef CHAINMAIL_SMTP_IN_CHAIN_H
#define CHAINMAIL_SMTP_IN_CHAIN_H

#include "stage/slot.h"
#include "start_chain.h"
#include "wire/envelope.h"
#include "wire/reader.h"
#include "wire/reply.h"

#include <functional>

namespace chainmail::smtp_in {

class Chain {
public:
    /// Gives the links when the first mail comes; it may start programs for that.
    using Start = std::function<Result<Links>()>;

    /// `slot` must outlive the Chain.
    Chain(Start start, stage::Slot& slot) : start_(std::move(start)), slot_(slot) {}
    Chain(const Chain&) = delete;
    Chain& operator=(const Chain&) = delete;

    /// At the first MAIL: asks for the other programs, without waiting for them. Does
    /// nothing when that is done.
    Status ask();

    /// Where the message goes, once asked.
    int message_fd() const { return links_.message.get(); }

    /// Hands the message over and waits for its reply, until the programs say it or are
    /// gone: they keep the deadline themselves. `client` is watched for its end. After
    /// an error the chain is cut.
    Result<wire::Reply> pass(const wire::Envelope& envelope, int client);

    /// No message can be passed any more.
    bool is_cut() const { return cut_; }

private:
    void cut();
    Status await_programs(std::uint64_t deadline_ms);
    Status
    exchange(std::string_view record, const wire::Envelope& envelope, int client);
    Status write_more(std::string_view& record);
    Status read_more();
    Result<std::size_t> read_reply_bytes(char* to, std::size_t size);
    Result<wire::Reply> take_reply(const wire::Envelope& envelope);
    Result<wire::Reply> try_pass(const wire::Envelope& envelope, int client);

    Start start_;
    stage::Slot& slot_;
    Links links_;
    wire::Reader replies_{
        [this](char* to, std::size_t size) { return read_reply_bytes(to, size); }};
    std::size_t unused_ =
        0; ///< bytes read from the reply pipe and not taken as a reply
    bool asked_ = false;
    bool cut_ = false;
};

} // namespace chainmail::smtp_in

#endif
