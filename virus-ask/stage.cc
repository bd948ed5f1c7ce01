// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "stage.h"

#include "base/text.h"
#include "mail/message_file.h"
#include "os/clock.h"
#include "os/log.h"
#include "os/private_directory.h"
#include "query.h"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace chainmail::virus_ask {

namespace {

using text::cat;

constexpr std::uint64_t longest_ms = 240'000;

// The programs behind us need time as well.
std::uint64_t time_for(std::uint64_t deadline_ms)
{
    const auto now = os::monotonic_ms();
    if (deadline_ms == 0) return now + longest_ms;
    const auto left = deadline_ms > now ? deadline_ms - now : 0;
    return now + std::min(longest_ms, left / 2);
}

// As amavisd: a true constant in the first place switches the check off for everybody.
bool is_switched_off(const config::Settings& settings)
{
    const auto maps = settings.list("@bypass_virus_checks_maps");
    return !maps.empty() && maps.front().text() && maps.front().is_true();
}

Status read_askers(const std::vector<scanner::Considered>& entries,
                   std::vector<Asker>& to)
{
    for (const auto& one : entries) {
        if (one.fate == scanner::Fate::unsupported)
            os::log(os::Level::warning,
                    cat("the scanner ", one.entry.name, " is not asked: ", one.why));
        if (one.fate != scanner::Fate::asked) continue;
        auto asker = Asker::of(one.entry);
        if (!asker) return asker.error();
        to.push_back(std::move(*asker));
    }
    return {};
}

std::string names_of(const std::vector<Asker>& askers)
{
    std::vector<std::string> names;
    for (const auto& asker : askers)
        names.push_back(asker.name());
    return names.empty() ? "nobody" : text::join(names, ", ");
}

void skip(std::string_view why, wire::Builder& findings)
{
    findings.add("virus-ask.status",
                 std::vector<std::string>{"skipped", std::string(why)});
}

} // namespace

Stage::Builtin Stage::builtin_said(const wire::Record& record)
{
    Builtin said;
    const auto status = record.fields("virus-check.status");
    if (status.empty()) return said;
    said.infected = status.front() == "infected";
    said.answered = said.infected || status.front() == "clean";
    said.limit = status.back().starts_with("limit reached");
    return said;
}

std::vector<std::string> Stage::settings() const
{
    std::vector<std::string> names{"$MYHOME",
                                   "$TEMPBASE",
                                   "$first_infected_stops_scan",
                                   "$virus_scanners_failure_is_fatal",
                                   "@bypass_virus_checks_maps"};
    const auto& more = scanner::settings_of_scanners();
    names.insert(names.end(), more.begin(), more.end());
    return names;
}

Result<std::string> Stage::load(const config::Settings& settings)
{
    off_ = is_switched_off(settings);
    if (off_) return std::string("switched off");
    failure_is_fatal_ = settings.as_bool("$virus_scanners_failure_is_fatal");
    scanners_.first_infected_stops = settings.as_bool("$first_infected_stops_scan");
    auto entries = scanner::read_scanners(settings);
    if (entries.any_asked())
        if (auto prepared = prepare_place(settings, entries); !prepared)
            return prepared.error();
    if (auto read = read_askers(entries.primary, scanners_.primary); !read)
        return read.error();
    if (auto read = read_askers(entries.backup, scanners_.backup); !read)
        return read.error();
    return cat("asks ",
               names_of(scanners_.primary),
               ", and as backup ",
               names_of(scanners_.backup));
}

Status Stage::prepare_place(const config::Settings& settings,
                            scanner::Scanners& entries)
{
    const auto temp = settings.as_text("$TEMPBASE");
    if (!temp) return temp.error();
    const auto base = temp->value_or("");
    if (::access(base.c_str(), R_OK | W_OK | X_OK) != 0)
        return settings.refuse("$TEMPBASE", "is no directory we may write to");
    auto place = os::make_place(base, name());
    if (!place) return place.error();
    place_ = std::move(*place);
    os::remove_stale(place_);
    // "--tempdir=$TEMPBASE": that is for what they unpack, and the messages are there.
    for (auto* list : {&entries.primary, &entries.backup})
        for (auto& one : *list)
            if (one.entry.way == scanner::Way::command)
                replace_path(one.entry.query, base, place_);
    ::setenv("TMPDIR", place_.c_str(), 1);
    return {};
}

os::Confinement Stage::confinement() const
{
    os::Confinement confinement;
    if (place_.empty()) return confinement;
    constexpr unsigned for_scanners = 1024;
    confinement.writable.push_back(place_);
    // Many scanners write there whatever they are told; but not where the messages are.
    for (const std::string shared : {"/tmp", "/var/tmp"})
        if (!place_.starts_with(shared + "/")) confinement.writable.push_back(shared);
    confinement.runs_programs = true;
    confinement.descriptors = for_scanners;
    return confinement;
}

Status Stage::examine(const stage::Message& message, wire::Builder& findings)
{
    // One switch for both.
    if (off_ || message.envelope.skip.contains("virus-check")) {
        skip("switched off by the configuration", findings);
        return {};
    }
    if (place_.empty()) {
        skip("no scanner to ask", findings);
        return {};
    }
    const auto own = builtin_said(message.record);
    const auto found = ask(message, own);
    if (!found) return found.error();
    if (failure_is_fatal_ && found->asked && !found->answered && !own.answered &&
        !own.limit)
        return temporary(cat("virus scan failed: ", found->failure));
    found->write(findings);
    return {};
}

Result<Findings> Stage::ask(const stage::Message& message, const Builtin& own)
{
    const auto list = wire::read_part_list(message.record);
    if (!list.readable) return permanent("the record has a part at no place");
    const auto file = mail::MessageFile::of(message.fd, message.envelope.length);
    if (!file) return file.error();
    os::Mapping store;
    if (const auto length = wire::stored_length(list); length > 0) {
        auto mapped = os::Mapping::of(message.parts_fd, length);
        if (!mapped) return mapped.error();
        store = std::move(*mapped);
    }
    auto contents = contents_of(list, file->view(), store.view());
    if (!contents) return permanent("the record names a part that is not there");
    Material material(place_, std::move(*contents));
    const Outages outages(place_);
    return Round(scanners_,
                 outages,
                 place_,
                 message.envelope.id,
                 time_for(message.envelope.deadline_ms))
        .run(material, own.answered, own.infected);
}

} // namespace chainmail::virus_ask
