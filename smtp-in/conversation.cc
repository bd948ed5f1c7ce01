// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "conversation.h"

#include "base/text.h"
#include "os/clock.h"
#include "os/log.h"
#include "reply_text.h"
#include "transaction_line.h"
#include "wire/names.h"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace chainmail::smtp_in {

namespace {

using os::Level;
using text::cat;

constexpr int in_fd = 0;
constexpr int out_fd = 1;
// How long a client may take to read that there is nothing more to be had.
constexpr std::uint64_t leave_ms = 10'000;

SessionOptions named(SessionOptions options, const std::string& name)
{
    options.name = name;
    return options;
}

} // namespace

Conversation::Conversation(const Options& options,
                           const Endpoints& ends,
                           Chain& chain,
                           stage::Connection& connection)
    : options_(options),
      ends_(ends),
      chain_(chain),
      connection_(connection),
      client_(in_fd, out_fd, options.client_timeout_ms, stop_, *connection.slot),
      session_(named(options.session, ends.name))
{
}

void Conversation::run()
{
    client_.say(session_.greeting());
    while (!over_ && !chain_.is_cut()) {
        std::string_view line;
        const auto event = client_.next_line(line);
        if (event == Client::Event::ready)
            take(line);
        else if (event == Client::Event::long_line)
            client_.say(format_reply(say::long_line));
        else
            leave(event);
        show_state();
    }
    if (!over_) take_leave();
    client_.flush();
}

void Conversation::take(std::string_view line)
{
    const auto answer = session_.command(line);
    if (session_.in_transaction()) {
        if (const auto asked = chain_.ask(); !asked) {
            os::log(Level::error, asked.error().what);
            client_.say(format_reply(say::closing));
            over_ = true;
            return;
        }
    }
    if (!answer.note.empty()) os::log(Level::debug, answer.note);
    log_refusal(answer.reply, line);
    client_.say(answer.reply);
    over_ = answer.next == Answer::Next::close;
    if (answer.next == Answer::Next::data) receive();
}

// Without a chain nothing more is accepted. The client is heard once more, as closing
// the connection while its next command is on the way could take our reply away from
// it.
void Conversation::take_leave()
{
    client_.set_timeout(leave_ms);
    std::string_view line;
    if (client_.next_line(line) != Client::Event::ready) return;
    const auto command = parse_command(line);
    const bool quits = command && command->verb == Verb::quit;
    client_.say(quits ? session_.command(line).reply : format_reply(say::closing));
}

void Conversation::leave(Client::Event event)
{
    over_ = true;
    if (event == Client::Event::timed_out) client_.say(format_reply(say::timed_out));
    if (event == Client::Event::stopped) client_.say(format_reply(say::closing));
    const auto why = event == Client::Event::timed_out ? "timed out"
                     : event == Client::Event::stopped ? "told to stop"
                                                       : "the client is gone";
    if (session_.in_transaction())
        os::log(Level::info, cat("connection ended inside a transaction: ", why));
}

// pid-connection, and from the second message on -number: no two messages of this
// machine have the same as long as the supervisor lives.
std::string Conversation::id() const
{
    char id[64];
    std::snprintf(id,
                  sizeof id,
                  "%05ld-%02u",
                  static_cast<long>(::getpid()),
                  std::max(connection_.number, 1U));
    return messages_ < 2 ? id : cat(id, '-', messages_);
}

void Conversation::receive()
{
    ++messages_;
    const auto time_ms = os::unix_ms();
    auto envelope = session_.envelope();
    envelope.interface = ends_.interface;
    os::log_about(
        Level::info,
        id(),
        transaction_line(envelope, options_.temp_directory, session_.declared_size()));
    Stored stored;
    const auto event = store_message(
        client_, chain_.message_fd(), options_.session.message_size, stored);
    if (event != Client::Event::ready) return leave(event);
    if (const auto refusal = session_.refuse_size(stored.size()); !refusal.empty())
        return conclude(refusal);
    if (!stored.fault.empty())
        return conclude(cat("451 4.5.0 Error in processing: ", stored.fault));
    pass(stored, time_ms);
}

// The answer to a message that smtp-in refuses by itself.
void Conversation::conclude(std::string_view reply)
{
    os::log(Level::notice,
            cat('(', id(), ") ", session_.protocol(), " REJECT: ", reply));
    client_.say(session_.finish(reply));
}

void Conversation::pass(const Stored& stored, std::uint64_t time_ms)
{
    // A client that did not wait for the 354 has all its replies before the long wait.
    client_.flush();
    auto envelope = session_.envelope();
    envelope.id = id();
    envelope.seq = ++passed_;
    envelope.time_ms = time_ms;
    envelope.deadline_ms = os::monotonic_ms() + options_.child_timeout_ms;
    envelope.interface = ends_.interface;
    envelope.peer = ends_.peer;
    envelope.size = stored.size();
    envelope.length = stored.facts.length;
    envelope.header_length = stored.facts.header_length;
    envelope.bare_cr = stored.facts.bare_cr;
    envelope.nul = stored.facts.nul;
    envelope.skip = options_.skip;
    const auto reply = chain_.pass(envelope, out_fd);
    ++connection_.slot->messages;
    connection_.slot->stage = static_cast<std::uint32_t>(wire::Writer::smtp_in);
    if (reply) {
        client_.say(session_.finish(*reply));
        return;
    }
    const auto text = cat("451 4.5.0 Error in processing, id=",
                          envelope.id,
                          ", chain FAILED: ",
                          reply.error().what);
    os::log(Level::error, cat('(', envelope.id, ") ", text));
    client_.say(session_.finish(text));
}

void Conversation::log_refusal(std::string_view reply, std::string_view line) const
{
    if (!reply.starts_with('4') && !reply.starts_with('5')) return;
    os::log(Level::notice,
            cat(session_.protocol(),
                ": ",
                text::trim(reply),
                "; smtp_resp: ",
                text::printable(line)));
}

// For the supervisor's page: the message in hand begins with MAIL.
void Conversation::show_state()
{
    auto& slot = *connection_.slot;
    const bool busy = session_.in_transaction();
    if (busy == (slot.seq != 0)) return;
    slot.seq = busy ? static_cast<std::uint32_t>(passed_ + 1) : 0;
    slot.since_ms = busy ? os::monotonic_ms() : 0;
}

} // namespace chainmail::smtp_in
