// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The client's half of an SMTP or LMTP dialogue: one connection, one message after the
// other, pipelined where the server offers it (RFC 2920).
#ifndef CHAINMAIL_TOOL_SMTP_CLIENT_H
#define CHAINMAIL_TOOL_SMTP_CLIENT_H

#include "connection.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace chainmail::tool {

struct ClientOptions {
    bool lmtp = false;
    bool pipelining = true; ///< where the server offers it
    unsigned timeout_s = 120;
    std::string sender = "sender@example.net";
    std::vector<std::string> recipients;
    std::string xforward;   ///< attributes sent before each message, where offered
    std::string mail_words; ///< parameters of MAIL
    std::string rcpt_words; ///< and of RCPT
    std::string leave_at;   ///< go away before mail, data or dot, or in the body
    std::string helo = "source.example.net";
};

struct Reply {
    int code = 0; ///< 0: there was none
    std::string text;
};

inline double now_ms()
{
    using namespace std::chrono;
    return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

/// CRLF line ends, leading dots doubled, without mbox' From line.
inline std::string to_wire(std::string_view message)
{
    if (message.starts_with("From ")) {
        message.remove_prefix(std::min(message.find('\n'), message.size() - 1) + 1);
    }
    std::string out;
    out.reserve(message.size() + message.size() / 32);
    while (!message.empty()) {
        const auto end = std::min(message.find('\n'), message.size());
        auto line = message.substr(0, end);
        message.remove_prefix(std::min(end + 1, message.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.starts_with('.')) out += '.';
        out.append(line).append("\r\n");
    }
    return out;
}

/// One connection and the messages sent on it.
class SmtpClient {
public:
    SmtpClient(const ClientOptions& options, int fd)
        : options_(options),
          peer_(fd, options.timeout_s)
    {
    }

    /// Greeting and EHLO. What is returned is the reply that was not 2xx, or the last.
    Reply open()
    {
        auto reply = read_reply();
        if (reply.code / 100 != 2) return reply;
        reply = ask((options_.lmtp ? "LHLO " : "EHLO ") + options_.helo);
        if (reply.code / 100 == 5 && !options_.lmtp)
            return ask("HELO " + options_.helo);
        pipelining_ =
            options_.pipelining && reply.text.find("PIPELINING") != reply.text.npos;
        xforward_ = reply.text.find("XFORWARD") != reply.text.npos;
        return reply;
    }

    void quit() { ask("QUIT"); }

    /// Sends a message; `lines` gets what is to be printed. The worst code, 0 if lost.
    int send(const std::string& name, const std::string& body, std::string& lines)
    {
        name_ = &name;
        lines_ = &lines;
        worst_ = 200;
        start_ms_ = now_ms();
        accepted_.clear();
        if (!open_transaction()) return worst_;
        const auto data = take_data_reply();
        if (data != 354) return give_up(data);
        if (accepted_.empty()) {
            ask(".");
            return worst_;
        }
        send_body(body);
        return worst_;
    }

private:
    static bool good(const Reply& reply) { return reply.code / 100 == 2; }

    /// Everything up to DATA is sent; RCPT replies are read. False: no DATA to answer.
    bool open_transaction()
    {
        if (!options_.xforward.empty() && xforward_) {
            const auto reply = ask("XFORWARD " + options_.xforward);
            if (!good(reply)) return settle("xforward", "-", reply), false;
        }
        if (leave("mail")) return false;
        const auto mail = text::cat(
            "MAIL FROM:<", options_.sender, '>', words(options_.mail_words), "\r\n");
        return pipelining_ ? open_pipelined(mail) : open_in_steps(mail);
    }

    bool open_pipelined(std::string batch)
    {
        for (const auto& to : options_.recipients)
            batch += rcpt(to);
        if (options_.leave_at != "data") batch += "DATA\r\n";
        if (!peer_.send(batch)) return settle("mail", "-", {}), false;
        const auto mail = read_reply();
        if (!good(mail)) settle("mail", "-", mail);
        if (mail.code == 0) return false;
        for (const auto& to : options_.recipients) {
            if (!take_rcpt_reply(to, good(mail))) return false;
        }
        return !leave("data");
    }

    bool open_in_steps(const std::string& mail)
    {
        const auto reply = ask_raw(mail);
        if (!good(reply)) return settle("mail", "-", reply), false;
        for (const auto& to : options_.recipients) {
            if (!peer_.send(rcpt(to)) || !take_rcpt_reply(to, true)) return false;
        }
        if (leave("data")) return false;
        if (accepted_.empty()) return ask("RSET"), false;
        return bool(peer_.send("DATA\r\n"));
    }

    /// False when the connection is gone. After a refused MAIL the replies to RCPT
    /// say nothing new and are not printed.
    bool take_rcpt_reply(const std::string& to, bool tell)
    {
        const auto reply = read_reply();
        if (good(reply)) {
            accepted_.push_back(to);
        } else if (tell || reply.code == 0) {
            settle("rcpt", to, reply);
        }
        return reply.code != 0;
    }

    int take_data_reply()
    {
        const auto reply = read_reply();
        if (reply.code == 354) return 354;
        if (!accepted_.empty() || reply.code == 0) settle("data", "-", reply);
        return reply.code;
    }

    int give_up(int data_code)
    {
        if (data_code != 0) ask("RSET");
        return worst_;
    }

    void send_body(const std::string& body)
    {
        if (options_.leave_at == "body") {
            if (!peer_.send(std::string_view(body).substr(0, body.size() / 2))) return;
            leave("body");
            return;
        }
        const bool sent = bool(peer_.send(body));
        if (leave("dot")) return;
        const bool ended = sent && peer_.send(".\r\n");
        const std::size_t replies = options_.lmtp ? accepted_.size() : 1;
        for (std::size_t i = 0; i < replies; ++i) {
            const auto reply = ended ? read_reply() : Reply{};
            settle("dot", options_.lmtp ? accepted_[i] : "-", reply);
            if (reply.code == 0) return;
        }
    }

    /// True when told to go away here.
    bool leave(std::string_view step)
    {
        if (options_.leave_at != step) return false;
        settle(step, "-", {});
        return true;
    }

    void settle(std::string_view step, std::string_view recipient, const Reply& reply)
    {
        const auto severity = [](int code) { return code == 0 ? 1000 : code; };
        if (severity(reply.code) > severity(worst_)) worst_ = reply.code;
        char ms[32];
        std::snprintf(ms, sizeof ms, "%.1f", now_ms() - start_ms_);
        *lines_ += text::cat(*name_,
                             '\t',
                             step,
                             '\t',
                             recipient,
                             '\t',
                             ms,
                             '\t',
                             reply.code ? reply.text : std::string("(no reply)"),
                             '\n');
    }

    Reply ask(const std::string& command) { return ask_raw(command + "\r\n"); }
    Reply ask_raw(const std::string& bytes)
    {
        return peer_.send(bytes) ? read_reply() : Reply{};
    }

    /// The lines of a reply are joined by " / ".
    Reply read_reply()
    {
        Reply reply;
        for (int lines = 0; lines < 200; ++lines) {
            const auto line = peer_.line();
            if (!line) return {};
            const auto text = chomp(*line);
            if (text.size() < 3) return {};
            reply.text += (lines == 0 ? "" : " / ") + text::printable(text, 1000);
            if (text.size() > 3 && text[3] == '-') continue;
            reply.code =
                static_cast<int>(text::to_number(text.substr(0, 3)).value_or(0));
            return reply;
        }
        return {};
    }

    static std::string words(const std::string& more)
    {
        return more.empty() ? more : ' ' + more;
    }
    std::string rcpt(const std::string& to) const
    {
        return text::cat("RCPT TO:<", to, '>', words(options_.rcpt_words), "\r\n");
    }

    const ClientOptions& options_;
    Connection peer_;
    bool pipelining_ = false;
    bool xforward_ = false;
    const std::string* name_ = nullptr;
    std::string* lines_ = nullptr;
    std::vector<std::string> accepted_;
    int worst_ = 0;
    double start_ms_ = 0;
};

} // namespace chainmail::tool

#endif
