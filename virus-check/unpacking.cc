// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "unpacking.h"

#include "base/text.h"
#include "os/log.h"
#include "os/private_directory.h"

#include <cstdlib>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace chainmail::virus_check {

namespace {

constexpr const char* name = "virus-check";

bool may_write(const std::string& directory)
{
    return ::access(directory.c_str(), R_OK | W_OK | X_OK) == 0;
}

// A user who is not the filter's has a place of his own, if he says so; "" without one.
std::string directory_for_files(const std::string& configured)
{
    if (may_write(configured)) return configured;
    const char* own = std::getenv("TMPDIR");
    return own != nullptr && may_write(own) ? own : "";
}

bool is_in_memory(const struct statfs& system)
{
    return system.f_type == TMPFS_MAGIC;
}

// Memory that mails fill is memory that others lack: only where there is plenty.
bool is_better(const std::string& shared_memory,
               const std::string& base,
               std::uint64_t needed,
               std::uint64_t times)
{
    struct statfs memory {};
    struct statfs other {};
    return ::statfs(shared_memory.c_str(), &memory) == 0 && is_in_memory(memory) &&
           ::statfs(base.c_str(), &other) == 0 && !is_in_memory(other) && needed > 0 &&
           needed / static_cast<std::uint64_t>(memory.f_bsize) <
               memory.f_bavail / times &&
           may_write(shared_memory);
}

} // namespace

Result<std::string> make_unpacking_place(const config::Settings& settings,
                                         std::uint64_t needed,
                                         const std::string& shared_memory)
{
    const auto chosen = settings.as_text("$virus_check_tempbase");
    if (!chosen) return chosen.error();
    if (*chosen && !may_write(**chosen))
        return settings.refuse("$virus_check_tempbase",
                               "is no directory we may write to");
    if (*chosen) return os::make_place(**chosen, name);
    const auto temp = settings.as_text("$TEMPBASE");
    if (!temp) return temp.error();
    const auto base = directory_for_files(temp->value_or(""));
    if (base.empty())
        return settings.refuse("$TEMPBASE", "is no directory we may write to");
    constexpr std::uint64_t most_servers = 10'000;
    const auto servers = settings.as_count("$max_servers", 1, most_servers);
    if (!servers) return servers.error();
    if (is_better(shared_memory, base, needed, servers->value_or(1))) {
        auto place =
            os::make_common_place(shared_memory, text::cat("chainmail-", name), base);
        if (place) return place;
        os::log(os::Level::warning,
                text::cat(place.error().what, ": unpacking in ", base));
    }
    return os::make_place(base, name);
}

} // namespace chainmail::virus_check
