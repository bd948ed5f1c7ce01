// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "daemon.h"

#include "base/text.h"
#include "connection.h"

#include <algorithm>

namespace chainmail::virus_ask {

namespace {

using text::cat;

Reply silent(const std::string& socket, const std::string& why)
{
    return {Reply::Kind::silent, 0, cat(socket, ": ", why)};
}

Result<std::string> read_all(Connection& connection, bool one_answer)
{
    std::string all;
    for (;;) {
        const auto more = connection.receive();
        if (!more) return more.error();
        if (more->empty()) return all;
        all.append(*more, 0, longest_answer - std::min(all.size(), longest_answer));
        if (one_answer) return all;
    }
}

} // namespace

Reply ask_daemon(const std::string& socket,
                 const std::string& request,
                 bool one_answer,
                 std::uint64_t until_ms)
{
    auto connection = Connection::open(socket, until_ms);
    if (!connection) return {Reply::Kind::unreachable, 0, connection.error().what};
    if (auto sent = connection->send(request); !sent)
        return silent(socket, sent.error().what);
    auto answer = read_all(*connection, one_answer);
    if (!answer) return silent(socket, answer.error().what);
    if (answer->empty()) return silent(socket, "empty answer");
    return {Reply::Kind::answered, 0, std::move(*answer)};
}

namespace {

std::string big_endian(std::size_t number)
{
    constexpr int bits = 8;
    std::string out;
    for (int shift = 24; shift >= 0; shift -= bits)
        out += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xFFU);
    return out;
}

class Session {
public:
    explicit Session(Connection connection) : connection_(std::move(connection)) {}

    Status begin() { return connection_.send(std::string("zIDSESSION\0", 11)); }
    void end() { (void)connection_.send(std::string("zEND\0", 5)).operator bool(); }

    /// What it says of the content, "OK" or "NAME FOUND".
    Result<std::string> scan(std::string_view bytes)
    {
        const auto sent = send_content(bytes);
        // It may have stopped to read at a limit of its own, and says that.
        if (!sent && !connection_.has_more()) return sent.error();
        auto line = read_line();
        if (!line) return sent ? line : sent.error();
        // "1: stream: OK"
        for (int i = 0; i < 2; ++i)
            if (const auto colon = line->find(": "); colon != std::string::npos)
                line->erase(0, colon + 2);
        return line;
    }

private:
    Status send_content(std::string_view bytes)
    {
        constexpr std::size_t chunk = 64U << 10U;
        if (auto sent = connection_.send(std::string("zINSTREAM\0", 10)); !sent)
            return sent;
        while (!bytes.empty()) {
            const auto now = bytes.substr(0, chunk);
            if (auto sent = connection_.send(big_endian(now.size())); !sent)
                return sent;
            if (auto sent = connection_.send(now); !sent) return sent;
            bytes.remove_prefix(now.size());
        }
        return connection_.send(big_endian(0));
    }

    Result<std::string> read_line()
    {
        while (buffer_.find('\0') == std::string::npos) {
            const auto more = connection_.receive();
            if (!more) return more.error();
            if (more->empty() || buffer_.size() > longest_answer)
                return temporary("it ended without an answer");
            buffer_ += *more;
        }
        const auto end = buffer_.find('\0');
        auto line = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        return line;
    }

    Connection connection_;
    std::string buffer_;
};

} // namespace

Reply ask_clamd(const std::string& socket,
                const std::vector<Content>& contents,
                std::uint64_t until_ms)
{
    auto connection = Connection::open(socket, until_ms);
    if (!connection) return {Reply::Kind::unreachable, 0, connection.error().what};
    Session session(std::move(*connection));
    if (auto begun = session.begin(); !begun) return silent(socket, begun.error().what);
    std::string answer;
    bool found = false;
    for (const auto& content : contents) {
        const auto said = session.scan(content.bytes);
        if (!said && !found) return silent(socket, said.error().what);
        if (!said) break;
        found |= said->ends_with("FOUND");
        if (*said != "OK" && answer.size() < longest_answer)
            answer += cat(content.name, ": ", *said, '\n');
    }
    session.end();
    if (answer.empty()) answer = cat(contents.front().name, ": OK\n");
    return {Reply::Kind::answered, 0, std::move(answer)};
}

} // namespace chainmail::virus_ask
