// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "probe.h"

#include "base/text.h"
#include "os/child.h"
#include "os/clock.h"
#include "os/log.h"

#include <algorithm>
#include <functional>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace chainmail::virus_ask {

namespace {

using text::cat;

constexpr int wait_ms = 1000;

// Everything but the log and `kept`: an end of file of the chain has to be one.
void close_others(std::vector<int> kept)
{
    kept.push_back(2);
    std::ranges::sort(kept);
    unsigned from = 0;
    for (const int fd : kept) {
        const auto next = static_cast<unsigned>(fd);
        if (next > from) ::close_range(from, next - 1, 0);
        from = next + 1;
    }
    ::close_range(from, ~0U, 0);
}

// As the child of a child, so that nobody has to wait for it.
void in_background(const std::vector<int>& kept, const std::function<void()>& work)
{
    const auto pid = os::fork_child();
    if (!pid) return;
    if (*pid > 0) {
        ::waitpid(*pid, nullptr, 0);
        return;
    }
    const auto again = os::fork_child();
    if (again && *again == 0) {
        close_others(kept);
        // Should it not end by itself.
        constexpr unsigned longest_s = 90;
        ::alarm(longest_s);
        work();
    }
    ::_exit(0);
}

Asked try_it(const Probe& probe, const std::string& target)
{
    Material words(probe.place, {{"p001", "A few harmless words.\n"}});
    return probe.asker.ask(
        target, words, os::monotonic_ms() + probe.asker.patience_ms());
}

void note_end(const Probe& probe, const std::string& target)
{
    const auto lasted = probe.outages.end(target);
    if (lasted >= 0)
        os::log(os::Level::notice,
                cat('(',
                    probe.id,
                    ") ",
                    probe.asker.name(),
                    " av-scanner at ",
                    target,
                    " is back after ",
                    lasted,
                    " s"));
}

} // namespace

void note_outage(const Probe& probe, const std::string& target, const std::string& why)
{
    if (probe.outages.begin(target))
        os::log(os::Level::error,
                cat('(',
                    probe.id,
                    ") (!)",
                    probe.asker.name(),
                    " av-scanner FAILED: ",
                    why,
                    "; it is tried again every ",
                    Outages::default_retry_s,
                    " s"));
}

bool is_back(const Probe& probe, const std::string& target, os::Fd turn)
{
    auto pipe = os::make_pipe();
    if (!pipe) return false;
    in_background({turn.get(), pipe->write.get()}, [&] {
        if (try_it(probe, target).verdict.says == Says::failed) return;
        note_end(probe, target);
        (void)os::write_all(pipe->write.get(), "+").operator bool();
    });
    pipe->write.reset();
    turn.reset();
    pollfd one{pipe->read.get(), POLLIN, 0};
    char answer = 0;
    return ::poll(&one, 1, wait_ms) > 0 && ::read(pipe->read.get(), &answer, 1) == 1;
}

void look_into(const Probe& probe, const std::string& target)
{
    const auto turn = probe.outages.suspect(target);
    if (!turn) return;
    in_background({turn.get()}, [&] {
        const auto asked = try_it(probe, target);
        if (asked.verdict.says == Says::failed)
            note_outage(probe, target, asked.verdict.why);
        probe.outages.unsuspect(target);
    });
}

} // namespace chainmail::virus_ask
