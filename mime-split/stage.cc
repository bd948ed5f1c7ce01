// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "stage.h"

#include "archive.h"
#include "base/text.h"
#include "findings.h"
#include "header_check.h"
#include "mail/charset.h"
#include "mail/message_file.h"
#include "os/clock.h"
#include "os/fd.h"
#include "os/log.h"
#include "os/sanitized.h"
#include "unpack.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <new>
#include <sys/resource.h>
#include <unistd.h>

namespace chainmail::mime_split {

namespace {

// A setting that is undef keeps the default that `to` has.
template <typename Number>
Status read_count(const config::Settings& settings,
                  std::string_view name,
                  std::uint64_t lowest,
                  std::uint64_t highest,
                  Number& to)
{
    const auto value = settings.as_count(name, lowest, highest);
    if (!value) return value.error();
    if (*value) to = static_cast<Number>(**value);
    return {};
}

Result<TypeTable> read_table(const config::Settings& settings)
{
    const auto tables = config::read_type_map(settings);
    if (!tables) return tables.error();
    auto table = TypeTable::make(*tables);
    if (!table)
        return settings.refuse("@map_full_type_to_short_type_maps",
                               text::cat("cannot be used: ", table.error().what));
    return table;
}

// Dictionaries and lists of an archive are as large as it says. What is refused makes
// it an archive that cannot be read.
Status bound_memory()
{
    // Their map of all memory counts as data.
    if (os::sanitized) return {};
    constexpr rlim_t most = rlim_t{1} << 30U;
    rlimit limit{};
    if (::getrlimit(RLIMIT_DATA, &limit) != 0)
        return system_error("get a resource limit", errno);
    limit.rlim_cur = std::min(most, limit.rlim_max);
    if (::setrlimit(RLIMIT_DATA, &limit) != 0)
        return system_error("set a resource limit", errno);
    return {};
}

// A bomb is found out long before; the rest of the chain needs time as well.
std::uint64_t time_for(std::uint64_t deadline_ms)
{
    constexpr std::uint64_t longest_ms = 60'000;
    const auto now = os::monotonic_ms();
    if (deadline_ms == 0) return now + longest_ms;
    const auto left = deadline_ms > now ? deadline_ms - now : 0;
    return now + std::min(longest_ms, left / 4);
}

// A first line "From " is part of a mailbox file; who says it in SMTP makes a field of
// it, which is none.
bool came_with_mbox_line(const stage::Message& message)
{
    constexpr std::string_view line = "From ";
    std::array<char, line.size()> start{};
    return !message.envelope.interface.empty() &&
           message.envelope.length > line.size() &&
           ::pread(message.fd, start.data(), start.size(), 0) ==
               static_cast<ssize_t>(start.size()) &&
           std::string_view(start.data(), start.size()) == line;
}

} // namespace

std::vector<std::string> Stage::settings() const
{
    return {"$MAXLEVELS",
            "$MAXFILES",
            "$MIN_EXPANSION_QUOTA",
            "$MAX_EXPANSION_QUOTA",
            "$MIN_EXPANSION_FACTOR",
            "$MAX_EXPANSION_FACTOR",
            "$map_full_type_to_short_type_re",
            "@map_full_type_to_short_type_maps"};
}

Result<std::string> Stage::load(const config::Settings& settings)
{
    constexpr std::uint64_t any = std::uint64_t{1} << 50U;
    const Status read[] = {
        read_count(settings, "$MAXLEVELS", 1, 1000, limits_.levels),
        read_count(settings, "$MAXFILES", 1, 1'000'000, limits_.parts),
        read_count(settings, "$MIN_EXPANSION_QUOTA", 0, any, expansion_.min_quota),
        read_count(settings, "$MAX_EXPANSION_QUOTA", 0, any, expansion_.max_quota),
        read_count(
            settings, "$MIN_EXPANSION_FACTOR", 0, 1'000'000, expansion_.min_factor),
        read_count(
            settings, "$MAX_EXPANSION_FACTOR", 0, 1'000'000, expansion_.max_factor),
    };
    for (const auto& status : read)
        if (!status) return status.error();
    if (auto bounded = bound_memory(); !bounded) return bounded.error();
    mail::warm_charsets();
    prepare_archives();
    auto table = read_table(settings);
    if (!table) return table.error();
    std::string warning;
    types_ = Types::load(warning, std::move(*table));
    if (!warning.empty()) os::log(os::Level::warning, warning);
    return std::string();
}

os::Confinement Stage::confinement() const
{
    return {};
}

// What asks for more memory than bound_memory() allows would do so again each time the
// mail comes: it is held, not put off.
Status Stage::examine(const stage::Message& message, wire::Builder& findings)
{
    try {
        return take_apart(message, findings);
    } catch (const std::bad_alloc&) {
        Split nothing;
        nothing.hold = "Maximum memory of decoding exceeded";
        write_findings(std::move(nothing), findings);
        return {};
    }
}

Status Stage::take_apart(const stage::Message& message, wire::Builder& findings)
{
    const auto file = mail::MessageFile::of(message.fd, message.envelope.length);
    if (!file) return file.error();
    const Budget budget{limits_, quota(expansion_, file->view().size())};
    StoreFile store(message.parts_fd);
    auto result =
        split(file->view(), budget, [&](std::uint64_t offset, std::string_view bytes) {
            return store.put(offset, bytes);
        });
    if (!result) return result.error();
    const UnpackLimits limits{budget, time_for(message.envelope.deadline_ms)};
    if (auto done = unpack(*result, file->view(), limits, types_, store); !done)
        return done;
    write_header_faults(check_header(file->view(),
                                     message.envelope.smtputf8,
                                     came_with_mbox_line(message)),
                        findings);
    write_findings(std::move(*result), findings);
    return {};
}

Status Stage::serve(stage::Connection& connection)
{
    if (auto usable = check_store(4); !usable) return usable;
    return Filter::serve(connection);
}

Status check_store(int fd)
{
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags >= 0 && (flags & O_ACCMODE) == O_RDWR && (flags & O_PATH) == 0) return {};
    return permanent("descriptor 4 is not open for reading and writing: add 4<>parts");
}

} // namespace chainmail::mime_split
