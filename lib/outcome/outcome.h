// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What became of the mail for one recipient, made from the next hop's answer or from
// the lack of one. Pure.
#ifndef CHAINMAIL_OUTCOME_OUTCOME_H
#define CHAINMAIL_OUTCOME_OUTCOME_H

#include <cstddef>
#include <string>
#include <string_view>

namespace chainmail::outcome {

/// A reply of the next hop (RFC 5321 4.2) with its lines joined.
struct Answer {
    unsigned code = 0;
    std::string enhanced; ///< "5.1.1" (RFC 3463); "" when it gave none
    std::string text;     ///< what stands behind both
};

/// "550 5.1.1 No such user": the answer as the next hop said it.
std::string print(const Answer& answer);

enum class State {
    waiting,   ///< nothing is known yet
    delivered, ///< the next hop took it, or it is stored
    discarded, ///< by policy
    rejected,  ///< 5xx
    bounced,   ///< 5xx of ours, of which not the client but the sender hears
    deferred,  ///< 4xx
};

/// The word of rcpt.N.state in chainmail-record(5).
std::string_view name(State state);

/// What the sender was told of a recipient's failure by mail.
enum class Told {
    nothing,    ///< there was none, or the client hears of it
    by_mail,    ///< a delivery status notification was sent
    suppressed, ///< none is to be sent
};

struct Outcome {
    State state = State::waiting;
    std::string reply;       ///< "250 2.0.0 from MTA(...): ..."; "" while waiting
    std::string answer;      ///< print() of the next hop's answer; "" when it gave none
    bool passed_dsn = false; ///< the next hop tells the sender of a success (RFC 3461)
    Told told = Told::nothing;
};

/// The recipient's words to put before what the next hop says: rcpt.N.if-refused and
/// .if-deferred.
struct Words {
    std::string refused;
    std::string deferred;
};

/// What went wrong without an answer that would decide it.
struct Trouble {
    enum class Kind {
        unreachable, ///< no connection to any of the places; `method` lists them
        timed_out,
        failed,
    };
    Kind kind = Kind::failed;
    std::string method; ///< the delivery method, "smtp:[127.0.0.1]:10025"
    std::string stage;  ///< "fwd-connect", "fwd-data-cmd", ...
    std::string what;
    unsigned attempts = 1; ///< places tried, for `unreachable`
};

/// 2xx delivers, 5xx rejects, everything else defers. A 421 or 521 is passed on as 451
/// or 550: to the one who hears it, it would mean that we close the connection. A 3xx
/// where none has a place is passed on as 451.
Outcome of_answer(const Answer& answer, const Words& words, std::string_view method);

/// Always deferred.
Outcome of_trouble(const Trouble& trouble, const Words& words, std::string_view id);

/// Something of our own that failed before anything was delivered. Always deferred.
Outcome unfinished(std::string_view why, std::string_view id);

/// A rejection that is to end otherwise: discarded, with 2xx and "Discarded"; bounced,
/// as it is; deferred, with 4xx. Any other outcome stays.
Outcome instead_of_rejected(Outcome outcome, State wanted);

/// A message that says BODY=8BITMIME or SMTPUTF8 and a next hop that cannot take it.
Outcome needs_8bitmime(const Words& words);
Outcome needs_smtputf8(const Words& words);

/// A message with so many Received fields is in a loop.
constexpr std::size_t most_hops = 100;
Outcome too_many_hops(std::size_t hops, const Words& words, std::string_view id);

} // namespace chainmail::outcome

#endif
