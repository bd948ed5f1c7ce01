// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// One connection of smtp-sink: the server's half of an SMTP or LMTP dialogue, what it
// keeps of it, and where the rules make it behave otherwise.
#ifndef CHAINMAIL_TOOL_SINK_SESSION_H
#define CHAINMAIL_TOOL_SINK_SESSION_H

#include "connection.h"
#include "sink_rule.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

namespace chainmail::tool {

struct SinkOptions {
    bool lmtp = false;
    bool crlf = false;
    bool store = true;
    bool dialogue = true;
    std::string keywords =
        "PIPELINING,SIZE 0,ENHANCEDSTATUSCODES,8BITMIME,SMTPUTF8,DSN,"
        "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE";
    std::vector<Rule> rules;
    std::uint64_t count = ~0ULL;
    std::uint64_t lifetime_s = 600;
    std::string address;
    std::string directory;
};

/// Numbers that the processes of all connections share.
struct Shared {
    static constexpr std::size_t max_rules = 64;
    std::atomic<unsigned> messages; ///< taken in, refused at the dot or not
    std::atomic<unsigned> accepted;
    std::array<std::atomic<unsigned>, max_rules> seen;
};

class SinkSession {
public:
    SinkSession(const SinkOptions& options, Shared& shared, int fd, unsigned serial)
        : options_(options),
          shared_(shared),
          peer_(fd, 120),
          serial_(serial),
          dialogue_(options.dialogue ? open((options.directory + "/dialogue").c_str(),
                                            O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
                                            0644)
                                     : -1)
    {
    }

    void serve()
    {
        note("", "(connected)");
        if (!say("connect", "", "220 sink.example ESMTP")) return;
        for (;;) {
            const auto line = peer_.line();
            if (!line) return;
            note("C: ", chomp(*line));
            if (!obey(chomp(*line))) return;
        }
    }

private:
    /// False: the connection is to end.
    bool obey(std::string_view line)
    {
        const auto verb = text::upper(line.substr(0, line.find(' ')));
        if (verb == "EHLO" || verb == "HELO" || verb == "LHLO")
            return greet(line, verb);
        if (verb == "XFORWARD") return begin(line, "xforward");
        if (verb == "MAIL") return begin(line, "mail");
        if (verb == "RCPT") return recipient(line);
        if (verb == "DATA") return data();
        if (verb == "RSET") {
            reset();
            return say("rset", "", "250 2.0.0 Ok");
        }
        if (verb == "NOOP") return answer("250 2.0.0 Ok");
        if (verb == "QUIT") {
            say("quit", "", "221 2.0.0 Bye");
            return false;
        }
        return answer("500 5.5.2 Command not recognized");
    }

    bool greet(std::string_view line, std::string_view verb)
    {
        if ((verb == "LHLO") != options_.lmtp)
            return answer("500 5.5.1 Other protocol");
        helo_ = line;
        reset();
        if (verb == "HELO" || options_.keywords.empty()) {
            return say("helo", line, "250 sink.example");
        }
        std::string reply = "250-sink.example";
        const auto keywords = text::split(options_.keywords, ',');
        for (std::size_t i = 0; i < keywords.size(); ++i) {
            const bool last = i + 1 == keywords.size();
            reply += text::cat("\r\n250", last ? ' ' : '-', keywords[i]);
        }
        return say("helo", line, reply);
    }

    bool begin(std::string_view line, std::string_view step)
    {
        const bool opened = step == "mail";
        if (mail_) return answer("503 5.5.1 Nested command");
        envelope_ += text::cat(line, '\n');
        if (!say(step, line, opened ? "250 2.1.0 Ok" : "250 2.0.0 Ok")) return false;
        mail_ = opened && said_ok_;
        if (opened && !said_ok_) reset();
        return true;
    }

    bool recipient(std::string_view line)
    {
        if (!mail_) return answer("503 5.5.1 Need MAIL first");
        if (!say("rcpt", line, "250 2.1.5 Ok")) return false;
        if (!said_ok_) return true;
        recipients_.emplace_back(line);
        envelope_ += text::cat(line, '\n');
        return true;
    }

    bool data()
    {
        if (recipients_.empty()) return answer("503 5.5.1 Need RCPT first");
        if (!say("data", envelope_, "354 Go ahead")) return false;
        if (!said_ok_) return true;
        if (!receive_body()) return false;
        const bool going_on = options_.lmtp ? finish_each() : finish_all();
        reset();
        return going_on;
    }

