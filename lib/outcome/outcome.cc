// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "outcome/outcome.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::outcome {

namespace {

using text::cat;

State state_of(unsigned code)
{
    if (code / 100 == 2) return State::delivered;
    return code / 100 == 5 ? State::rejected : State::deferred;
}

unsigned passable(unsigned code)
{
    if (code == 421 || code / 100 == 3) return 451;
    if (code == 521) return 550;
    return code;
}

std::string enhanced_of(const Answer& answer)
{
    if (answer.code / 100 == 3) return "4.5.0";
    return answer.enhanced.empty() ? cat(answer.code / 100, ".0.0") : answer.enhanced;
}

// "WORDS, "; nothing is put before the answer of a next hop that accepted.
std::string lead_in(State state, const Words& words)
{
    const auto& given = state == State::rejected ? words.refused : words.deferred;
    if (state == State::delivered || given.empty()) return {};
    return given + ", ";
}

Outcome refused(std::string_view code, std::string_view what, const Words& words)
{
    const auto reply = cat(code, " ", lead_in(State::rejected, words), what);
    return {State::rejected, reply, {}};
}

} // namespace

std::string print(const Answer& answer)
{
    std::string out = std::to_string(answer.code);
    if (!answer.enhanced.empty()) out += ' ' + answer.enhanced;
    if (!answer.text.empty()) out += ' ' + answer.text;
    return out;
}

std::string_view name(State state)
{
    switch (state) {
    case State::delivered:
        return "delivered";
    case State::discarded:
        return "discarded";
    case State::rejected:
        return "rejected";
    case State::bounced:
        return "bounced";
    case State::waiting:
    case State::deferred:
        break;
    }
    return "deferred";
}

Outcome of_answer(const Answer& answer, const Words& words, std::string_view method)
{
    const auto state = state_of(answer.code);
    const auto said = print(answer);
    return {state,
            cat(passable(answer.code),
                " ",
                enhanced_of(answer),
                " ",
                lead_in(state, words),
                "from MTA(",
                method,
                "): ",
                said),
            said};
}

Outcome of_trouble(const Trouble& trouble, const Words& words, std::string_view id)
{
    const auto words_before = lead_in(State::deferred, words);
    std::string reply;
    switch (trouble.kind) {
    case Trouble::Kind::unreachable:
        reply = cat("451 4.5.0 ",
                    words_before,
                    "From MTA() during ",
                    trouble.stage,
                    " (All attempts (",
                    trouble.attempts,
                    ") failed connecting to ",
                    trouble.method);
        break;
    case Trouble::Kind::timed_out:
        reply = cat("450 4.4.2 ",
                    words_before,
                    "Timed out during ",
                    trouble.stage,
                    ", MTA(",
                    trouble.method);
        return {State::deferred, cat(reply, "), id=", id), {}};
    case Trouble::Kind::failed:
        // amavisd's code for a connection lost here, and for no other place.
        reply = cat(trouble.stage == "fwd-data-cmd" ? "450" : "451",
                    " 4.5.0 ",
                    words_before,
                    "From MTA(",
                    trouble.method,
                    ") during ",
                    trouble.stage,
                    " (",
                    trouble.what);
        break;
    }
    return {State::deferred, cat(reply, "): id=", id), {}};
}

Outcome unfinished(std::string_view why, std::string_view id)
{
    return {
        State::deferred,
        text::printable(cat(
            "451 4.5.0 Error in processing, id=", id, ", quar+notif FAILED: ", why)),
        {}};
}

Outcome instead_of_rejected(Outcome outcome, State wanted)
{
    if (outcome.state != State::rejected) return outcome;
    outcome.state = wanted;
    if (wanted != State::discarded && wanted != State::deferred) return outcome;
    auto& reply = outcome.reply;
    // "550 5.1.1 words"
    const auto words = std::min(reply.find(' ', reply.find(' ') + 1), reply.size());
    const auto detail = reply.substr(std::min(reply.find('.'), words), words - 5);
    reply = wanted == State::discarded
                ? cat("250 2", detail, " Discarded", reply.substr(words))
                : cat("450 4", detail, reply.substr(words));
    return outcome;
}

Outcome needs_8bitmime(const Words& words)
{
    return refused("550 5.6.3", "Conversion to 7BIT required but not supported", words);
}

Outcome needs_smtputf8(const Words& words)
{
    return refused(
        "550 5.6.7", "SMTPUTF8 required but not offered by the next hop", words);
}

Outcome too_many_hops(std::size_t hops, const Words& words, std::string_view id)
{
    return refused(
        "554 5.4.6",
        cat("Reject: Too many hops: ", hops, " 'Received:' header fields, id=", id),
        words);
}

} // namespace chainmail::outcome
