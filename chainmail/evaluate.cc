// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "evaluate.h"

#include "base/text.h"
#include "config/places.h"
#include "mistakes.h"
#include "os/child.h"
#include "os/log.h"
#include "os/socket_message.h"
#include "scanner/entries.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <map>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chainmail::supervisor {

namespace {

using text::cat;

constexpr unsigned evaluation_seconds = 20;
constexpr std::size_t most_names = 1U << 20U; // bytes of what --settings prints
constexpr std::size_t longest_error = 1000;   // what one message takes
constexpr std::array<std::string_view, 6> our_stages{
    "mime-split", "virus-check", "virus-ask", "spam-score", "policy", "smtp-out"};

// What `PROGRAM --settings` prints.
Result<std::vector<std::string>> settings_of(const ProgramPlan& program)
{
    auto pipe = os::make_pipe();
    if (!pipe) return pipe.error();
    const os::Placed output[] = {{pipe->write.get(), 1}};
    const auto pid = os::start_program({program.path, "--settings"}, output);
    if (!pid) return pid.error();
    pipe->write.reset();
    const auto text = os::read_to_end(pipe->read.get(), most_names);
    int status = 0;
    ::waitpid(*pid, &status, 0);
    if (!text) return text.error();
    if (status != 0)
        return permanent(cat(program.path, " --settings: ", os::how_it_ended(status)));
    std::vector<std::string> names;
    for (const auto line : text::split(*text, '\n'))
        if (!line.empty()) names.emplace_back(line);
    return names;
}

Result<std::vector<ProgramPlan>> programs_of(const config::Settings& settings)
{
    const auto chain = settings.as_texts("@chain");
    if (!chain) return chain.error();
    if (chain->empty() || chain->back() != "smtp-out")
        return settings.refuse("@chain", "the last program has to be smtp-out");
    std::vector<std::string> words{"smtp-in"};
    words.insert(words.end(), chain->begin(), chain->end());
    if (settings.as_bool("$sql_lookups")) words.emplace_back("lookup");
    std::vector<ProgramPlan> programs;
    for (const auto& word : words) {
        ProgramPlan program;
        program.stage = programs.size() <= chain->size();
        program.resident = !program.stage || word == "smtp-in" ||
                           std::ranges::count(our_stages, word) > 0;
        program.path = word.starts_with('/') ? word : os::program_folder() + "/" + word;
        program.name = word.substr(word.rfind('/') + 1);
        programs.push_back(std::move(program));
    }
    return programs;
}

Status check_programs(const config::Settings& settings,
                      const std::vector<ProgramPlan>& programs)
{
    for (const auto& program : programs)
        if (::access(program.path.c_str(), X_OK) != 0)
            return settings.refuse(program.stage ? "@chain" : "@lookup_sql_dsn",
                                   cat("no program ", program.path, " to run"));
    return {};
}

Result<os::Fd> sealed_file(const std::string& name, std::string_view bytes)
{
    os::Fd file(::memfd_create(name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!file) return system_error("memfd", errno);
    if (auto written = os::pwrite_all(file.get(), bytes, 0); !written)
        return written.error();
    if (::fcntl(file.get(),
                F_ADD_SEALS,
                F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
        return system_error("seal the settings", errno);
    return file;
}

Status send_settings(int socket,
                     const std::string& name,
                     const config::Settings& settings,
                     const std::vector<std::string>& names)
{
    const auto file = sealed_file(name, config::canonical(settings, names));
    if (!file) return file.error();
    const int fds[] = {file->get()};
    return os::send_message(socket, "s" + name, fds);
}

// Before all programs get their settings: policy has to know whose findings there are.
Status add_virus_ask(config::Settings& settings)
{
    auto chain = settings.as_texts("@chain");
    if (!chain) return chain.error();
    const auto place = std::ranges::find(*chain, "virus-check");
    if (place == chain->end() || std::ranges::count(*chain, "virus-ask") > 0 ||
        is_off_for_all(settings, "@bypass_virus_checks_maps") ||
        !scanner::read_scanners(settings).any_asked())
        return {};
    chain->insert(place + 1, "virus-ask");
    config::Setting longer{config::Value(config::List(chain->begin(), chain->end())),
                           settings.origin("@chain"),
                           false,
                           {}};
    settings.assign("@chain", std::move(longer));
    return {};
}

// In the child. A message is "sPROGRAM" with the file of its settings, or "eERROR".
enum class Warnings { logged, dropped };

Status evaluate_here(const std::string& directory, Warnings warnings, int socket)
{
    auto settings = directory.empty() ? config::read_usual_places()
                                      : config::read_directory(directory);
    if (!settings) return settings.error();
    if (auto added = add_virus_ask(*settings); !added) return added;
    if (warnings == Warnings::logged)
        for (const auto& warning : settings->warnings())
            os::log(os::Level::warning, warning);
    if (auto sent = send_settings(socket, "chainmail", *settings, own_settings());
        !sent)
        return sent;
    const auto programs = programs_of(*settings);
    if (!programs) return programs.error();
    if (auto there = check_programs(*settings, *programs); !there) return there;
    for (const auto& program : *programs) {
        if (!program.resident) continue;
        const auto names = settings_of(program);
        if (!names) return names.error();
        if (auto sent = send_settings(socket, program.name, *settings, *names); !sent)
            return sent;
    }
    return {};
}

using Files = std::map<std::string, os::Fd>;

Result<Files> receive_files(int socket)
{
    Files files;
    for (;;) {
        auto message = os::receive_message(socket, 3);
        if (!message) return message.error();
        if (!*message) return files;
        const auto& bytes = (*message)->bytes;
        if (bytes.starts_with('e')) return permanent(bytes.substr(1));
        if ((*message)->fds.size() != 1)
            return internal("settings that came without their file");
        files[bytes.substr(1)] = std::move((*message)->fds.front());
    }
}

Result<config::Settings> read_own(const os::Fd& file)
{
    struct stat about {};
    if (::fstat(file.get(), &about) != 0) return system_error("settings", errno);
    const auto text =
        os::pread_all(file.get(), 0, static_cast<std::size_t>(about.st_size));
    if (!text) return text.error();
    return config::read_text("settings", *text);
}

Result<Plan> plan_of(Files files)
{
    Plan plan;
    auto own = read_own(files["chainmail"]);
    if (!own) return own.error();
    plan.settings = std::move(*own);
    auto programs = programs_of(plan.settings);
    if (!programs) return programs.error();
    for (auto& program : *programs)
        if (program.resident) program.settings = std::move(files[program.name]);
    plan.programs = std::move(*programs);
    return plan;
}

Result<Plan> evaluate_in_child(const std::string& directory, Warnings warnings)
{
    auto pair = os::make_socket_pair();
    if (!pair) return pair.error();
    const auto pid = os::fork_child();
    if (!pid) return pid.error();
    if (*pid == 0) {
        ::alarm(evaluation_seconds);
        pair->read.reset();
        const int socket = pair->write.get();
        const auto done = evaluate_here(directory, warnings, socket);
        if (done) ::_exit(0);
        const auto what = "e" + done.error().what.substr(0, longest_error);
        ::_exit(os::send_message(socket, what, {}) ? 0 : 111);
    }
    pair->write.reset();
    auto files = receive_files(pair->read.get());
    int status = 0;
    ::waitpid(*pid, &status, 0);
    if (!files) return files.error();
    if (status != 0)
        return temporary("reading the configuration ended by " +
                         os::how_it_ended(status));
    return plan_of(std::move(*files));
}

} // namespace

const std::vector<std::string>& own_settings()
{
    static const std::vector<std::string> names{
        "$myhostname",       "$max_servers",        "$inet_socket_port",
        "$inet_socket_bind", "$unix_socketname",    "$unix_socket_mode",
        "@listen_sockets",   "@inet_acl",           "%interface_policy",
        "%policy_bank",      "$child_timeout",      "$TEMPBASE",
        "$log_level",        "$do_syslog",          "$logfile",
        "$syslog_ident",     "$syslog_facility",    "@chain",
        "$sql_lookups",      "$virus_reload",       "$daemon_user",
        "$daemon_group",     "$clamav_database_dir"};
    return names;
}

Result<Plan> evaluate(const std::string& directory)
{
    return evaluate_in_child(directory, Warnings::logged);
}

Result<Plan> evaluate_silently(const std::string& directory)
{
    return evaluate_in_child(directory, Warnings::dropped);
}

} // namespace chainmail::supervisor
