// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which files are read, and their bytes.
#include "base/text.h"
#include "config/reader.h"
#include "config/safety.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <memory>
#include <sys/stat.h>

namespace chainmail::config {

namespace {

constexpr std::size_t most_files = 1000;
constexpr std::size_t most_bytes_of_files = 16U << 20U;

/// run-parts(8), without options.
bool is_run_part(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return text::is_alnum(c) || c == '_' || c == '-';
    });
}

Result<std::vector<std::string>> list_names(const std::string& directory)
{
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(opendir(directory.c_str()),
                                                     closedir);
    if (!stream) return cannot_read(directory, errno);
    std::vector<std::string> names;
    for (;;) {
        errno = 0;
        const dirent* entry = readdir(stream.get());
        if (entry == nullptr) break;
        names.emplace_back(entry->d_name);
    }
    if (errno != 0) return cannot_read(directory, errno);
    std::sort(names.begin(), names.end());
    return names;
}

/// A warning for a file that looks as if it were meant to be read; "" otherwise.
std::string skipped(const std::string& directory, std::string_view name)
{
    if (!name.ends_with(".conf") && !name.ends_with(".cf")) return {};
    const auto stem = name.substr(0, name.rfind('.'));
    if (!is_run_part(stem)) return {};
    return text::cat(
        directory, '/', name, ": not read, as its name has a dot; rename it ", stem);
}

/// Adds the files of `directory` to `sources`, and what to say of those left out.
Status collect(const std::string& directory,
               std::vector<Source>& sources,
               std::vector<std::string>& warnings)
{
    const auto names = list_names(directory);
    if (!names) return names.error();
    std::size_t size = 0;
    for (const auto& name : *names) {
        if (!is_run_part(name)) {
            auto warning = skipped(directory, name);
            if (!warning.empty()) warnings.push_back(std::move(warning));
            continue;
        }
        const std::string path = text::cat(directory, "/", name);
        struct stat about = {};
        if (stat(path.c_str(), &about) != 0) return cannot_read(path, errno);
        if (!S_ISREG(about.st_mode)) continue;
        if (sources.size() == most_files)
            return permanent(
                text::cat(directory, ": more than ", most_files, " files"));
        auto content = read_configuration(path);
        if (!content) return content.error();
        size += content->size();
        if (size > most_bytes_of_files) {
            return permanent(
                text::cat(directory, ": more than ", most_bytes_of_files, " bytes"));
        }
        sources.push_back({path, std::move(*content)});
    }
    return {};
}

} // namespace

Result<Settings> read_directories(const std::vector<std::string>& directories)
{
    std::vector<Source> sources;
    std::vector<std::string> warnings;
    for (const auto& directory : directories) {
        if (auto done = collect(directory, sources, warnings); !done)
            return done.error();
    }
    auto settings = read_sources(sources, system_surroundings());
    if (!settings) return settings;
    std::vector<std::string> files;
    files.reserve(sources.size());
    for (const auto& source : sources)
        files.push_back(source.name);
    const auto user = settings->scalar("$daemon_user").text().value_or("");
    if (auto safe = check_user_cannot_write(files, user); !safe) return safe.error();
    for (auto& warning : warnings)
        settings->warn(std::move(warning));
    return settings;
}

Result<Settings> read_directory(const std::string& directory)
{
    return read_directories({directory});
}

} // namespace chainmail::config
