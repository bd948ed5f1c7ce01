// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// One connection from the greeting to its end: the client on one side, the chain on the
// other, the decisions of Session between them.
#ifndef CHAINMAIL_SMTP_IN_CONVERSATION_H
#define CHAINMAIL_SMTP_IN_CONVERSATION_H

#include "chain.h"
#include "client.h"
#include "endpoints.h"
#include "message_store.h"
#include "options.h"
#include "session.h"
#include "stage/program.h"

#include <cstdint>
#include <string>

namespace chainmail::smtp_in {

class Conversation {
public:
    /// Speaks on descriptors 0 and 1. All arguments must outlive the Conversation.
    Conversation(const Options& options,
                 const Endpoints& ends,
                 Chain& chain,
                 stage::Connection& connection);

    /// Until the client leaves or is sent away. Whatever happens to a mail has been
    /// said to the client and logged.
    void run();

private:
    void take(std::string_view line);
    void take_leave();
    void leave(Client::Event event);
    void receive();
    void pass(const Stored& stored, std::uint64_t time_ms);
    void conclude(std::string_view reply);
    std::string id() const;
    void log_refusal(std::string_view reply, std::string_view line) const;
    void show_state();

    const Options& options_;
    const Endpoints& ends_;
    Chain& chain_;
    stage::Connection& connection_;
    StopSignal stop_;
    Client client_;
    Session session_;
    std::uint64_t messages_ = 0; ///< DATA commands so far
    std::uint64_t passed_ = 0;   ///< records so far
    bool over_ = false;
};

} // namespace chainmail::smtp_in

#endif
