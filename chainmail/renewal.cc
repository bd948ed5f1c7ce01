// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "renewal.h"

#include "base/text.h"
#include "os/fd.h"

#include <ctime>
#include <sys/stat.h>

namespace chainmail::supervisor {

namespace {

constexpr std::uint64_t look_ms = 5000;
constexpr std::int64_t rest_s = 3;

// "MemAvailable:   123 kB" of a file in /proc, in kB; 0 when it is not there.
std::uint64_t kilobytes(const std::string& file, std::string_view name)
{
    const auto text = os::read_file(file);
    if (!text) return 0;
    for (const auto line : text::split(*text, '\n')) {
        if (!line.starts_with(name)) continue;
        auto rest = text::trim(line.substr(name.size()));
        rest = rest.substr(0, rest.find(' '));
        return text::to_number(rest).value_or(0);
    }
    return 0;
}

} // namespace

DirectoryWatch::DirectoryWatch(std::string directory)
    : directory_(std::move(directory)),
      known_(newest_change())
{
}

std::int64_t DirectoryWatch::newest_change() const
{
    struct stat about {};
    if (directory_.empty() || ::stat(directory_.c_str(), &about) != 0) return 0;
    return about.st_mtim.tv_sec * 1'000'000'000 + about.st_mtim.tv_nsec;
}

bool DirectoryWatch::changed(std::uint64_t now_ms)
{
    if (now_ms < next_look_ms_) return false;
    next_look_ms_ = now_ms + look_ms;
    const auto newest = newest_change();
    if (newest == known_ || newest == 0) return false;
    if (newest / 1'000'000'000 + rest_s > ::time(nullptr)) return false;
    known_ = newest;
    return true;
}

bool renew_beside(const config::Settings& settings, pid_t pid)
{
    const auto way = settings.scalar("$virus_reload").text().value_or("");
    if (!way.empty()) return way == "beside";
    const auto taken = kilobytes(text::cat("/proc/", pid, "/status"), "VmRSS:");
    return kilobytes("/proc/meminfo", "MemAvailable:") > 2 * taken;
}

} // namespace chainmail::supervisor
