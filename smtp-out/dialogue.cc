// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "dialogue.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace chainmail::smtp_out {

namespace {

using outcome::Answer;
using text::cat;

// Both ends would wait for each other if replies nobody reads filled the connection.
constexpr std::size_t most_in_flight = 50;

constexpr unsigned too_many = 452;

bool is_positive(const Answer& answer)
{
    return answer.code / 100 == 2;
}

bool is_refusal(const Answer& answer)
{
    return answer.code / 100 >= 4;
}

} // namespace

Dialogue::Dialogue(bool lmtp, std::string hello) : lmtp_(lmtp), hello_(std::move(hello))
{
    expected_.push_back({Step::greeting, 0});
}

Dialogue::Dialogue(bool lmtp, Features known) : lmtp_(lmtp), features_(std::move(known))
{
}

void Dialogue::offer(const Letter& letter, bool with_data)
{
    verdicts_.assign(letter.recipients.size(), {});
    for (auto& command : xforward_commands(letter.client, features_))
        add(Step::xforward, std::move(command));
    add(Step::mail, mail_command(letter, features_));
    for (std::size_t i = 0; i < letter.recipients.size(); ++i)
        add(Step::rcpt, rcpt_command(letter.recipients[i], features_), i);
    if (with_data) data();
}

void Dialogue::data()
{
    add(Step::data, "DATA\r\n");
}

void Dialogue::dot()
{
    std::string text = ".\r\n";
    for (std::size_t i = 0; i < verdicts_.size(); ++i) {
        if (!verdicts_[i].accepted || verdicts_[i].answer) continue;
        if (lmtp_ || !text.empty()) add(Step::dot, std::exchange(text, {}), i);
    }
}

void Dialogue::add(Step step, std::string text, std::size_t recipient)
{
    commands_.push_back({{step, recipient}, std::move(text)});
}

std::string Dialogue::take_output()
{
    std::string out;
    const std::size_t most = features_.pipelining ? most_in_flight : 1;
    // Groups, not one command for each reply that came in.
    if (expected_.size() > most / 2) return out;
    while (!commands_.empty() && expected_.size() < most) {
        out += commands_.front().text;
        expected_.push_back(commands_.front().expected);
        commands_.pop_front();
    }
    return out;
}

void Dialogue::take(const Reply& reply)
{
    if (expected_.empty()) return;
    const auto answer = answer_of(reply);
    const auto now = expected_.front();
    if (answer.code == 421 && now.step > Step::helo) {
        decide_open(answer);
        stop("421", false);
        return;
    }
    expected_.pop_front();
    switch (now.step) {
    case Step::greeting:
    case Step::ehlo:
    case Step::helo:
        take_hello(now.step, reply);
        break;
    case Step::xforward:
        // The mail matters more than what the next hop's log says of its origin.
        break;
    case Step::mail:
        if (is_positive(answer)) break;
        commands_.clear();
        decide_open(answer);
        break;
    case Step::rcpt:
        take_rcpt(now.recipient, answer);
        drop_useless_data();
        break;
    case Step::data:
        take_data(answer);
        break;
    case Step::dot:
        if (lmtp_)
            verdicts_[now.recipient].answer = answer;
        else
            decide_open(answer);
        break;
    }
}

void Dialogue::fail(std::string what, bool timed_out)
{
    stop(std::move(what), timed_out);
}

void Dialogue::take_early(const Reply& reply)
{
    const auto answer = answer_of(reply);
    if (is_refusal(answer)) decide_open(answer);
    stop("A reply to nothing: " + print(answer), false);
}

void Dialogue::take_hello(Step step, const Reply& reply)
{
    const auto answer = answer_of(reply);
    if (step == Step::greeting && is_positive(answer)) {
        add(Step::ehlo, cat(lmtp_ ? "LHLO " : "EHLO ", hello_, "\r\n"));
    } else if (step == Step::greeting) {
        expected_.push_front({step, 0});
        stop("Negative greeting: " + print(answer), false);
    } else if (is_positive(answer)) {
        if (step == Step::ehlo) features_ = read_features(reply.lines);
    } else if (step == Step::ehlo && !lmtp_ && answer.code / 100 == 5) {
        add(Step::helo, cat("HELO ", hello_, "\r\n"));
    } else {
        const auto said = command_of(step);
        expected_.push_front({step, 0});
        stop(cat("Negative SMTP resp. to ", said, ": ", print(answer)), false);
    }
}

void Dialogue::take_rcpt(std::size_t recipient, const Answer& answer)
{
    auto& verdict = verdicts_[recipient];
    if (verdict.answer) return;
    verdict.accepted = is_positive(answer);
    verdict.later = answer.code == too_many;
    if (!verdict.accepted && is_refusal(answer)) verdict.answer = answer;
    if (verdict.accepted || verdict.answer) return;
    expected_.push_front({Step::rcpt, recipient});
    stop("Unexpected reply: " + print(answer), false);
}

// Without pipelining DATA may still be unsaid when the last recipient is refused.
void Dialogue::drop_useless_data()
{
    if (commands_.size() != 1 || has_open()) return;
    if (commands_.front().expected.step == Step::data) commands_.clear();
}

void Dialogue::take_data(const Answer& answer)
{
    takes_message_ = answer.code == 354;
    if (takes_message_) return;
    if (is_refusal(answer)) {
        decide_open(answer);
        return;
    }
    expected_.push_front({Step::data, 0});
    stop("Unexpected reply: " + print(answer), false);
}

// One answer for all who have none: to MAIL, to DATA, to the dot of SMTP.
void Dialogue::decide_open(const Answer& answer)
{
    for (auto& verdict : verdicts_)
        if (!verdict.answer) verdict.answer = answer;
}

void Dialogue::stop(std::string what, bool timed_out)
{
    using Kind = outcome::Trouble::Kind;
    if (!trouble_)
        trouble_ = outcome::Trouble{timed_out ? Kind::timed_out : Kind::failed,
                                    {},
                                    std::string(stage()),
                                    std::move(what)};
    commands_.clear();
    expected_.clear();
}

bool Dialogue::has_open() const
{
    return !trouble_ && std::ranges::any_of(verdicts_, [](const Verdict& verdict) {
        return verdict.accepted && !verdict.answer;
    });
}

std::string_view Dialogue::stage() const
{
    if (!expected_.empty()) return stage_of(expected_.front().step);
    return takes_message_ ? "fwd-data-contents" : "fwd-data-cmd";
}

std::string_view Dialogue::command() const
{
    return command_of(expected_.empty() ? Step::data : expected_.front().step);
}

std::string_view Dialogue::stage_of(Step step)
{
    constexpr std::array<std::string_view, 8> names{"fwd-connect",
                                                    "fwd-connect",
                                                    "fwd-connect",
                                                    "fwd-xforward",
                                                    "fwd-mail-from",
                                                    "fwd-rcpt-to",
                                                    "fwd-data-cmd",
                                                    "fwd-data-end"};
    return names.at(static_cast<std::size_t>(step));
}

std::string_view Dialogue::command_of(Step step)
{
    constexpr std::array<std::string_view, 8> names{
        "greeting", "EHLO", "HELO", "XFORWARD", "MAIL", "RCPT", "DATA", "data-dot"};
    return names.at(static_cast<std::size_t>(step));
}

} // namespace chainmail::smtp_out
