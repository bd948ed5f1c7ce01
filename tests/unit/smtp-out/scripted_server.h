// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A next hop on a port of its own that is told what to do at one step; it accepts the
// rest, and knows who got how many mails.
#ifndef CHAINMAIL_TESTS_SCRIPTED_SERVER_H
#define CHAINMAIL_TESTS_SCRIPTED_SERVER_H

#include "base/text.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <map>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

enum class Step { banner, hello, xforward, mail, rcpt, data, body, dot, quit };

inline std::string_view name_of(Step step)
{
    constexpr std::array<std::string_view, 9> names{
        "banner", "hello", "xforward", "mail", "rcpt", "data", "body", "dot", "quit"};
    return names.at(static_cast<std::size_t>(step));
}

struct Action {
    std::string text;   ///< said in place of what is usual
    bool close = false; ///< and then nothing more
    bool silent = false;
};

struct ServerKind {
    bool lmtp = false;
    bool pipelining = false;
};
/// Connection, mail of the connection, recipient (or reply to the
/// dot), all from 0.
struct Occasion {
    int connection = 0;
    int mail = 0;
    int recipient = 0;
};

class ScriptedServer {
public:
    explicit ScriptedServer(ServerKind kind) : kind_(kind)
    {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* where = reinterpret_cast<sockaddr*>(&address);
        ::bind(listener_, where, size);
        ::listen(listener_, 8);
        ::getsockname(listener_, where, &size);
        port_ = ntohs(address.sin_port);
        accepter_ = std::thread([this] { accept_all(); });
    }
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    ~ScriptedServer() { stop(); }

    unsigned short port() const { return port_; }

    /// Before the first connection.
    void at(Step step, Action action, Occasion place = {})
    {
        step_ = step;
        action_ = std::move(action);
        place_ = place;
        has_fault_ = true;
    }

    /// Who is connected stays so.
    void stop_listening() { ::shutdown(listener_, SHUT_RDWR); }

    /// Ends when its clients have.
    void stop()
    {
        if (listener_ < 0) return;
        ::shutdown(listener_, SHUT_RDWR);
        accepter_.join();
        for (auto& one : talkers_)
            one.join();
        ::close(listener_);
        listener_ = -1;
    }

    std::map<std::string, int> taken() const
    {
        const std::lock_guard guard(lock_);
        return taken_;
    }

private:
    /// One connection.
    class Talk {
    public:
        Talk(ScriptedServer& server, int fd, int number)
            : server_(server),
              fd_(fd),
              number_(number)
        {
        }

        void run()
        {
            open_ = say(Step::banner, "220 mx ready\r\n") != 0;
            std::string line;
            while (open_ && read_line(line))
                take(line);
        }

    private:
        bool read_line(std::string& line)
        {
            std::size_t end = 0;
            while ((end = buffer_.find("\r\n")) == std::string::npos) {
                std::array<char, 4096> block{};
                const auto n = ::recv(fd_, block.data(), block.size(), 0);
                if (n <= 0) return false;
                buffer_.append(block.data(), static_cast<std::size_t>(n));
            }
            line = buffer_.substr(0, end);
            buffer_.erase(0, end + 2);
            return true;
        }

        void write(std::string_view text)
        {
            while (!text.empty()) {
                const auto n = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
                if (n <= 0) return;
                text.remove_prefix(static_cast<std::size_t>(n));
            }
        }

        // The code that was said, 0 for what is none.
        int say(Step step, std::string_view usual, int recipient = 0)
        {
            if (!server_.is_due(step, number_, mails_) || recipient != target(step)) {
                write(usual);
                return code_of(usual);
            }
            const auto& action = server_.action_;
            if (action.silent) {
                // Until the client goes.
                std::array<char, 4096> block{};
                while (::recv(fd_, block.data(), block.size(), 0) > 0) {
                }
                open_ = false;
                return 0;
            }
            write(action.text);
            if (action.close) open_ = false;
            return code_of(action.text);
        }

        int target(Step step) const
        {
            const bool many =
                step == Step::rcpt || (step == Step::dot && server_.kind_.lmtp);
            return many ? server_.place_.recipient : 0;
        }

