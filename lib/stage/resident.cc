// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "stage/resident.h"

#include "base/text.h"
#include "os/fd.h"
#include "os/heap_holes.h"
#include "os/hugepages.h"
#include "os/log.h"
#include "os/socket_message.h"
#include "stage/handover.h"
#include "stage/probe.h"
#include "stage/service.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <sched.h>
#include <span>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace chainmail::stage {

namespace {

// Received descriptors stay above the resident's own and above 0 to 8.
constexpr int lowest_received = 20;

struct Slots {
    Slot* page = nullptr;
    std::size_t count = 0;
};

// What a worker inherits.
struct Resident {
    Program& program;
    Slots slots;
    os::CallFilter filter;
    pid_t supervisor;
};

// The mapping lives as long as the process: workers inherit it.
Result<Slots> map_slots()
{
    struct stat about {};
    if (::fstat(slots_fd, &about) != 0) return system_error("slot page", errno);
    const auto size = static_cast<std::size_t>(about.st_size);
    void* at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, slots_fd, 0);
    if (at == MAP_FAILED) return system_error("map the slot page", errno);
    ::close(slots_fd);
    return Slots{static_cast<Slot*>(at), size / sizeof(Slot)};
}

Result<config::Settings> read_settings()
{
    struct stat about {};
    if (::fstat(settings_fd, &about) != 0) return system_error("settings", errno);
    const auto text =
        os::pread_all(settings_fd, 0, static_cast<std::size_t>(about.st_size));
    ::close(settings_fd);
    if (!text) return text.error();
    return config::read_text("settings", *text);
}

Status
send_answer(Answer answer, std::uint32_t number, pid_t pid, const std::string& text)
{
    Acknowledgement message;
    message.answer = answer;
    message.number = number;
    message.pid = pid;
    text.copy(message.text.data(), message.text.size() - 1);
    return os::send_message(control_fd, bytes_of(message), {});
}

// The worker becomes the supervisor's own child (CLONE_PARENT), so that its end is seen
// there. Raw clone, not clone3: seccomp cannot look into clone3's argument.
pid_t fork_for_supervisor()
{
    return static_cast<pid_t>(
        ::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, 0));
}

// The request of a chain or of a guest.
std::optional<GuestRequest> parse_request(std::string_view bytes, bool& guest)
{
    const auto from_guest = message_of<GuestRequest>(bytes);
    guest = from_guest.has_value();
    if (guest) return from_guest;
    const auto from_chain = message_of<Request>(bytes);
    if (!from_chain) return {};
    return GuestRequest{*from_chain, 0};
}

// Makes the received descriptors 0 to 8 and closes everything else but the log.
Status
take_descriptors(const Request& request, std::vector<os::Fd>& received, bool guest)
{
    for (int fd = 0; fd < chain_fds; ++fd)
        if (fd != 2) ::close(fd);
    for (std::size_t i = 0; i < received.size(); ++i) {
        const int target = request.targets.at(i);
        if (target < 0 || target >= chain_fds || (target == 2 && !guest))
            return internal("a descriptor for a number that is not 0 to 8");
        if (::dup2(received[i].release(), target) != target)
            return system_error("place a descriptor", errno);
    }
    if (::close_range(chain_fds, ~0U, 0) != 0)
        return system_error("close descriptors", errno);
    return {};
}

Status work(const Resident& resident,
            const GuestRequest& what,
            std::vector<os::Fd>& received,
            bool guest)
{
    const auto& request = what.request;
    // A worker must not outlive the supervisor: nobody would watch its deadline.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != resident.supervisor) return temporary("the supervisor is gone");
    if (auto done = take_descriptors(request, received, guest); !done) return done;
    if (guest) os::log_to_person(what.terminal != 0);
    if (auto done = os::load_call_filter(resident.filter); !done) return done;
    Connection connection;
    connection.slot = resident.slots.page + request.slot;
    connection.number = request.number;
    connection.in_chain = !guest;
    probe_confinement();
    return resident.program.serve(connection);
}

