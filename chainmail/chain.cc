// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "chain.h"

#include "base/text.h"
#include "os/child.h"
#include "os/clock.h"
#include "os/log.h"
#include "os/socket_message.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <unistd.h>

namespace chainmail::supervisor {

namespace {

} // namespace

Result<std::unique_ptr<Chain>>
Chain::begin(Generation& generation, std::uint32_t number, os::Fd connection)
{
    const auto slot = generation.take_slot();
    if (!slot) return internal("no free slot for a connection");
    std::unique_ptr<Chain> chain(new Chain(generation, number, *slot));
    if (auto begun = chain->begin_smtp_in(connection); !begun) return begun.error();
    return chain;
}

Chain::~Chain()
{
    generation_.give_slot(slot_);
}

Status Chain::begin_smtp_in(const os::Fd& connection)
{
    auto message = os::shared_file(generation_.directory());
    if (!message) return message.error();
    auto envelope = os::shared_file(generation_.directory());
    if (!envelope) return envelope.error();
    auto records = os::make_pipe();
    if (!records) return records.error();
    auto reply = os::make_pipe();
    if (!reply) return reply.error();
    auto request = os::make_socket_pair();
    if (!request) return request.error();
    const std::array fds{connection.get(),
                         connection.get(),
                         message->write.get(),
                         request->write.get(),
                         reply->read.get(),
                         records->write.get(),
                         envelope->write.get()};
    if (auto asked = ask(0, fds, std::array{0, 1, 3, 5, 6, 7, 8}); !asked) return asked;
    request_ = std::move(request->read);
    records_ = std::move(records->read);
    reply_ = std::move(reply->write);
    message_ = std::move(message->read);
    envelope_ = std::move(envelope->read);
    return {};
}

Status
Chain::ask(std::size_t index, std::span<const int> fds, std::span<const int> targets)
{
    auto& program = generation_.programs()[index];
    if (!program.is_resident()) return start_own(index, fds, targets);
    if (auto sent = program.request(number_, slot_, fds, targets); !sent) return sent;
    if (unanswered_.empty()) asked_ms_ = os::monotonic_ms();
    unanswered_.insert(index);
    return {};
}

Status Chain::start_own(std::size_t index,
                        std::span<const int> fds,
                        std::span<const int> targets)
{
    std::vector<os::Placed> placed;
    for (std::size_t i = 0; i < fds.size(); ++i)
        placed.push_back({fds[i], targets[i]});
    const auto& settings = generation_.settings();
    const auto user = settings.as_text("$daemon_user");
    if (!user) return user.error();
    const auto pid =
        os::start_program({generation_.programs()[index].path()},
                          placed,
                          settings.has("$daemon_user") ? user->value_or("") : "");
    if (!pid) return pid.error();
    workers_[*pid] = index;
    return {};
}

void Chain::read_request()
{
    char byte = 0;
    const auto n = ::read(request_.get(), &byte, 1);
    if (n == 1 && !stages_started_)
        wants_stages_ = true;
    else
        close_all();
}

Result<Chain::Common> Chain::make_common()
{
    auto parts = os::shared_file(generation_.directory());
    if (!parts) return parts.error();
    auto lookup = generation_.connect_lookup(number_, slot_);
    if (!lookup) return lookup.error();
    return Common{std::move(*parts), std::move(*lookup)};
}

// mime-split alone may write the parts, policy alone may ask SQL.
Status Chain::start_stage(std::size_t index, int in, int out, const Common& common)
{
    const auto& name = generation_.programs()[index].name();
    const auto& parts = common.parts;
    std::vector<int> fds{in,
                         out,
                         message_.get(),
                         (name == "mime-split" ? parts.write : parts.read).get(),
                         envelope_.get()};
    std::vector<int> targets{0, 1, 3, 4, 8};
    if (name == "policy" && common.lookup) {
        fds.push_back(common.lookup.get());
        targets.push_back(5);
    }
    return ask(index, fds, targets);
}

Status Chain::start_stages()
{
    wants_stages_ = false;
    stages_started_ = true;
    const auto common = make_common();
    if (!common) return common.error();
    const auto last = generation_.stages() - 1;
    for (std::size_t i = 1; i <= last; ++i) {
        auto pipe = os::make_pipe();
        if (!pipe) return pipe.error();
        const int out = i == last ? reply_.get() : pipe->write.get();
        if (auto asked = start_stage(i, records_.get(), out, *common); !asked)
            return asked;
        records_ = std::move(pipe->read);
    }
    // The chain alone keeps its descriptors: an end of file has to be one.
    records_.reset();
    reply_.reset();
    message_.reset();
    envelope_.reset();
    if (unanswered_.empty()) answer_request();
    return {};
}

void Chain::answer_request()
{
    const char yes = '+';
    // When smtp-in is gone the others will see it by themselves.
    if (::write(request_.get(), &yes, 1) != 1) close_all();
    request_.reset();
}

void Chain::started(std::size_t index, pid_t pid)
{
    unanswered_.erase(index);
    if (pid > 0) {
        workers_[pid] = index;
        if (index == 0 ? killed_all_ : killed_) ::kill(pid, SIGKILL);
    } else {
        close_all();
    }
    if (stages_started_ && unanswered_.empty() && request_) answer_request();
}

std::optional<std::size_t> Chain::reaped(pid_t pid)
{
    const auto worker = workers_.find(pid);
    if (worker == workers_.end()) return {};
    const auto index = worker->second;
    workers_.erase(worker);
    if (index == 0) close_all();
    return index;
}

void Chain::close_all()
{
    request_.reset();
    records_.reset();
    reply_.reset();
    message_.reset();
    envelope_.reset();
    wants_stages_ = false;
}

void Chain::ask_to_finish()
{
    for (const auto& [pid, index] : workers_)
        if (index == 0) ::kill(pid, SIGTERM);
}

void Chain::resume()
{
    for (const auto& [pid, index] : workers_)
        ::kill(pid, SIGCONT);
    resumed_ = true;
}

void Chain::kill(bool smtp_in_too)
{
    for (const auto& [pid, index] : workers_)
        if (index != 0 || smtp_in_too) ::kill(pid, SIGKILL);
    killed_ = true;
    killed_all_ = killed_all_ || smtp_in_too;
    close_all();
}

bool Chain::over() const
{
    return workers_.empty() && unanswered_.empty();
}

} // namespace chainmail::supervisor
