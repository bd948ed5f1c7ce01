// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "server.h"

#include "base/text.h"
#include "os/clock.h"
#include "os/log.h"
#include "postgres.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <sys/stat.h>

namespace chainmail::lookup {

namespace {

using text::cat;

constexpr std::size_t most_clients = 1000;

// One descriptor for both directions, as from the supervisor or a program that started
// us; else answers go to 1.
Asker shell_client()
{
    struct stat about {};
    const bool is_socket = ::fstat(0, &about) == 0 && S_ISSOCK(about.st_mode);
    return {os::Fd(0), is_socket ? os::Fd() : os::Fd(1)};
}

class Loop {
public:
    Loop(const Configuration& configuration, int control)
        : configuration_(configuration),
          pool_(configuration, make_postgres),
          control_(control)
    {
        if (control < 0) clients_.emplace(next_client_++, shell_client());
    }

    Status run()
    {
        while (control_ >= 0 || !clients_.empty()) {
            wait();
            const bool asked = control_ >= 0 && polled_.front().revents != 0;
            serve_clients();
            pool_.proceed(polled_.data() + 1 + ids_.size());
            if (asked) {
                auto client = stage::take_client(control_);
                if (!client) return client.error();
                if (!*client) return {};
                admit(std::move(**client));
            }
            answer();
        }
        return result_;
    }

private:
    // Control socket, then each client, then the pool; ids_ are the clients' names.
    void wait()
    {
        polled_.assign(1, {control_, POLLIN, 0});
        ids_.clear();
        for (const auto& [id, client] : clients_) {
            ids_.push_back(id);
            polled_.push_back(client.polled());
        }
        pool_.add_polled(polled_);
        const auto now = os::monotonic_ms();
        const auto next = pool_.next_ms();
        const auto left = next > now ? next - now : 0;
        const int timeout = next == UINT64_MAX ? -1
                            : left < INT_MAX   ? static_cast<int>(left)
                                               : INT_MAX;
        if (::poll(polled_.data(), polled_.size(), timeout) >= 0) return;
        for (auto& one : polled_)
            one.revents = 0;
    }

    void serve_clients()
    {
        const auto* polled = polled_.data() + 1;
        for (const auto id : ids_) {
            const short events = (polled++)->revents;
            if (events == 0) continue;
            note(id, clients_.at(id).proceed(events));
            ask(id);
        }
    }

    void ask(std::uint64_t id)
    {
        const auto found = clients_.find(id);
        if (found == clients_.end()) return;
        auto question = found->second.take_question();
        if (!question) return note(id, question.error());
        if (*question) pool_.add(id, std::move(**question), os::monotonic_ms());
        if (found->second.is_over()) remove(id);
    }

    void note(std::uint64_t id, const Status& done)
    {
        if (done) return;
        if (control_ >= 0)
            os::log(os::Level::warning,
                    cat("a connection is closed: ", done.error().what));
        else
            result_ = done;
        remove(id);
    }

    void remove(std::uint64_t id)
    {
        pool_.forget(id);
        clients_.erase(id);
    }

    void admit(os::Fd fd)
    {
        if (clients_.size() < most_clients)
            clients_.emplace(next_client_++, Asker(std::move(fd), os::Fd()));
        else
            os::log(os::Level::warning,
                    cat("more than ", most_clients, " connections"));
    }

    // A client may have sent its next question already, and an answer may need no
    // query.
    void answer()
    {
        for (auto replies = tick(); !replies.empty(); replies = tick())
            for (auto& reply : replies) {
                const auto found = clients_.find(reply.client);
                if (found == clients_.end()) continue;
                if (configuration_.log_level >= 4)
                    os::log(os::Level::debug,
                            cat("an answer of ", reply.text.size(), " bytes"));
                found->second.answer(std::move(reply.text));
                ask(reply.client);
            }
    }

    std::vector<Reply> tick() { return pool_.tick(os::monotonic_ms()); }

    const Configuration& configuration_;
    Pool pool_;
    int control_;
    std::map<std::uint64_t, Asker> clients_;
    std::uint64_t next_client_ = 1;
    std::vector<pollfd> polled_;
    std::vector<std::uint64_t> ids_;
    Status result_; ///< of the one client of a shell
};

// The directory of a file that libpq reads at each connection.
void add_directory(std::vector<std::string>& to, std::string_view file)
{
    if (!file.empty()) to.push_back(std::filesystem::path(file).parent_path().string());
}

} // namespace

Result<std::string> Server::load(const config::Settings& settings)
{
    // libpq asks the resolver while everybody waits: three servers, a second each.
    ::setenv("RES_OPTIONS", "timeout:1 attempts:1", 0);
    auto configuration = read_configuration(settings);
    if (!configuration) return configuration.error();
    configuration_ = std::move(*configuration);
    if (configuration_.dsns.empty()) return std::string("no @lookup_sql_dsn");
    return cat("up to ",
               configuration_.connections,
               " connections to ",
               configuration_.dsns.front().text());
}

os::Confinement Server::confinement() const
{
    os::Confinement confinement;
    confinement.connects = true;
    confinement.descriptors = most_clients + 100;
    // Names and their resolver, certificates, the local socket.
    std::vector<std::string> places{
        "/etc", "/usr/lib", "/usr/share", "/run/postgresql", "/run/systemd/resolve"};
    for (const auto& dsn : configuration_.dsns)
        for (const std::string_view option :
             {"passfile", "sslrootcert", "sslcert", "sslkey", "sslcrl"})
            add_directory(places, dsn.option(option));
    for (const auto& place : places)
        if (std::error_code error; std::filesystem::is_directory(place, error))
            confinement.readable.push_back(place);
    return confinement;
}

Status Server::serve_all(int control)
{
    return Loop(configuration_, control).run();
}

} // namespace chainmail::lookup
