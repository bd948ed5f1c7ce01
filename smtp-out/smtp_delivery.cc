// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp_delivery.h"

#include "base/text.h"
#include "make_letter.h"
#include "os/clock.h"

#include <algorithm>

namespace chainmail::smtp_out {

namespace {

using text::cat;

constexpr std::size_t block_bytes = 64U << 10U;

} // namespace

SmtpDelivery::SmtpDelivery(const Consignment& consignment,
                           const Parcel& parcel,
                           Method method)
    : Delivery(consignment, parcel, std::move(method)),
      dialogue_(is_lmtp(), consignment.surroundings.hello),
      alone_(parcel.alone)
{
    edit(copy().edits);
}

SmtpDelivery::~SmtpDelivery()
{
    if (!connection_.is_open() || in_message_) return;
    if (finished_ && !dialogue_.trouble() && replies_.is_empty())
        consignment_.sessions.keep(
            {method_.text, std::move(connection_), dialogue_.features()});
    else
        connection_.send("QUIT\r\n", 0);
}

bool SmtpDelivery::is_lmtp() const
{
    return method_.kind == Method::Kind::lmtp;
}

// Of what is waited for.
std::uint64_t SmtpDelivery::limit() const
{
    const auto& limits = consignment_.surroundings.limits;
    if (dialogue_.awaits_truth()) return limits.truth;
    return dialogue_.awaits_data() ? limits.data : limits.command;
}

std::uint64_t SmtpDelivery::patience(std::uint64_t limit_ms) const
{
    // Once the dot is on its way only the truth counts, however late.
    const auto deadline_ms = consignment_.envelope.deadline_ms;
    return patience_ms(limit_ms, dialogue_.awaits_truth() ? 0 : deadline_ms);
}

std::optional<outcome::Trouble> SmtpDelivery::open()
{
    if (auto session = consignment_.sessions.take(method_.text)) {
        connection_ = std::move(session->connection);
        dialogue_ = Dialogue(is_lmtp(), std::move(session->features));
        reused_ = true;
        return {};
    }
    return greet();
}

std::optional<outcome::Trouble> SmtpDelivery::greet()
{
    if (auto trouble = connect()) return trouble;
    converse();
    auto trouble = dialogue_.trouble();
    if (trouble) trouble->method = method_.text;
    return trouble;
}

std::optional<outcome::Trouble> SmtpDelivery::connect()
{
    using Kind = outcome::Trouble::Kind;
    const auto addresses = addresses_of(method_, consignment_.surroundings.hosts);
    if (!addresses)
        return outcome::Trouble{
            Kind::failed, method_.text, "fwd-connect", addresses.error().what};
    std::string why;
    for (const auto& address : *addresses) {
        auto connection = Connection::open(
            address, patience(consignment_.surroundings.limits.connect));
        if (connection) {
            connection_ = std::move(*connection);
            return {};
        }
        why = connection.error().what;
    }
    return outcome::Trouble{Kind::unreachable, method_.text, "fwd-connect", why};
}

std::optional<outcome::Trouble> SmtpDelivery::offer()
{
    make_offer();
    if (reused_ && dialogue_.trouble() && !in_message_)
        if (auto trouble = offer_again()) return trouble;
    settle();
    return {};
}

void SmtpDelivery::make_offer()
{
    const auto letter = make_letter(consignment_, shares_, header_);
    if (refuse_lack(letter)) return;
    dialogue_.offer(letter, alone_);
    converse();
    in_message_ = dialogue_.takes_message();
}

// A session that went away while nobody used it says nothing of this message.
std::optional<outcome::Trouble> SmtpDelivery::offer_again()
{
    reused_ = false;
    connection_.close();
    replies_ = {};
    dialogue_ = Dialogue(is_lmtp(), consignment_.surroundings.hello);
    if (auto trouble = greet()) return trouble;
    make_offer();
    return {};
}

// What the next hop cannot take is refused by us in its place.
bool SmtpDelivery::refuse_lack(const Letter& letter)
{
    const auto lack = find_lack(consignment_, letter, header_, dialogue_.features());
    if (lack == Lack::nothing) return false;
    for (auto& share : shares_)
        share.outcome = lack == Lack::eight_bit ? outcome::needs_8bitmime(words(share))
                                                : outcome::needs_smtputf8(words(share));
    return true;
}

void SmtpDelivery::transfer()
{
    if (!in_message_) {
        dialogue_.data();
        converse();
        in_message_ = dialogue_.takes_message();
    }
    if (in_message_ && dialogue_.has_open()) send_message();
    settle();
}

void SmtpDelivery::send_message()
{
    Encoder encoder;
    std::string block;
    block.reserve(block_bytes + block_bytes / 8);
    encoder.encode(header_, block);
    encoder.encode("\n", block);
    auto body = content().body;
    bool sending = true;
    while (sending && !body.empty()) {
        const auto piece = body.substr(0, block_bytes);
        encoder.encode(piece, block);
        body.remove_prefix(piece.size());
        if (block.size() < block_bytes) continue;
        sending = send(block, consignment_.surroundings.limits.block);
        block.clear();
    }
    encoder.end_line(block);
    if (alone_)
        held_back_ = std::move(block);
    else if (sending)
        send(block, consignment_.surroundings.limits.block);
    repairs_.removed_crs = encoder.removed_crs();
    repairs_.replaced_nuls = encoder.replaced_nuls();
}

// What is there before the dot is no answer to it, but may well be a refusal.
void SmtpDelivery::look()
{
    if (!in_message_ || (replies_.is_empty() && connection_.is_quiet())) return;
    take_last_words();
    dialogue_.fail("Lost connection", false);
    connection_.close();
    settle();
}

void SmtpDelivery::finish()
{
    look();
    if (!has_waiting()) return;
    dialogue_.dot();
    converse(std::move(held_back_));
    in_message_ = false;
    finished_ = true;
    settle();
}

// Writes and reads until the server has answered all there is to answer.
void SmtpDelivery::converse(std::string before)
{
    for (;;) {
        before += dialogue_.take_output();
        if (!before.empty() && !send(before, limit())) return;
        before.clear();
        if (!dialogue_.is_waiting()) return;
        const auto reply = receive_reply();
        if (!reply) return;
        dialogue_.take(*reply);
    }
}

bool SmtpDelivery::send(std::string_view bytes, std::uint64_t limit_ms)
{
    const auto io = connection_.send(bytes, patience(limit_ms));
    if (io == Connection::Io::done) return true;
    lose(io, true);
    return false;
}

std::optional<Reply> SmtpDelivery::receive_reply()
{
    // For the whole reply: one that comes byte by byte ends, too.
    const auto end_ms = os::monotonic_ms() + patience(limit());
    for (;;) {
        auto reply = replies_.next();
        if (!reply) {
            dialogue_.fail(reply.error().what, false);
            connection_.close();
            return {};
        }
        if (*reply) return std::move(**reply);
        std::string bytes;
        const auto io = connection_.receive(bytes, end_ms);
        if (io != Connection::Io::done) {
            lose(io, false);
            return {};
        }
        replies_.feed(bytes);
    }
}

void SmtpDelivery::lose(Connection::Io io, bool sending)
{
    const bool timed_out = io == Connection::Io::timed_out;
    if (!timed_out && sending && in_message_) take_last_words();
    dialogue_.fail(what_is_missing(), timed_out);
    connection_.close();
}

std::string SmtpDelivery::what_is_missing() const
{
    if (dialogue_.awaits_truth()) return "No resp. to data-dot";
    if (!dialogue_.is_waiting()) return "Lost connection";
    return cat("No response to ", dialogue_.command());
}

// A server that refuses in the middle of the message says so before it goes away.
void SmtpDelivery::take_last_words()
{
    std::string bytes;
    connection_.receive(bytes, 0);
    replies_.feed(bytes);
    const auto reply = replies_.next();
    if (reply && *reply) dialogue_.take_early(**reply);
}

void SmtpDelivery::settle()
{
    const auto& verdicts = dialogue_.verdicts();
    const bool has_room = std::ranges::any_of(verdicts, &Verdict::accepted);
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        auto& share = shares_[i];
        if (!is_waiting(share) || !verdicts[i].answer) continue;
        share.later = verdicts[i].later && has_room;
        if (share.later) continue;
        share.outcome =
            outcome::of_answer(*verdicts[i].answer, words(share), method_.text);
        share.outcome.passed_dsn = dialogue_.features().dsn &&
                                   passes_dsn(consignment_) &&
                                   !ends_success_dsn(consignment_);
    }
    if (auto trouble = dialogue_.trouble()) {
        trouble->method = method_.text;
        settle_waiting(*trouble);
    }
}

} // namespace chainmail::smtp_out
