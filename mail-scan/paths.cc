// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "paths.h"

#include <algorithm>
#include <filesystem>

namespace chainmail::mail_scan {

namespace {

namespace fs = std::filesystem;

constexpr int most_levels = 64;

bool is_maildir(const fs::path& path)
{
    std::error_code error;
    return fs::is_directory(path / "cur", error) &&
           fs::is_directory(path / "new", error) &&
           fs::is_directory(path / "tmp", error);
}

// Links to directories are not followed: they may lead round in circles.
void walk(const fs::path& path, int level, std::vector<Path>& found)
{
    if (level > most_levels) {
        found.push_back({path, "directories nested too deeply"});
        return;
    }
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator at(path, error), end; !error && at != end;
         at.increment(error))
        entries.push_back(*at);
    if (error) {
        found.push_back({path, error.message()});
        return;
    }
    std::ranges::sort(entries);
    const bool maildir = is_maildir(path);
    for (const auto& entry : entries) {
        std::error_code ignored;
        if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) {
            if (!maildir || entry.path().filename() != "tmp")
                walk(entry.path(), level + 1, found);
        } else if (entry.is_regular_file(ignored)) {
            found.push_back({entry.path(), ""});
        }
    }
}

} // namespace

std::vector<Path> find_paths(const std::vector<std::string>& names)
{
    std::vector<Path> found;
    for (const auto& name : names) {
        std::error_code error;
        if (name != "-" && fs::is_directory(name, error))
            walk(name, 1, found);
        else
            found.push_back({name, ""});
    }
    return found;
}

} // namespace chainmail::mail_scan
