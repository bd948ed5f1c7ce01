// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "quarantine_place.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace chainmail::smtp_out {

namespace {

using text::cat;

std::optional<Alias> read_alias(const config::Value& value)
{
    if (value.is_undef()) return Alias{};
    if (const auto* pair = value.get<config::List>()) {
        if (pair->empty() || pair->size() > 2) return {};
        return Alias{pair->front().text().value_or(""),
                     pair->back().text().value_or("")};
    }
    if (auto path = value.text()) return Alias{std::move(*path), {}};
    return {};
}

bool is_id(std::string_view id)
{
    return !id.empty() && text::is_alnum(id.front()) &&
           std::ranges::all_of(
               id, [](char c) { return text::is_alnum(c) || c == '-' || c == '_'; });
}

std::string fill_in(std::string_view name, const NameParts& parts)
{
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] != '%' || i + 1 == name.size()) {
            out += name[i];
            continue;
        }
        switch (name[++i]) {
        case 'm':
            out += parts.mail_id;
            break;
        case 'n':
            out += parts.log_id;
            break;
        case 'i':
            out += iso8601(parts.unix_seconds);
            break;
        case 'b':
            out += parts.body_digest;
            break;
        case 'P': // $partition_tag, which belongs to SQL and is 0 without it
            out += '0';
            break;
        case '%':
            out += '%';
            break;
        default:
            out += '%';
            out += name[i];
        }
    }
    return out;
}

bool leads_elsewhere(std::string_view name)
{
    return name.empty() || name.ends_with('/') ||
           std::ranges::any_of(name, text::is_control) ||
           std::ranges::any_of(text::split(name, '/'),
                               [](std::string_view part) { return part == ".."; });
}

// An address as a part of a file's name.
std::string as_name(std::string_view sender)
{
    constexpr std::size_t longest = 100;
    std::string out;
    for (const char c : sender.substr(0, longest)) {
        const bool plain =
            text::is_alnum(c) || std::string_view("._+-").find(c) != sender.npos;
        if (c == '@')
            out += "_at_";
        else
            out += plain ? c : '=';
    }
    return sender.size() > longest ? out + "..." : out;
}

std::string without_end_slashes(std::string path)
{
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    return path;
}

} // namespace

Result<QuarantineSettings> read_quarantine_settings(const config::Settings& settings)
{
    QuarantineSettings to;
    const auto directory = settings.as_text("$QUARANTINEDIR");
    if (!directory) return directory.error();
    to.directory = without_end_slashes(directory->value_or(""));
    if (!to.directory.empty() && !to.directory.starts_with('/'))
        return settings.refuse("$QUARANTINEDIR", "has to begin with /");
    const auto algorithm = settings.as_text("$mail_digest_algorithm");
    if (!algorithm) return algorithm.error();
    auto digest = Digest::make(algorithm->value_or("MD5"));
    if (!digest) return settings.refuse("$mail_digest_algorithm", digest.error().what);
    to.digest = std::move(*digest);
    to.in_subdirectories = settings.as_bool("$quarantine_subdir_levels");
    const auto* aliases =
        settings.scalar("%local_delivery_aliases").get<config::Hash>();
    if (aliases == nullptr) return to;
    for (const auto& [name, value] : *aliases) {
        const auto* reference = value.get<config::Reference>();
        auto alias =
            read_alias(reference != nullptr ? settings.target(*reference) : value);
        if (!alias || (!alias->path.empty() && !alias->path.starts_with('/')))
            return settings.refuse(
                "%local_delivery_aliases",
                cat("'", name, "' has to be a path, or [path, name of the files]"));
        alias->path = without_end_slashes(std::move(alias->path));
        to.aliases.emplace(name, std::move(*alias));
    }
    return to;
}

Alias find_alias(std::string_view place,
                 const QuarantineSettings& settings,
                 std::string_view sender)
{
    const auto name = place.substr(0, place.rfind('@'));
    const auto found = settings.aliases.find(name);
    if (found != settings.aliases.end()) return found->second;
    const auto& directory = settings.directory;
    if (directory.empty()) return {};
    if (name == "archive-mbox") return {directory + "/archive.mbox", {}};
    if (name == "recip-quarantine") return {directory + "/recip-archive.mbox", {}};
    if (name == "sender-quarantine")
        return {directory, cat("sender-", as_name(sender), "-%m.gz")};
    return {directory, {}};
}

Result<NewFile> new_file(const Alias& alias,
                         std::string_view method_name,
                         const NameParts& parts,
                         bool in_subdirectories)
{
    if (!is_id(parts.mail_id)) return permanent("a mail-id that is no name");
    std::string_view form = alias.name.empty() ? method_name : alias.name;
    if (form.empty()) form = "%m";
    auto name = fill_in(form, parts);
    if (leads_elsewhere(name))
        return permanent(cat(
            "quarantine: <", text::printable(name, 100), "> is no name for a file"));
    NewFile file;
    file.make_directory = in_subdirectories && alias.name.empty();
    const auto slash = name.rfind('/');
    file.directory = alias.path;
    if (slash != std::string::npos) file.directory += '/' + name.substr(0, slash);
    if (file.make_directory) file.directory += cat('/', parts.mail_id.front());
    file.path = cat(file.directory, '/', name.substr(slash + 1));
    return file;
}

std::string shown(const std::string& path, const std::string& directory)
{
    const bool inside = !directory.empty() && path.starts_with(directory + '/');
    return inside ? path.substr(directory.size() + 1) : path;
}

std::string iso8601(std::int64_t unix_seconds)
{
    const std::time_t seconds = unix_seconds;
    std::tm local{};
    if (::localtime_r(&seconds, &local) == nullptr) return {};
    std::array<char, 32> out{};
    return {out.data(), std::strftime(out.data(), out.size(), "%Y%m%dT%H%M%S", &local)};
}

} // namespace chainmail::smtp_out