        // Of a whole reply that makes sense; it is the last line that counts.
        static int code_of(std::string_view text)
        {
            if (text.size() < 4 || !text.ends_with("\r\n") || text[3] == '0') return 0;
            const auto before = text.rfind('\n', text.size() - 2);
            const auto last =
                before == std::string_view::npos ? text : text.substr(before + 1);
            const bool one_code = text.substr(0, 3) == last.substr(0, 3);
            if (!one_code || last.size() < 4 || last[3] != ' ') return 0;
            const auto code = chainmail::text::to_number(last.substr(0, 3));
            return static_cast<int>(code.value_or(0));
        }

        void take(const std::string& line)
        {
            if (in_data_)
                take_data(line);
            else if (line.starts_with("EHLO") || line.starts_with("LHLO"))
                say(Step::hello,
                    server_.kind_.pipelining
                        ? "250-mx\r\n250-PIPELINING\r\n250 XFORWARD ADDR NAME\r\n"
                        : "250-mx\r\n250 XFORWARD ADDR NAME\r\n");
            else if (line.starts_with("HELO"))
                write("250 mx\r\n");
            else if (line.starts_with("XFORWARD"))
                say(Step::xforward, "250 ok\r\n");
            else if (line.starts_with("MAIL"))
                take_mail();
            else if (line.starts_with("RCPT"))
                take_rcpt(line);
            else if (line == "DATA")
                take_data_command();
            else if (line == "QUIT") {
                say(Step::quit, "221 bye\r\n");
                open_ = false;
            }
        }

        void take_mail()
        {
            rcpts_ = 0;
            recipients_.clear();
            in_mail_ = say(Step::mail, "250 2.1.0 ok\r\n") / 100 == 2;
        }

        void take_rcpt(const std::string& line)
        {
            if (!in_mail_) return write("503 5.5.1 no MAIL\r\n");
            const auto begin = line.find('<') + 1;
            const auto address = line.substr(begin, line.find('>') - begin);
            if (say(Step::rcpt, "250 2.1.5 ok\r\n", rcpts_++) / 100 == 2)
                recipients_.push_back(address);
        }

        void take_data_command()
        {
            if (recipients_.empty()) return write("554 5.5.1 no recipients\r\n");
            in_data_ = say(Step::data, "354 go\r\n") == 354;
            lines_ = 0;
            early_ = {};
        }

        void take_data(const std::string& line)
        {
            if (line == ".") return end_data();
            if (++lines_ != 1) return;
            const int said = say(Step::body, "");
            if (server_.is_due(Step::body, number_, mails_)) early_ = said;
        }

        void end_data()
        {
            in_data_ = in_mail_ = false;
            const int replies =
                server_.kind_.lmtp ? static_cast<int>(recipients_.size()) : 1;
            for (int i = 0; i < replies && open_; ++i) {
                const auto said =
                    early_ ? *early_ : say(Step::dot, "250 2.0.0 queued as 1\r\n", i);
                // Who has said one thing about the mail has no more to say.
                if (early_ && replies > 1) open_ = false;
                if (said / 100 != 2) continue;
                const std::lock_guard guard(server_.lock_);
                if (server_.kind_.lmtp)
                    ++server_.taken_[recipients_[static_cast<std::size_t>(i)]];
                else
                    for (const auto& one : recipients_)
                        ++server_.taken_[one];
            }
            ++mails_;
        }

        ScriptedServer& server_;
        int fd_;
        int number_;
        std::string buffer_;
        bool open_ = true;
        bool in_mail_ = false, in_data_ = false;
        int mails_ = 0, rcpts_ = 0, lines_ = 0;
        std::vector<std::string> recipients_;
        std::optional<int> early_; ///< what was said in the middle of the message
    };

    bool is_due(Step step, int connection, int mail) const
    {
        const bool of_mail =
            step != Step::banner && step != Step::hello && step != Step::quit;
        return has_fault_ && step == step_ && connection == place_.connection &&
               (!of_mail || mail == place_.mail);
    }

    void accept_all()
    {
        for (int number = 0;; ++number) {
            const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0) return;
            // Several replies in a row must not wait for acknowledgements.
            const int on = 1;
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            talkers_.emplace_back([this, fd, number] {
                Talk(*this, fd, number).run();
                ::close(fd);
            });
        }
    }

    ServerKind kind_;
    int listener_ = -1;
    unsigned short port_ = 0;
    bool has_fault_ = false;
    Step step_ = Step::quit;
    Action action_;
    Occasion place_;
    std::thread accepter_;
    std::vector<std::thread> talkers_;
    mutable std::mutex lock_;
    std::map<std::string, int> taken_;
};

#endif
