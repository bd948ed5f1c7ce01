// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "temp_directory.h"

#include "base/text.h"

#include <cerrno>
#include <csignal>
#include <dirent.h>
#include <ftw.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace chainmail::virus_check {

namespace {

constexpr std::string_view prefix = "virus-check.";

int remove_entry(const char* path, const struct stat*, int kind, FTW*)
{
    if (kind == FTW_DP || kind == FTW_DNR)
        ::rmdir(path);
    else
        ::unlink(path);
    return 0;
}

// Links are removed, not followed; nothing outside can be reached.
void remove_tree(const std::string& path)
{
    if (::rmdir(path.c_str()) == 0 || errno == ENOENT) return;
    constexpr int open_directories = 8;
    ::nftw(path.c_str(), remove_entry, open_directories, FTW_DEPTH | FTW_PHYS);
}

bool is_gone(std::string_view name)
{
    const auto pid = text::to_number(name.substr(prefix.size()));
    if (!pid || *pid > 1U << 22U) return false;
    return ::kill(static_cast<pid_t>(*pid), 0) != 0 && errno == ESRCH;
}

} // namespace

Result<TempDirectory> TempDirectory::make(const std::string& base)
{
    std::string path = text::cat(base, '/', prefix, ::getpid());
    remove_tree(path);
    constexpr mode_t ours = 0700;
    if (::mkdir(path.c_str(), ours) != 0)
        return system_error("make the directory " + path, errno);
    return TempDirectory(std::move(path));
}

TempDirectory::~TempDirectory()
{
    if (!path_.empty()) remove_tree(path_);
}

void remove_stale(const std::string& base)
{
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(base.c_str()), ::closedir);
    if (!open) return;
    while (const dirent* entry = ::readdir(open.get())) {
        const std::string_view name = entry->d_name;
        if (name.starts_with(prefix) && is_gone(name))
            remove_tree(text::cat(base, '/', name));
    }
}

} // namespace chainmail::virus_check
