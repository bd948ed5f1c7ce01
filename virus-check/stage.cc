// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "stage.h"

#include "base/text.h"
#include "clamd_conf.h"
#include "database.h"
#include "eicar.h"
#include "mail/charset.h"
#include "mail/message_file.h"
#include "os/clock.h"
#include "os/fd.h"
#include "os/log.h"
#include "os/private_directory.h"
#include "scanner.h"
#include "scanner/entries.h"
#include "unpacking.h"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace chainmail::virus_check {

namespace {

using text::cat;

// The programs behind us need time as well.
std::uint64_t time_for(std::uint64_t deadline_ms, std::uint64_t longest_ms)
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

// A machine without clamd has no such file: then its defaults hold.
Result<ScanOptions> read_options(const std::string& file)
{
    if (file.empty()) return ScanOptions();
    if (::access(file.c_str(), F_OK) != 0 && errno == ENOENT) return ScanOptions();
    const auto text = os::read_file(file);
    if (!text) return text.error();
    return read_clamd_conf(file, *text);
}

Status write_file(const std::string& path, std::string_view bytes)
{
    constexpr mode_t ours = 0600;
    const os::Fd file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, ours));
    if (!file) return system_error("make " + path, errno);
    return os::write_all(file.get(), bytes);
}

// What a first scan touches is touched once, before there are workers.
constexpr std::string_view first_message =
    "From: a@example.com\nSubject: a\nMIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/plain\n\nwords\n"
    "--b\nContent-Type: text/html\n\n<p><a href=\"http://example.com/\">words</a>\n"
    "--b\nContent-Type: application/octet-stream\n"
    "Content-Transfer-Encoding: base64\n\nAAECAwQF\n--b--\n";

// fd 4 as far as there are parts in it.
Result<os::Mapping> map_store(const Structure& structure, int fd)
{
    if (!structure.list.readable) return permanent("the record has a part at no place");
    const auto length = wire::stored_length(structure.list);
    if (length == 0) return os::Mapping();
    return os::Mapping::of(fd, length);
}

void report(std::string_view id, const Findings& findings)
{
    if (findings.infected())
        os::log(os::Level::info, cat('(', id, ") found ", findings.summary()));
    if (!findings.failure().empty())
        os::log(os::Level::warning,
                cat('(', id, ") not all scanned: ", findings.failure()));
}

} // namespace

std::vector<std::string> Stage::settings() const
{
    std::vector<std::string> names{"$clamav_database_dir",
                                   "$clamd_config_file",
                                   "$MYHOME",
                                   "$TEMPBASE",
                                   "$max_servers",
                                   "$virus_check_tempbase",
                                   "$virus_scanners_failure_is_fatal",
                                   "$virus_check_all_matches",
                                   "@bypass_virus_checks_maps"};
    const auto& more = scanner::settings_of_scanners();
    names.insert(names.end(), more.begin(), more.end());
    return names;
}

Result<std::string> Stage::load(const config::Settings& settings)
{
    if (is_switched_off(settings)) return std::string("switched off");
    // What virus-ask finds out may make up for a failure here: it decides then.
    failure_is_fatal_ = settings.as_bool("$virus_scanners_failure_is_fatal") &&
                        !scanner::read_scanners(settings).any_asked();
    others_only_ = !scanner::is_built_in(settings);
    if (others_only_) return std::string("not the built-in engine");
    const auto database = settings.as_text("$clamav_database_dir");
    if (!database) return database.error();
    const auto clamd = settings.as_text("$clamd_config_file");
    if (!clamd) return clamd.error();
    auto options = read_options(clamd->value_or(""));
    if (!options) return options.error();
    options->all_matches = settings.as_bool("$virus_check_all_matches");
    scan_ms_ = options->scan_ms;
    auto place = make_unpacking_place(settings, options->most_unpacked());
    if (!place) return place.error();
    temp_ = std::move(*place);
    os::remove_stale(temp_);
    if (auto loaded = load_engine(database->value_or(""), *options); !loaded)
        return loaded.error();
    // The engine converts character sets too.
    mail::warm_charsets();
    if (auto first = engine_->scan(first_message, MailReader::on, scan_ms_);
        first.outcome == Outcome::failed)
        return temporary(cat("cannot scan: ", first.what));
    return cat(engine_->signatures(),
               engine_->signatures() == 1 ? " signature, " : " signatures, ",
               engine_->version());
}

Status Stage::load_engine(const std::string& database, const ScanOptions& options)
{
    const auto there = look_at(database);
    if (!there) return there.error();
    const auto unpacked = os::PrivateDirectory::make(temp_);
    if (!unpacked) return unpacked.error();
    auto place = database;
    asks_for_mail_ = there->asks_for_mail;
    if (!there->present) {
        os::log(os::Level::warning,
                cat("no ClamAV database in ",
                    database,
                    ": only the EICAR test file will be found (install "
                    "clamav-freshclam, or set $clamav_database_dir)"));
        place = unpacked->path() + "/eicar.ndb";
        if (auto made = write_file(place, eicar_database()); !made) return made;
    }
    auto engine = Engine::load(place, unpacked->path(), options);
    if (!engine) return engine.error();
    engine_ = std::move(*engine);
    return engine_->move_to(temp_);
}

os::Confinement Stage::confinement() const
{
    os::Confinement confinement;
    if (engine_) confinement.writable.push_back(temp_);
    return confinement;
}

Status Stage::serve(stage::Connection& connection)
{
    if (!engine_) return Filter::serve(connection);
    const auto unpacked = os::PrivateDirectory::make(temp_);
    if (!unpacked) return unpacked.error();
    if (auto moved = engine_->move_to(unpacked->path()); !moved) return moved;
    return Filter::serve(connection);
}

// Nobody has looked: a success of virus-ask makes it good.
Status Stage::leave_to_others(wire::Builder& findings) const
{
    constexpr std::string_view why = "$virus_check_builtin is off";
    if (failure_is_fatal_) return temporary(cat("virus scan failed: ", why));
    findings.add("virus-check.status",
                 std::vector<std::string>{"failed", std::string(why)});
    return {};
}

Status Stage::examine(const stage::Message& message, wire::Builder& findings)
{
    if (others_only_) return leave_to_others(findings);
    if (!engine_) {
        findings.add(
            "virus-check.status",
            std::vector<std::string>{"skipped", "switched off by the configuration"});
        return {};
    }
    const auto file = mail::MessageFile::of(message.fd, message.envelope.length);
    if (!file) return file.error();
    const auto structure = read_structure(message.record);
    const auto store = map_store(structure, message.parts_fd);
    if (!store) return store.error();
    Scanner scanner(*engine_, time_for(message.envelope.deadline_ms, scan_ms_));
    const auto found =
        scanner.examine(structure, file->view(), store->view(), asks_for_mail_);
    report(message.envelope.id, found);
    if (failure_is_fatal_ && !found.infected() && !found.failure().empty() &&
        !found.is_limit())
        return temporary(cat("virus scan failed: ", found.failure()));
    found.write(engine_->version(), findings);
    return {};
}

} // namespace chainmail::virus_check
