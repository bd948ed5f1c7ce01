// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "quarantine.h"

#include "base/text.h"
#include "os/log.h"

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

namespace chainmail::smtp_out {

namespace {

using text::cat;

bool is_directory(const std::string& path)
{
    struct stat about {};
    return ::stat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode);
}

// The fields that say where this copy lies are set anew.
std::string without_return_path(std::string_view header)
{
    std::string out;
    out.reserve(header.size());
    bool leaving_out = false;
    while (!header.empty()) {
        const auto end = header.find('\n');
        const auto line =
            header.substr(0, end == header.npos ? header.size() : end + 1);
        header.remove_prefix(line.size());
        if (!text::is_blank(line.front()))
            leaving_out = text::equal_ignore_case(
                text::trim(line.substr(0, line.find(':'))), "return-path");
        if (!leaving_out) out += line;
    }
    return out;
}

bool is_local(const std::vector<std::string>& via)
{
    return !via.empty() && text::starts_with_ignore_case(via.front(), "local:");
}

bool asks_for_digest(const std::string& name)
{
    return name.find("%b") != std::string::npos;
}

template <typename T>
void add_once(std::vector<T>& to, const T& one)
{
    if (std::ranges::find(to, one) == to.end()) to.push_back(one);
}

} // namespace

Quarantine::Quarantine(const Consignment& consignment,
                       const QuarantineSettings& settings,
                       Permission permission)
    : consignment_(consignment),
      settings_(settings),
      permission_(std::move(permission))
{
}

Status Quarantine::store()
{
    for (const auto& plan : consignment_.plan.quarantine) {
        if (auto done = store(plan); !done) {
            undo();
            return done;
        }
    }
    return {};
}

Status Quarantine::store(const QuarantinePlan& plan)
{
    if (auto done = is_local(plan.via) ? store_locally(plan) : send(plan); !done)
        return done;
    quarantined_ |= plan.quarantined;
    archived_ |= plan.archived;
    return {};
}

void Quarantine::undo()
{
    for (const auto& file : files_) {
        ::unlink(file.c_str());
        std::erase(places_, shown(file, settings_.directory));
    }
    files_.clear();
    if (!places_.empty()) return;
    quarantined_ = false;
    archived_ = false;
}

// Places that come to the same file share one copy.
Status Quarantine::store_locally(const QuarantinePlan& plan)
{
    const auto method_name = plan.via.front().substr(std::string_view("local:").size());
    std::vector<std::pair<Alias, std::vector<std::string>>> groups;
    for (const auto& place : plan.places) {
        auto alias = find_alias(place, settings_, consignment_.envelope.sender);
        if (alias.path.empty()) {
            os::log(os::Level::info,
                    cat("(",
                        consignment_.envelope.id,
                        ") not quarantined in ",
                        place,
                        ": $QUARANTINEDIR is not set"));
            continue;
        }
        const auto same = std::ranges::find_if(groups, [&](const auto& group) {
            return group.first.path == alias.path && group.first.name == alias.name;
        });
        if (same != groups.end())
            same->second.push_back(place);
        else
            groups.emplace_back(std::move(alias), std::vector{place});
    }
    for (const auto& [alias, places] : groups)
        if (auto done = store_at(alias, plan, method_name, places); !done) return done;
    return {};
}

Status Quarantine::store_at(const Alias& alias,
                            const QuarantinePlan& plan,
                            const std::string& method_name,
                            const std::vector<std::string>& places)
{
    const auto& e = consignment_.envelope;
    auto top = cat("Return-Path: <",
                   plan.from,
                   ">\nDelivered-To: ",
                   text::join(places, ", "),
                   "\n");
    for (const auto& field : plan.fields)
        top += field + '\n';
    const auto header = without_return_path(consignment_.content.header);
    const auto end =
        std::string_view(header.ends_with('\n') || header.empty() ? "\n" : "\n\n");
    const Pieces pieces{top, header, end, consignment_.content.body};
    const auto seconds = static_cast<std::int64_t>(e.time_ms / 1000);
    auto path = alias.path;
    if (is_directory(alias.path)) {
        NameParts parts{consignment_.plan.log.mail_id, e.id, seconds};
        if (asks_for_digest(alias.name.empty() ? method_name : alias.name)) {
            auto digest = settings_.digest.of(consignment_.content.body);
            if (!digest) return digest.error();
            parts.body_digest = std::move(*digest);
        }
        const auto file =
            new_file(alias, method_name, parts, settings_.in_subdirectories);
        if (!file) return file.error();
        if (auto done = store_file(*file, pieces); !done) return done;
        path = file->path;
        files_.push_back(path);
    } else if (alias.path == settings_.directory) {
        return temporary(
            cat("$QUARANTINEDIR ", path, " is not there: make it, then reload"));
    } else {
        if (auto done =
                append_to_mailbox(path, mailbox_from_line(plan.from, seconds), pieces);
            !done)
            return done;
    }
    log_stored(plan, places, path);
    add_once(places_, shown(path, settings_.directory));
    return {};
}

Status Quarantine::send(const QuarantinePlan& plan)
{
    const auto& e = consignment_.envelope;
    Post mail;
    mail.id = e.id;
    mail.via = plan.via;
    mail.sender = plan.from;
    for (const auto& place : plan.places) {
        // The sender of a mail hears nothing of what becomes of its copy.
        const bool own = !plan.from.empty() && plan.from == e.sender;
        mail.recipients.push_back({place, {}, own ? "NEVER" : ""});
    }
    mail.body = consignment_.has_8bit ? e.body : "7BIT";
    mail.ret = e.ret;
    mail.envid = e.envid;
    if (mail.envid.empty())
        mail.envid = envelope_id(consignment_.plan.log.mail_id,
                                 e.time_ms,
                                 consignment_.surroundings.host_name);
    mail.content = consignment_.content;
    mail.edits.inserted = plan.fields;
    mail.deadline_ms = e.deadline_ms;
    const auto posted =
        post(mail, consignment_.surroundings, consignment_.sessions, permission_);
    if (!posted.is_done())
        return temporary(posted.deferred.empty() ? posted.refused : posted.deferred);
    for (const auto& place : plan.places)
        add_once(places_, place);
    return {};
}

void Quarantine::log_stored(const QuarantinePlan& plan,
                            const std::vector<std::string>& places,
                            const std::string& path) const
{
    os::log(os::Level::info,
            cat("(",
                consignment_.envelope.id,
                ") local delivery: <",
                plan.from,
                "> -> ",
                text::join(places, ", "),
                ", mbx=",
                path));
}

std::vector<std::string> writable_places(const QuarantineSettings& settings,
                                         std::vector<std::string>& missing)
{
    std::vector<std::string> places;
    const auto add = [&](const std::string& path, bool is_file) {
        if (path.empty()) return;
        const auto slash = path.rfind('/');
        const auto directory = is_file && !is_directory(path)
                                   ? path.substr(0, std::max<std::size_t>(slash, 1))
                                   : path;
        add_once(is_directory(directory) ? places : missing, directory);
    };
    add(settings.directory, false);
    for (const auto& [name, alias] : settings.aliases)
        add(alias.path, true);
    return places;
}

} // namespace chainmail::smtp_out
