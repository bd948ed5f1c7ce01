// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "engine.h"

#include "base/text.h"
#include "os/log.h"

#include <algorithm>
#include <clamav.h>
#include <limits>

namespace chainmail::virus_check {

namespace {

using text::cat;

// The engine would write to descriptor 2 by itself, in lines of its own form.
void pass_on(cl_msg severity, const char* /*whole*/, const char* message, void* /*ctx*/)
{
    if (severity < CL_MSG_WARN) return;
    os::log(severity >= CL_MSG_ERROR ? os::Level::warning : os::Level::info,
            cat("libclamav: ", text::trim(message)));
}

Error refuse(std::string_view what, cl_error_t code)
{
    return permanent(cat("libclamav: ", what, ": ", cl_strerror(code)));
}

cl_scan_options options_for(const ScanOptions& set, MailReader reader)
{
    cl_scan_options options{};
    options.general = set.general | (set.all_matches ? CL_SCAN_GENERAL_ALLMATCHES : 0U);
    options.parse = set.parse | (reader == MailReader::on ? CL_SCAN_PARSE_MAIL : 0U);
    options.heuristic = set.heuristic;
    return options;
}

// As the engine wants them: ".Packed.NetTool.".
std::string categories(const std::vector<std::string>& names)
{
    return cat('.', text::join(names, "."), '.');
}

unsigned database_options(const ScanOptions& options)
{
    auto mask = options.database;
    if ((mask & CL_DB_PUA) == 0) return mask;
    if (!options.pua_included.empty())
        mask |= CL_DB_PUA_INCLUDE;
    else if (!options.pua_excluded.empty())
        mask |= CL_DB_PUA_EXCLUDE;
    return mask;
}

void configure(cl_engine* engine, const ScanOptions& options)
{
    for (const auto& number : options.numbers)
        cl_engine_set_num(
            engine, static_cast<cl_engine_field>(number.field), number.value);
    const auto& names =
        options.pua_included.empty() ? options.pua_excluded : options.pua_included;
    if (!names.empty())
        cl_engine_set_str(engine, CL_ENGINE_PUA_CATEGORIES, categories(names).c_str());
}

// All names of one scan are bounded by this; the engine's own repetitions are many.
constexpr std::size_t most_names = 100;

void note_name(int /*fd*/, const char* name, void* context)
{
    auto& names = *static_cast<std::vector<std::string>*>(context);
    if (name != nullptr && names.size() < most_names &&
        std::ranges::find(names, name) == names.end())
        names.emplace_back(name);
}

// Limits are reported as if they were malware.
Scan name_finding(std::string_view name)
{
    constexpr std::string_view limit = "Heuristics.Limits.Exceeded.";
    if (name.starts_with(limit))
        return {Outcome::failed, cat("limit reached: ", name.substr(limit.size()))};
    return {Outcome::infected, std::string(name)};
}

// A limit says nothing beside a find.
Scan name_findings(const std::vector<std::string>& names)
{
    Scan all;
    for (const auto& name : names) {
        auto one = name_finding(name);
        if (all.outcome == Outcome::infected && one.outcome == Outcome::infected)
            all.more.push_back(std::move(one.what));
        else if (all.outcome != Outcome::infected)
            all = std::move(one);
    }
    return all;
}

} // namespace

void Engine::Free::operator()(cl_engine* engine) const
{
    cl_engine_free(engine);
}

Result<Engine> Engine::load(const std::string& database,
                            const std::string& temp,
                            const ScanOptions& options)
{
    cl_set_clcb_msg(pass_on);
    if (const auto code = cl_init(CL_INIT_DEFAULT); code != CL_SUCCESS)
        return refuse("start", code);
    Engine engine;
    engine.engine_.reset(cl_engine_new());
    if (!engine.engine_) return refuse("start", CL_EMEM);
    engine.options_ = options;
    configure(engine.engine_.get(), options);
    if (options.all_matches)
        cl_engine_set_clcb_virus_found(engine.engine_.get(), note_name);
    if (auto moved = engine.move_to(temp); !moved) return moved.error();
    auto code = cl_load(database.c_str(),
                        engine.engine_.get(),
                        &engine.signatures_,
                        database_options(options));
    if (code == CL_SUCCESS) code = cl_engine_compile(engine.engine_.get());
    if (code != CL_SUCCESS)
        return refuse(cat("cannot use the database ", database, " (try freshclam)"),
                      code);
    return engine;
}

Scan Engine::scan(std::string_view bytes, MailReader reader, std::uint64_t limit_ms)
{
    if (bytes.empty()) return {};
    // The engine says clean or infected, as it happens (1.4).
    if (bytes.size() > largest_file())
        return {Outcome::failed, "limit reached: MaxFileSize"};
    constexpr std::uint64_t longest = std::numeric_limits<std::int32_t>::max();
    cl_engine_set_num(engine_.get(),
                      CL_ENGINE_MAX_SCANTIME,
                      static_cast<long long>(std::min(limit_ms, longest)));
    cl_fmap_t* map = cl_fmap_open_memory(bytes.data(), bytes.size());
    if (map == nullptr) return {Outcome::failed, cl_strerror(CL_EMAP)};
    auto options = options_for(options_, reader);
    const char* name = nullptr;
    unsigned long scanned = 0;
    std::vector<std::string> names;
    const auto code = cl_scanmap_callback(
        map, nullptr, &name, &scanned, engine_.get(), &options, &names);
    // The name may point into what the map holds.
    Scan scan;
    if (!names.empty() && (code == CL_VIRUS || code == CL_CLEAN))
        scan = name_findings(names);
    else if (code == CL_VIRUS)
        scan = name_finding(name == nullptr ? "" : name);
    else if (code != CL_CLEAN)
        scan = {Outcome::failed, cl_strerror(code)};
    cl_fmap_close(map);
    return scan;
}

std::uint64_t Engine::largest_file() const
{
    const auto bytes =
        cl_engine_get_num(engine_.get(), CL_ENGINE_MAX_FILESIZE, nullptr);
    return bytes > 0 ? static_cast<std::uint64_t>(bytes)
                     : std::numeric_limits<std::uint64_t>::max();
}

Status Engine::move_to(const std::string& temp)
{
    const auto code = cl_engine_set_str(engine_.get(), CL_ENGINE_TMPDIR, temp.c_str());
    if (code != CL_SUCCESS) return refuse(cat("use the directory ", temp), code);
    return {};
}

std::string Engine::version() const
{
    const auto official =
        cl_engine_get_num(engine_.get(), CL_ENGINE_DB_VERSION, nullptr);
    const auto name = cat("ClamAV ", cl_retver());
    return official > 0 ? cat(name, '/', official) : name;
}

} // namespace chainmail::virus_check
