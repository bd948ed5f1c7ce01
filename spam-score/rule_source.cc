// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "rule_source.h"

#include "base/text.h"
#include "known_features.h"
#include "scan.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace chainmail::spam_score {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> files_in(const std::string& path, std::string_view ending)
{
    std::vector<std::string> names;
    std::error_code error;
    if (!fs::is_directory(path, error)) {
        if (ends_with_ignore_case(path, ending)) names.push_back(path);
        return names;
    }
    for (const auto& entry : fs::directory_iterator(path, error)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with('.') && ends_with_ignore_case(name, ending))
            names.push_back(entry.path().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string first_existing(std::initializer_list<std::string> paths)
{
    std::error_code error;
    for (const auto& path : paths) {
        if (fs::is_directory(path, error)) return path;
    }
    return *paths.begin();
}

} // namespace

RulePaths find_rule_paths(const std::string& rules, const std::string& site)
{
    RulePaths paths;
    paths.rules = rules;
    paths.site = site;
    const std::string updated = text::cat("/var/lib/spamassassin/", rules_version);
    if (paths.rules.empty())
        paths.rules =
            files_in(updated, ".cf").empty() ? "/usr/share/spamassassin" : updated;
    if (paths.site.empty())
        paths.site = first_existing({"/etc/spamassassin", "/etc/mail/spamassassin"});
    return paths;
}

Result<std::vector<std::string>> list_rule_files(const RulePaths& paths)
{
    std::error_code error;
    if (!fs::exists(paths.rules, error))
        return permanent(text::cat(paths.rules,
                                   ": no SpamAssassin rules here; install "
                                   "spamassassin or set $sa_configpath"));
    std::vector<std::string> files;
    const auto append = [&](const std::string& path, std::string_view ending) {
        for (auto& name : files_in(path, ending))
            files.push_back(std::move(name));
    };
    append(paths.rules, ".pre");
    append(paths.site, ".pre");
    append(paths.rules, ".cf");
    append(paths.site, ".cf");
    if (!paths.user_file.empty() && fs::exists(paths.user_file, error))
        files.push_back(paths.user_file);
    return files;
}

} // namespace chainmail::spam_score