// What one request came to, in the resident: nothing; in the worker: its result.
Result<std::optional<Status>> serve_request(const Resident& resident,
                                            os::SocketMessage& message)
{
    bool guest = false;
    const auto what = parse_request(message.bytes, guest);
    const auto* request = what ? &what->request : nullptr;
    if (request == nullptr || request->count != message.fds.size() ||
        request->slot >= resident.slots.count || request->count > chain_fds)
        return internal("a request from the supervisor that makes no sense");
    const pid_t pid = fork_for_supervisor();
    if (pid == 0) return std::optional(work(resident, *what, message.fds, guest));
    const auto answer = pid > 0 ? Answer::started : Answer::refused;
    const auto why = pid > 0 ? "" : system_error("fork", errno).what;
    if (auto sent = send_answer(answer, request->number, pid, why); !sent)
        return sent.error();
    return std::optional<Status>{};
}

Status serve_requests(const Resident& resident)
{
    for (;;) {
        auto message = os::receive_message(control_fd, lowest_received);
        if (!message) return message.error();
        if (!*message) return {};
        auto served = serve_request(resident, **message);
        if (!served) return served.error();
        if (*served) return **served;
    }
}

Status set_users(const config::Settings& settings,
                 const std::string& program,
                 os::Confinement& confinement)
{
    for (const auto& [setting, to] : {std::pair{"$daemon_user", &confinement.user},
                                      std::pair{"$daemon_group", &confinement.group}}) {
        // The default is for those who have amavisd's user; who starts this without a
        // word about users stays who he is.
        if (!settings.has(setting)) continue;
        const auto name = settings.as_text(setting);
        if (!name) return name.error();
        *to = name->value_or("");
    }
    // Who deals with others, a next hop, a database, keeps the name they know, and what
    // it wrote for the site is the site's.
    if (!confinement.connects && !confinement.user.empty())
        confinement.own_user = "chainmail-" + program;
    return {};
}

os::Role role_of(const Program& program)
{
    return dynamic_cast<const Service*>(&program) == nullptr ? os::Role::resident
                                                             : os::Role::service;
}

std::string join(const std::vector<std::string>& remarks)
{
    std::string text;
    for (const auto& remark : remarks)
        if (!remark.empty()) text += (text.empty() ? "" : "; ") + remark;
    return text;
}

Result<std::string> load_and_confine(Program& program, os::CallFilter& filter)
{
    const auto settings = read_settings();
    if (!settings) return settings.error();
    const auto loaded = program.load(*settings);
    if (!loaded) return loaded.error();
    os::fill_heap_holes();
    const auto pages = os::collapse_heap();
    auto confinement = program.confinement();
    if (auto set = set_users(*settings, program.name(), confinement); !set)
        return set.error();
    auto for_workers = os::make_worker_filter(confinement);
    if (!for_workers) return for_workers.error();
    filter = std::move(*for_workers);
    const auto confined = os::confine(confinement, role_of(program));
    if (!confined) return confined.error();
    return join(
        {*loaded, confined->user, confined->build, join(confined->missing), pages});
}

} // namespace

Status live_as_resident(Program& program)
{
    const pid_t supervisor = ::getppid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const auto slots = map_slots();
    if (!slots) return slots.error();
    Resident resident{program, *slots, {}, supervisor};
    const auto ready = load_and_confine(program, resident.filter);
    if (!ready) return ready.error();
    // Becoming another user has taken it back.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (auto sent = send_answer(Answer::ready, 0, ::getpid(), *ready); !sent)
        return sent;
    if (auto* service = dynamic_cast<Service*>(&program)) {
        probe_confinement();
        return service->serve_all(control_fd);
    }
    return serve_requests(resident);
}

} // namespace chainmail::stage
