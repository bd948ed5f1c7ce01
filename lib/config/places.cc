// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/places.h"

#include <filesystem>
#include <string>
#include <vector>

namespace chainmail::config {

namespace {

constexpr const char* packaged = "/usr/share/amavis/conf.d";
constexpr const char* own = "/etc/chainmail/conf.d";
constexpr const char* inherited = "/etc/amavis/conf.d";

} // namespace

Result<Settings> read_usual_places()
{
    std::error_code error;
    const auto exists = [&error](const char* path) {
        return std::filesystem::is_directory(path, error);
    };
    std::vector<std::string> directories;
    if (exists(packaged)) directories.emplace_back(packaged);
    if (exists(own))
        directories.emplace_back(own);
    else if (exists(inherited))
        directories.emplace_back(inherited);
    return read_directories(directories);
}

} // namespace chainmail::config
