// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "database.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <dirent.h>
#include <memory>
#include <vector>

namespace chainmail::virus_check {

namespace {

using namespace std::string_view_literals;

constexpr std::array plain{"hdb"sv,
                           "hsb"sv,
                           "hdu"sv,
                           "hsu"sv,
                           "mdb"sv,
                           "msb"sv,
                           "mdu"sv,
                           "msu"sv,
                           "imp"sv,
                           "fp"sv,
                           "sfp"sv,
                           "ndb"sv,
                           "ndu"sv};
constexpr std::array others{"cvd"sv, "cld"sv, "cud"sv,  "ldb"sv,  "ldu"sv, "sdb"sv,
                            "pdb"sv, "gdb"sv, "wdb"sv,  "cbc"sv,  "cdb"sv, "idb"sv,
                            "zmd"sv, "rmd"sv, "yar"sv,  "yara"sv, "cat"sv, "crb"sv,
                            "ftm"sv, "ign"sv, "ign2"sv, "pwdb"sv};

template <typename Kinds>
bool has_kind(std::string_view name, const Kinds& kinds)
{
    const auto dot = name.rfind('.');
    return dot != name.npos &&
           std::ranges::find(kinds, name.substr(dot + 1)) != kinds.end();
}

Result<std::vector<std::string>> names_in(const std::string& directory)
{
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(directory.c_str()),
                                                   ::closedir);
    std::vector<std::string> names;
    if (!open && errno == ENOENT) return names;
    if (!open) return system_error("read the directory " + directory, errno);
    while (const dirent* entry = ::readdir(open.get()))
        if (is_database_name(entry->d_name)) names.emplace_back(entry->d_name);
    return names;
}

} // namespace

bool is_database_name(std::string_view name)
{
    return has_kind(name, plain) || has_kind(name, others);
}

bool never_asks_for_mail(std::string_view name)
{
    return has_kind(name, plain);
}

Result<Database> look_at(const std::string& directory)
{
    const auto names = names_in(directory);
    if (!names) return names.error();
    return Database{!names->empty(), !std::ranges::all_of(*names, never_asks_for_mail)};
}

} // namespace chainmail::virus_check
