// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "generation.h"

#include "base/text.h"
#include "os/log.h"
#include "os/socket_message.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/mman.h>
#include <unistd.h>

namespace chainmail::supervisor {

namespace {

using text::cat;

// A mail-scan takes four, a chain started from a shell up to six.
constexpr std::size_t most_guests = 64;

Result<std::uint64_t> count_of(const config::Settings& settings,
                               const char* name,
                               std::uint64_t lowest,
                               std::uint64_t highest)
{
    const auto count = settings.as_count(name, lowest, highest);
    if (!count) return count.error();
    if (!*count) return settings.refuse(name, "has to be a number");
    return **count;
}

} // namespace

Result<std::unique_ptr<Generation>> Generation::make(unsigned number, Plan plan)
{
    std::unique_ptr<Generation> made(new Generation);
    made->number_ = number;
    made->settings_ = std::move(plan.settings);
    const auto chains = count_of(made->settings_, "$max_servers", 1, 10000);
    if (!chains) return chains.error();
    const auto seconds = count_of(made->settings_, "$child_timeout", 1, 86400);
    if (!seconds) return seconds.error();
    const auto directory = made->settings_.as_text("$TEMPBASE");
    if (!directory) return directory.error();
    made->max_chains_ = *chains;
    made->child_timeout_ms_ = *seconds * 1000;
    made->directory_ = directory->value_or("/tmp");
    if (const auto file = os::shared_file(made->directory_); !file)
        return made->settings_.refuse(
            "$TEMPBASE", file.error().what + "; make the directory or name another");
    const auto slots = *chains + most_guests;
    const auto size = slots * sizeof(stage::Slot);
    made->slots_ = os::Fd(::memfd_create("slots", MFD_CLOEXEC));
    if (!made->slots_ || ::ftruncate(made->slots_.get(), static_cast<off_t>(size)) != 0)
        return system_error("make the slot page", errno);
    void* at = ::mmap(
        nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, made->slots_.get(), 0);
    if (at == MAP_FAILED) return system_error("map the slot page", errno);
    made->page_ = static_cast<stage::Slot*>(at);
    made->used_.resize(slots);
    for (auto& program : plan.programs)
        made->programs_.emplace_back(std::move(program));
    const auto signatures = made->settings_.as_text("$clamav_database_dir");
    if (!signatures) return signatures.error();
    made->signatures_.emplace(signatures->value_or(""));
    return made;
}

Generation::~Generation()
{
    if (page_ != nullptr) ::munmap(page_, used_.size() * sizeof(stage::Slot));
}

std::size_t Generation::stages() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(programs_, &Resident::is_stage));
}

Resident* Generation::lookup()
{
    return programs_.back().is_stage() ? nullptr : &programs_.back();
}

// It says nothing to this: policy asks it, and an end of file is an answer.
Result<os::Fd> Generation::connect_lookup(std::uint32_t number, std::size_t slot)
{
    auto* resident = lookup();
    if (resident == nullptr) return os::Fd();
    auto pair = os::make_stream_pair();
    if (!pair) return pair.error();
    const std::array fds{pair->write.get()};
    if (auto sent = resident->request(number, slot, fds, std::array{0}); !sent)
        return sent.error();
    return std::move(pair->read);
}

void Generation::start_due(std::uint64_t now_ms)
{
    for (auto& program : programs_) {
        if (!program.is_resident() || program.pid() > 0 ||
            program.state() != Resident::State::down || program.retry_ms() > now_ms)
            continue;
        if (const auto started = program.start(slots_.get()); !started)
            os::log(os::Level::error,
                    cat("start ", program.name(), ": ", started.error().what));
    }
}

bool Generation::all_usable() const
{
    return std::ranges::all_of(programs_, &Resident::usable);
}

bool Generation::any_broken() const
{
    return std::ranges::any_of(programs_, [](const Resident& program) {
        return program.state() == Resident::State::broken;
    });
}

std::uint64_t Generation::next_start_ms() const
{
    std::uint64_t next = 0;
    for (const auto& program : programs_)
        if (program.is_resident() && program.state() == Resident::State::down)
            next = next == 0 ? program.retry_ms() : std::min(next, program.retry_ms());
    return next;
}

bool Generation::any_running() const
{
    return std::ranges::any_of(
        programs_, [](const Resident& program) { return program.pid() > 0; });
}

std::optional<std::size_t> Generation::signature_holder() const
{
    const auto holder = std::ranges::find(programs_, "virus-check", &Resident::name);
    if (holder == programs_.end() || !holder->is_resident()) return {};
    return static_cast<std::size_t>(holder - programs_.begin());
}

void Generation::look_for_signatures(std::uint64_t now_ms)
{
    const auto holder = signature_holder();
    if (!holder || renewal_ || programs_[*holder].state() != Resident::State::ready ||
        !signatures_->changed(now_ms))
        return;
    auto& program = programs_[*holder];
    if (!renew_beside(settings_, program.pid())) {
        os::log(os::Level::notice, "new signatures: loading them in place of the old");
        program.dismiss();
        return;
    }
    os::log(os::Level::notice, "new signatures: loading them beside the old");
    auto twin = program.twin();
    if (twin) renewal_ = std::move(*twin);
    const auto started = twin ? renewal_->start(slots_.get()) : Status(twin.error());
    if (started) return;
    os::log(os::Level::error, "the old signatures stay: " + started.error().what);
    renewal_.reset();
}

void Generation::finish_renewal()
{
    const auto holder = signature_holder();
    auto& old = programs_[*holder];
    if (old.pid() > 0) replaced_.push_back(old.pid());
    old = std::move(*renewal_);
    renewal_.reset();
}

bool Generation::reaped_renewal(pid_t pid, int status)
{
    if (std::erase(replaced_, pid) > 0) return true;
    if (!renewal_ || renewal_->pid() != pid) return false;
    renewal_->ended(status);
    renewal_.reset();
    os::log(os::Level::error, "the old signatures stay in service");
    return true;
}

std::optional<std::size_t> Generation::take_slot(std::size_t begin, std::size_t end)
{
    for (std::size_t i = begin; i < end; ++i) {
        if (used_[i]) continue;
        used_[i] = true;
        page_[i].due_ms = 0;
        page_[i].since_ms = 0;
        page_[i].stage = 0;
        page_[i].seq = 0;
        page_[i].messages = 0;
        return i;
    }
    return {};
}

bool Generation::in_use() const
{
    return std::ranges::count(used_, true) > 0;
}

} // namespace chainmail::supervisor
