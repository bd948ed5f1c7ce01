// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "evaluate.h"

#include "base/text.h"
#include "child.h"
#include "config/places.h"
#include "os/log.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chainmail::supervisor {

namespace {

using text::cat;

constexpr unsigned evaluation_seconds = 20;
constexpr std::array<std::string_view, 5> our_stages{
    "mime-split", "virus-check", "spam-score", "policy", "smtp-out"};

// Settings travel from the child as "KIND NAME SIZE LF bytes"; KIND is e(rror) or
// s(ettings).
std::string frame(char kind, std::string_view name, std::string_view bytes)
{
    return cat(kind, " ", name, " ", bytes.size(), "\n", bytes);
}

Result<std::string> read_to_end(int fd)
{
    std::string all;
    std::array<char, 65536> block{};
    for (;;) {
        const auto n = os::read_some(fd, block.data(), block.size());
        if (!n) return n.error();
        if (*n == 0) return all;
        all.append(block.data(), *n);
    }
}

// What `PROGRAM --settings` prints.
Result<std::vector<std::string>> settings_of(const ProgramPlan& program)
{
    auto pipe = os::make_pipe();
    if (!pipe) return pipe.error();
    const Placed output[] = {{pipe->write.get(), 1}};
    const auto pid = start_program({program.path, "--settings"}, output);
    if (!pid) return pid.error();
    pipe->write.reset();
    const auto text = read_to_end(pipe->read.get());
    int status = 0;
    ::waitpid(*pid, &status, 0);
    if (!text) return text.error();
    if (status != 0)
        return permanent(cat(program.path, " --settings: ", how_it_ended(status)));
    std::vector<std::string> names;
    for (const auto line : text::split(*text, '\n'))
        if (!line.empty()) names.emplace_back(line);
    return names;
}

Result<std::vector<ProgramPlan>> programs_of(const config::Settings& settings)
{
    const auto chain = settings.as_texts("@chain");
    if (!chain) return chain.error();
    std::vector<std::string> words{"smtp-in"};
    words.insert(words.end(), chain->begin(), chain->end());
    std::vector<ProgramPlan> programs;
    for (const auto& word : words) {
        ProgramPlan program;
        program.resident =
            word == "smtp-in" || std::ranges::count(our_stages, word) > 0;
        program.path = word.starts_with('/') ? word : program_folder() + "/" + word;
        program.name = word.substr(word.rfind('/') + 1);
        if (::access(program.path.c_str(), X_OK) != 0)
            return settings.refuse("@chain",
                                   cat("no program ", program.path, " to run"));
        programs.push_back(std::move(program));
    }
    if (words.size() < 2 || words.back() != "smtp-out")
        return settings.refuse("@chain", "the last program has to be smtp-out");
    return programs;
}

Result<std::string> evaluate_here(const std::string& directory)
{
    const auto settings = directory.empty() ? config::read_usual_places()
                                            : config::read_directory(directory);
    if (!settings) return settings.error();
    for (const auto& warning : settings->warnings())
        os::log(os::Level::warning, warning);
    auto all = frame('s', "chainmail", config::canonical(*settings, own_settings()));
    const auto programs = programs_of(*settings);
    if (!programs) return programs.error();
    for (const auto& program : *programs) {
        if (!program.resident) continue;
        const auto names = settings_of(program);
        if (!names) return names.error();
        all += frame('s', program.name, config::canonical(*settings, *names));
    }
    return all;
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

struct Frame {
    char kind = 0;
    std::string name;
    std::string_view bytes;
};

Result<Frame> take_frame(std::string_view& text)
{
    const auto end = text.find('\n');
    const auto words = text::split(text.substr(0, end), ' ');
    const auto size = words.size() == 3 ? text::to_number(words[2]) : std::nullopt;
    if (end == std::string_view::npos || !size || text.size() - end - 1 < *size)
        return temporary("the configuration was not read to its end");
    Frame frame{words[0].empty() ? '\0' : words[0][0],
                std::string(words[1]),
                text.substr(end + 1, *size)};
    text.remove_prefix(end + 1 + *size);
    return frame;
}

Result<Plan> plan_of(std::string_view text)
{
    Plan plan;
    std::vector<std::pair<std::string, os::Fd>> files;
    while (!text.empty()) {
        const auto frame = take_frame(text);
        if (!frame) return frame.error();
        if (frame->kind == 'e') return permanent(std::string(frame->bytes));
        if (frame->name == "chainmail") {
            auto own = config::read_text("settings", frame->bytes);
            if (!own) return own.error();
            plan.settings = std::move(*own);
            continue;
        }
        auto file = sealed_file(frame->name, frame->bytes);
        if (!file) return file.error();
        files.emplace_back(frame->name, std::move(*file));
    }
    auto programs = programs_of(plan.settings);
    if (!programs) return programs.error();
    for (auto& program : *programs)
        for (auto& [name, file] : files)
            if (program.resident && name == program.name)
                program.settings = std::move(file);
    plan.programs = std::move(*programs);
    return plan;
}

} // namespace

const std::vector<std::string>& own_settings()
{
    static const std::vector<std::string> names{"$max_servers",
                                                "$inet_socket_port",
                                                "$inet_socket_bind",
                                                "$child_timeout",
                                                "$TEMPBASE",
                                                "$do_syslog",
                                                "$logfile",
                                                "$syslog_ident",
                                                "$syslog_facility",
                                                "@chain",
                                                "$virus_reload",
                                                "$daemon_user",
                                                "$daemon_group",
                                                "$clamav_database_dir"};
    return names;
}

std::string program_folder()
{
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto beside = self.parent_path();
    const auto installed = beside.parent_path() / "libexec" / "chainmail";
    return std::filesystem::is_directory(installed, error) ? installed : beside;
}

Result<Plan> evaluate(const std::string& directory)
{
    auto pipe = os::make_pipe();
    if (!pipe) return pipe.error();
    const auto pid = fork_child();
    if (!pid) return pid.error();
    if (*pid == 0) {
        ::alarm(evaluation_seconds);
        const auto text = evaluate_here(directory);
        const auto sent = os::write_all(
            pipe->write.get(), text ? *text : frame('e', "-", text.error().what));
        ::_exit(sent ? 0 : 111);
    }
    pipe->write.reset();
    const auto text = read_to_end(pipe->read.get());
    int status = 0;
    ::waitpid(*pid, &status, 0);
    if (!text) return text.error();
    if (status != 0)
        return temporary("reading the configuration ended by " + how_it_ended(status));
    return plan_of(*text);
}

} // namespace chainmail::supervisor