    bool receive_body()
    {
        const auto rule = find_rule("body", envelope_);
        message_.clear();
        for (bool first = true;; first = false) {
            auto line = peer_.line();
            if (!line) {
                note("E: ", line.error().what);
                return false;
            }
            if (first && rule && !keep_open(*rule)) return false;
            if (*line == ".\r\n") return note("C: ", "."), true;
            if (line->starts_with('.')) line->erase(0, 1);
            const bool cut = !options_.crlf && line->ends_with("\r\n");
            if (cut) line->replace(line->size() - 2, 2, "\n");
            if (options_.store) message_ += *line;
        }
    }

    bool finish_all()
    {
        const unsigned number = store();
        if (number == 0) return answer("451 4.3.0 Cannot store");
        const bool going_on =
            say("dot", envelope_, text::cat("250 2.0.0 Ok: queued as ", number));
        settle(number, said_ok_);
        return going_on;
    }

    /// LMTP: a reply a recipient; the message is kept if one of them was accepted.
    bool finish_each()
    {
        const unsigned number = store();
        if (number == 0) return false;
        bool any = false;
        bool going_on = true;
        for (std::size_t i = 0; i < recipients_.size() && going_on; ++i) {
            going_on = say(
                "dot", recipients_[i], text::cat("250 2.0.0 Ok: queued as ", number));
            any = any || said_ok_;
        }
        settle(number, any);
        return going_on;
    }

    /// Writes under a name nobody looks at, before the reply as a real server does.
    /// Returns the message's number, 0 on failure.
    unsigned store()
    {
        const unsigned number = ++shared_.messages;
        if (!options_.store) return number;
        std::ofstream eml(path(number, ".tmp"), std::ios::binary);
        eml << message_;
        std::ofstream env(path(number, ".env.tmp"), std::ios::binary);
        env << helo_ << '\n' << envelope_;
        return eml.flush() && env.flush() ? number : 0;
    }

    void settle(unsigned number, bool accepted)
    {
        if (options_.store) keep(number, accepted);
        // Last: at the count that was asked for, the sink and its processes end.
        if (accepted) ++shared_.accepted;
    }

    void keep(unsigned number, bool accepted)
    {
        const auto tmp = path(number, ".tmp");
        const auto env = path(number, ".env.tmp");
        if (!accepted) {
            unlink(tmp.c_str());
            unlink(env.c_str());
            return;
        }
        rename(env.c_str(), path(number, ".env").c_str());
        rename(tmp.c_str(), path(number, ".eml").c_str());
    }

    std::string path(unsigned number, const char* end) const
    {
        char name[32];
        std::snprintf(name, sizeof name, "/%06u", number);
        return options_.directory + name + end;
    }

    /// Answers as the rules say at this step, or `usual`. False: the end.
    bool say(std::string_view step, std::string_view about, std::string_view usual)
    {
        const auto* rule = find_rule(step, about);
        if (!rule) return answer(usual);
        if (!keep_open(*rule)) return false;
        return answer(rule->reply.empty() ? usual : rule->reply);
    }

    bool answer(std::string_view reply)
    {
        said_ok_ = reply.starts_with('2') || reply.starts_with('3');
        note("S: ", reply);
        return bool(peer_.send(text::cat(reply, "\r\n"))) && !reply.starts_with("421");
    }

    const Rule* find_rule(std::string_view step, std::string_view about)
    {
        for (std::size_t i = 0; i < options_.rules.size(); ++i) {
            const auto& rule = options_.rules[i];
            if (rule.step != step || about.find(rule.match) == about.npos) continue;
            const unsigned before = shared_.seen[i]++;
            if (before >= rule.after && before - rule.after < rule.times) return &rule;
        }
        return nullptr;
    }

    bool keep_open(const Rule& rule)
    {
        if (rule.delay_s > 0) usleep(useconds_t(rule.delay_s * 1e6));
        if (!rule.close) return true;
        said_ok_ = false;
        note("S: ", "(closes)");
        return false;
    }

    void reset()
    {
        mail_ = false;
        envelope_.clear();
        recipients_.clear();
    }

    void note(std::string_view who, std::string_view what)
    {
        if (dialogue_ < 0) return;
        const auto line =
            text::cat(serial_, ' ', who, text::printable(joined(what)), '\n');
        if (write(dialogue_, line.data(), line.size()) < 0) dialogue_ = -1;
    }

    /// A reply of several lines in one.
    static std::string joined(std::string_view reply)
    {
        std::string out{reply};
        for (auto at = out.find("\r\n"); at != out.npos; at = out.find("\r\n", at)) {
            out.replace(at, 2, " / ");
        }
        return out;
    }

    const SinkOptions& options_;
    Shared& shared_;
    Connection peer_;
    unsigned serial_;
    int dialogue_;
    std::string helo_;
    std::string envelope_;
    std::vector<std::string> recipients_;
    std::string message_;
    bool mail_ = false;
    bool said_ok_ = true;
};

} // namespace chainmail::tool

#endif
