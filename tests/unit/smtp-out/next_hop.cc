// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What becomes of a mail, whatever the next hop says, or does not say, at each step.
#include "smtp-out/courier.h"
#include "tests/unit/smtp-out/scripted_server.h"

#include "tests/unit/check.h"

#include <array>
#include <fcntl.h>
#include <map>
#include <unistd.h>

using namespace chainmail;
using namespace chainmail::smtp_out;

namespace {

struct Variant {
    bool lmtp = false;
    bool pipelining = false;
    std::string name() const
    {
        return std::string(lmtp ? "lmtp" : "smtp") + (pipelining ? ", pipelining" : "");
    }
};

constexpr std::array<Variant, 4> variants{
    {{false, false}, {false, true}, {true, false}, {true, true}}};

constexpr std::array<Step, 9> all_steps{Step::banner,
                                        Step::hello,
                                        Step::xforward,
                                        Step::mail,
                                        Step::rcpt,
                                        Step::data,
                                        Step::body,
                                        Step::dot,
                                        Step::quit};

std::string long_line()
{
    return "550 5.0.0 " + std::string(70'000, 'x') + "\r\n";
}

std::string endless_reply()
{
    std::string out;
    for (int i = 0; i < 8000; ++i)
        out += "250-more\r\n";
    return out;
}

// What is done at a step, and the code that one recipient hears for each of all_steps.
struct Row {
    const char* name;
    Action action;
    std::array<unsigned, 9> codes;
};

std::vector<Row> table()
{
    const std::array<unsigned, 9> later{451, 451, 250, 450, 450, 450, 450, 450, 250};
    const std::array<unsigned, 9> never{451, 250, 250, 550, 550, 550, 550, 550, 250};
    const std::array<unsigned, 9> broken{451, 451, 451, 451, 451, 450, 451, 451, 250};
    const std::array<unsigned, 9> leaving{451, 451, 451, 451, 451, 451, 451, 451, 250};
    const auto says = [](std::string text) {
        return Action{std::move(text), false, false};
    };
    return {
        {"251", says("251 fine\r\n"), {250, 250, 250, 250, 250, 450, 251, 251, 250}},
        {"354", says("354 go on\r\n"), {451, 451, 250, 451, 451, 250, 451, 451, 250}},
        {"450", says("450 4.2.0 later\r\n"), later},
        {"450 of lines", says("450-4.2.0 a\r\n450-4.2.0 b\r\n450 c\r\n"), later},
        {"452",
         says("452 4.5.3 full\r\n"),
         {451, 451, 250, 452, 452, 452, 452, 452, 250}},
        {"550", says("550 5.1.1 no\r\n"), never},
        {"550 of lines", says("550-5.1.1 a\r\n550 5.1.1 b\r\n"), never},
        {"521", says("521 5.3.2 never\r\n"), never},
        {"421", says("421 4.3.2 bye\r\n"), leaving},
        {"421 and gone", {"421 4.3.2 bye\r\n", true, false}, leaving},
        {"no code", says("good morning\r\n"), broken},
        {"an empty line", says("\r\n"), broken},
        {"1xx", says("150 well\r\n"), broken},
        {"four digits", says("2500 ok\r\n"), broken},
        {"two codes", says("450-a\r\n550 b\r\n"), broken},
        {"a long line", says(long_line()), broken},
        {"no end", says(endless_reply()), broken},
        {"half a reply", {"250 o", true, false}, broken},
        {"gone", {"", true, false}, broken},
    };
}

// Of one mail.
struct Result {
    std::vector<outcome::Outcome> outcomes;
    unsigned code(std::size_t i) const
    {
        return static_cast<unsigned>(std::stoul(outcomes[i].reply.substr(0, 3)));
    }
    bool delivered(std::size_t i) const
    {
        return outcomes[i].state == outcome::State::delivered;
    }
};

// A mail for a@, b@, ... with the copy that each of them gets.
class Sender {
public:
    explicit Sender(const Variant& variant) : lmtp_(variant.lmtp)
    {
        surroundings_.hello = "mx";
        surroundings_.limits = {10'000, 10'000, 10'000, 10'000, 10'000};
    }

    void be_impatient() { surroundings_.limits = {40, 40, 40, 40, 40}; }
    void leave() { sessions_.close(); }
    void hear_each() { protocol_ = "LMTP"; }

    Result send(const std::vector<unsigned short>& ports,
                const std::vector<std::size_t>& copies)
    {
        wire::Envelope envelope;
        envelope.id = "01234-01";
        envelope.protocol = protocol_;
        envelope.sender = "s@example.net";
        envelope.peer = "127.0.0.1";
        Plan plan;
        for (std::size_t i = 0; i < copies.size(); ++i) {
            const std::string address = std::string(1, char('a' + i)) + "@example.com";
            envelope.recipients.push_back({address, "", ""});
            RecipientPlan one;
            one.destiny = Destiny::pass;
            one.to = address;
            one.copy = copies[i];
            plan.recipients.push_back(std::move(one));
            if (plan.copies.size() <= copies[i]) plan.copies.resize(copies[i] + 1);
        }
        for (auto& copy : plan.copies)
            for (const auto port : ports)
                copy.via.push_back(
                    text::cat(lmtp_ ? "lmtp" : "smtp", ":[127.0.0.1]:", port));
        const Consignment consignment{surroundings_,
                                      sessions_,
                                      envelope,
                                      plan,
                                      {"Subject: x\n", "word\n.dot\n"},
                                      false};
        return {Courier(consignment, [] { return std::string(); }).deliver()};
    }

private:
    bool lmtp_;
    std::string protocol_ = "ESMTP";
    Surroundings surroundings_;
    Sessions sessions_;
};

// The log of what went wrong is no part of the result.
void be_quiet()
{
    const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nothing, 2);
}

struct Case {
    std::string name;
    void expect(bool good, const std::string& what) const
    {
        if (!good) check::fail(__FILE__, __LINE__, name + ": " + what);
    }
    void expect_code(const Result& result, std::size_t i, unsigned code) const
    {
        expect(
            result.code(i) == code,
            text::cat(
                "recipient ", i, " heard ", result.outcomes[i].reply, ", not ", code));
    }
    // Who was told that he has it has it once, and nobody else has it.
    void expect_truth(const Result& result,
                      const ScriptedServer& server,
                      int mails_before = 0) const
    {
        auto taken = server.taken();
        for (std::size_t i = 0; i < result.outcomes.size(); ++i) {
            const std::string address = std::string(1, char('a' + i)) + "@example.com";
            expect(taken[address] == mails_before + (result.delivered(i) ? 1 : 0),
                   text::cat(address,
                             " has it ",
                             taken[address],
                             " times: ",
                             result.outcomes[i].reply));
        }
    }
};

Case at(const Variant& variant, const char* what, Step step, std::string_view where)
{
    return {text::cat(variant.name(), ", ", where, ", ", what, " at ", name_of(step))};
}

unsigned expected(const Row& row, std::size_t step, const Variant& variant)
{
    // LMTP has no HELO to go on with.
    const bool refused_hello = all_steps[step] == Step::hello && row.codes[3] >= 500;
    return variant.lmtp && refused_hello ? 451 : row.codes[step];
}

// What is said in the middle of the message is seen before the dot, or behind it.
bool is_unsure(Step step, unsigned code)
{
    return step == Step::body && code / 100 == 2;
}

} // namespace

TEST(one_recipient)
{
    be_quiet();
    for (const auto& variant : variants)
        for (const auto& row : table())
            for (std::size_t i = 0; i < all_steps.size(); ++i) {
                ScriptedServer server({variant.lmtp, variant.pipelining});
                server.at(all_steps[i], row.action);
                const auto result = Sender(variant).send({server.port()}, {0});
                const auto name = at(variant, row.name, all_steps[i], "one recipient");
                name.expect_code(result, 0, expected(row, i, variant));
                server.stop();
                name.expect_truth(result, server);
            }
}

TEST(silence)
{
    for (const auto& variant : variants)
        for (const auto step : all_steps) {
            if (step == Step::body) continue; // nobody is waited for
            ScriptedServer server({variant.lmtp, variant.pipelining});
            server.at(step, {"", false, true});
            Sender sender(variant);
            sender.be_impatient();
            const auto result = sender.send({server.port()}, {0});
            const auto name = at(variant, "silence", step, "one recipient");
            name.expect_code(result, 0, step == Step::quit ? 250 : 450);
            sender.leave();
            server.stop();
            name.expect_truth(result, server);
        }
}

// The fault is at the second of two recipients where there is a choice.
TEST(two_recipients_of_one_copy)
{
    for (const auto& variant : variants)
        for (const auto& row : table())
            for (std::size_t i = 0; i < all_steps.size(); ++i) {
                const auto step = all_steps[i];
                ScriptedServer server({variant.lmtp, variant.pipelining});
                server.at(step, row.action, {0, 0, 1});
                const auto result = Sender(variant).send({server.port()}, {0, 0});
                const auto name = at(variant, row.name, step, "two recipients");
                const auto code = expected(row, i, variant);
                // 452 at RCPT gets a transaction of its own, and that one goes well.
                const bool put_off = step == Step::rcpt && code == 452;
                const bool by_recipient =
                    step == Step::rcpt || (step == Step::dot && variant.lmtp);
                const bool early =
                    is_unsure(step, code) || (step == Step::body && variant.lmtp);
                const bool first_is_well = put_off ||
                                           (step == Step::dot && by_recipient) ||
                                           (by_recipient && code >= 500);
                if (!early) name.expect_code(result, 1, put_off ? 250 : code);
                if (!early) name.expect_code(result, 0, first_is_well ? 250 : code);
                server.stop();
                name.expect_truth(result, server);
            }
}

// Copies of their own: what happens to the second decides about the first, up to the
// first final dot.
TEST(the_second_copy)
{
    for (const auto& variant : variants)
        for (const auto& row : table())
            for (std::size_t i = 0; i < all_steps.size(); ++i) {
                const auto step = all_steps[i];
                ScriptedServer server({variant.lmtp, variant.pipelining});
                server.at(step, row.action, {1, 0, 0});
                const auto result = Sender(variant).send({server.port()}, {0, 1});
                const auto name = at(variant, row.name, step, "second copy");
                const auto code = expected(row, i, variant);
                if (!is_unsure(step, code)) name.expect_code(result, 1, code);
                const bool goes_on = code / 100 != 4 || step == Step::dot;
                if (step != Step::body)
                    name.expect_code(result, 0, goes_on ? 250 : code);
                server.stop();
                name.expect_truth(result, server);
            }
}

TEST(the_first_copy)
{
    for (const auto& variant : variants)
        for (const auto& row : table())
            for (std::size_t i = 0; i < all_steps.size(); ++i) {
                ScriptedServer server({variant.lmtp, variant.pipelining});
                server.at(all_steps[i], row.action, {0, 0, 0});
                const auto result = Sender(variant).send({server.port()}, {0, 1});
                const auto name = at(variant, row.name, all_steps[i], "first copy");
                const auto code = expected(row, i, variant);
                if (!is_unsure(all_steps[i], code)) {
                    name.expect_code(result, 0, code);
                    name.expect_code(result, 1, code / 100 == 4 ? code : 250);
                }
                server.stop();
                name.expect_truth(result, server);
            }
}

// Over LMTP in, one recipient's fault is nobody else's.
TEST(copies_with_a_reply_each)
{
    for (const auto& variant : variants)
        for (const auto& row : table())
            for (std::size_t i = 0; i < all_steps.size(); ++i) {
                ScriptedServer server({variant.lmtp, variant.pipelining});
                server.at(all_steps[i], row.action, {0, 0, 0});
                Sender sender(variant);
                sender.hear_each();
                const auto result = sender.send({server.port()}, {0, 1});
                const auto name = at(variant, row.name, all_steps[i], "a reply each");
                const auto code = expected(row, i, variant);
                if (!is_unsure(all_steps[i], code)) name.expect_code(result, 0, code);
                name.expect_code(result, 1, 250);
                sender.leave();
                server.stop();
                name.expect_truth(result, server);
            }
}

// The connection of the mail before: one that does not work any more is replaced, up to
// the point where the server has the message.
TEST(a_kept_connection)
{
    for (const auto& variant : variants)
        for (const auto& row : table())
            for (std::size_t i = 2; i < all_steps.size(); ++i) {
                ScriptedServer server({variant.lmtp, variant.pipelining});
                server.at(all_steps[i], row.action, {0, 1, 0});
                Sender sender(variant);
                const auto name =
                    at(variant, row.name, all_steps[i], "kept connection");
                name.expect_code(sender.send({server.port()}, {0}), 0, 250);
                const auto result = sender.send({server.port()}, {0});
                const auto code = row.codes[i];
                const bool answer = row.action.text.starts_with("45") ||
                                    row.action.text.starts_with("55") ||
                                    row.action.text.starts_with("521");
                const bool whole = std::string_view(row.name) != "two codes" &&
                                   std::string_view(row.name) != "a long line";
                // 354 to MAIL is an answer, too.
                const bool decides =
                    (answer && whole) ||
                    (all_steps[i] == Step::mail && row.action.text.starts_with("354"));
                const bool early =
                    all_steps[i] == Step::xforward || all_steps[i] == Step::mail ||
                    all_steps[i] == Step::rcpt || all_steps[i] == Step::data;
                name.expect_code(result, 0, early && !decides ? 250 : code);
                sender.leave();
                server.stop();
                name.expect_truth(result, server, 1);
            }
}

TEST(a_place_that_cannot_be_reached)
{
    for (const auto& variant : variants) {
        unsigned short closed = 0;
        {
            ScriptedServer gone({});
            closed = gone.port();
            gone.stop();
        }
        ScriptedServer server({variant.lmtp, variant.pipelining});
        const Case name{variant.name() + ", nobody listens"};
        name.expect_code(Sender(variant).send({closed}, {0}), 0, 451);
        const auto result = Sender(variant).send({closed, server.port()}, {0, 1});
        name.expect_code(result, 0, 250);
        server.stop();
        name.expect_truth(result, server);
    }
}

TEST(a_kept_connection_to_a_place_that_is_gone)
{
    for (const auto& variant : variants) {
        ScriptedServer first({variant.lmtp, variant.pipelining});
        first.at(Step::mail, {"", true, false}, {0, 1, 0});
        ScriptedServer second({variant.lmtp, variant.pipelining});
        Sender sender(variant);
        const Case name{variant.name() + ", the next place is tried"};
        name.expect_code(sender.send({first.port(), second.port()}, {0}), 0, 250);
        first.stop_listening();
        const auto result = sender.send({first.port(), second.port()}, {0});
        sender.leave();
        first.stop();
        second.stop();
        name.expect_code(result, 0, 250);
        name.expect_truth(result, second);
    }
}
