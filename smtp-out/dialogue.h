// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The client's half of one SMTP or LMTP transaction (RFC 5321, 2033, 2920): replies go
// in, commands come out. Pure: it knows no socket and no clock.
//
// The caller goes through the phases in order; in each it writes take_output() and
// gives every reply to take() until neither is_waiting() nor any output is left:
//     greeted   the constructor asked for it: the greeting, EHLO or LHLO, else HELO
//     offer()   XFORWARD, MAIL, RCPT, in groups where the server has PIPELINING
//     data()    DATA; in the same group only if asked for, for the server may then wait
//               for a message that nobody wants to send any more
//     dot()     the final dot; the message without it was written by the caller before
#ifndef CHAINMAIL_SMTP_OUT_DIALOGUE_H
#define CHAINMAIL_SMTP_OUT_DIALOGUE_H

#include "letter.h"
#include "outcome/outcome.h"
#include "reply.h"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::smtp_out {

/// What one recipient knows.
struct Verdict {
    std::optional<outcome::Answer> answer; ///< decided, for good or ill
    bool accepted = false; ///< by RCPT; still undecided while there is no answer
    bool later = false;    ///< 452: the server wants it in another transaction
};

class Dialogue {
public:
    /// `hello` is our name.
    Dialogue(bool lmtp, std::string hello);
    /// With a server that offered this before, and now waits for MAIL.
    Dialogue(bool lmtp, Features known);

    void offer(const Letter& letter, bool with_data);
    void data();
    void dot();

    /// What is to be written now, and "" while replies must come first.
    std::string take_output();
    /// Whether a reply is due.
    bool is_waiting() const { return !expected_.empty(); }
    /// Whether that is the answer to the final dot.
    bool awaits_truth() const
    {
        return is_waiting() && expected_.front().step == Step::dot;
    }
    /// The next reply, in the order of the commands.
    void take(const Reply& reply);
    /// No more replies come: of those who are undecided nothing more will be known.
    void fail(std::string what, bool timed_out);
    /// A reply that came before the message was written to its end: a refusal decides,
    /// anything else is no answer to it. The dialogue is over.
    void take_early(const Reply& reply);

    /// "fwd-connect" and so on, of what is waited for.
    std::string_view stage() const;
    /// "EHLO", "RCPT", "data-dot" and so on.
    std::string_view command() const;
    /// Whether DATA is waited for, which has a time of its own.
    bool awaits_data() const
    {
        return is_waiting() && expected_.front().step == Step::data;
    }

    const Features& features() const { return features_; }
    /// The first failure that leaves everybody undecided; its `method` is "".
    const std::optional<outcome::Trouble>& trouble() const { return trouble_; }
    const std::vector<Verdict>& verdicts() const { return verdicts_; }
    /// Somebody is accepted by RCPT and nothing is decided yet.
    bool has_open() const;
    /// The server is ready for the message: data() was answered by 354.
    bool takes_message() const { return takes_message_; }

private:
    enum class Step { greeting, ehlo, helo, xforward, mail, rcpt, data, dot };
    struct Expected {
        Step step;
        std::size_t recipient; ///< for rcpt, and for dot in LMTP
    };
    struct Command {
        Expected expected;
        std::string text;
    };

    void add(Step step, std::string text, std::size_t recipient = 0);
    void take_hello(Step step, const Reply& reply);
    void take_rcpt(std::size_t recipient, const outcome::Answer& answer);
    void drop_useless_data();
    void take_data(const outcome::Answer& answer);
    void decide_open(const outcome::Answer& answer);
    void stop(std::string what, bool timed_out);
    static std::string_view stage_of(Step step);
    static std::string_view command_of(Step step);

    bool lmtp_;
    std::string hello_;
    Features features_;
    std::deque<Command> commands_; ///< not written yet
    std::deque<Expected> expected_;
    std::vector<Verdict> verdicts_;
    std::optional<outcome::Trouble> trouble_;
    bool takes_message_ = false;
};

} // namespace chainmail::smtp_out

#endif
