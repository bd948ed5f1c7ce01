// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "scanner/entries.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <unistd.h>

namespace chainmail::scanner {

namespace {

using config::List;
using config::Special;
using config::Value;
using text::cat;

constexpr std::string_view usual_path =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin:/usr/bin:/bin";

const Value nothing;

const Value& at(const List& list, std::size_t i)
{
    return i < list.size() ? list[i] : nothing;
}

// A text is a list of one.
std::vector<std::string> texts(const Value& value)
{
    std::vector<std::string> out;
    if (const auto* list = value.get<List>())
        for (const auto& one : *list)
            out.push_back(one.text().value_or(""));
    else if (!value.is_undef())
        out.push_back(value.text().value_or(""));
    std::erase(out, "");
    return out;
}

bool has_clam(std::string_view word)
{
    return text::lower(word).find("clam") != std::string::npos;
}

std::string base_name(const std::string& path)
{
    return path.substr(path.rfind('/') + 1);
}

// "clamd:/path" is "clamd" and "/path"; a host and port have no such beginning.
std::string take_protocol(std::string& socket)
{
    const auto colon = socket.find(':');
    if (colon == std::string::npos || colon == 0 || !text::is_alpha(socket[0]))
        return "";
    if (text::to_number(socket.substr(colon + 1))) return "";
    auto protocol = text::lower(socket.substr(0, colon));
    socket.erase(0, colon + 1);
    return protocol;
}

// Perl keeps the flags of a qr//; a plain text is matched with /m.
std::optional<std::string> pattern_of(const Value& value)
{
    if (const auto* regex = value.get<config::Regex>())
        return regex->flags.empty() ? regex->pattern
                                    : cat("(?", regex->flags, ')', regex->pattern);
    if (const auto text = value.text()) return text->empty() ? "" : cat("(?m)", *text);
    return {};
}

class EntryReader {
public:
    EntryReader(const config::Settings& settings, const IsProgram& exists)
        : exists_(exists),
          built_in_(is_built_in(settings)),
          path_(settings.scalar("$path").text().value_or(""))
    {
        if (path_.empty()) path_ = usual_path;
    }

    /// Nothing for what amavisd passes over: undef, or no list.
    std::optional<Considered> read(const Value& value)
    {
        const auto* fields = value.get<List>();
        if (fields == nullptr || at(*fields, 1).is_undef()) return {};
        Considered out;
        out.entry.name = at(*fields, 0).text().value_or("");
        if (out.entry.name.empty()) out.entry.name = "scanner";
        if (const auto* function = at(*fields, 1).get<Special>())
            read_function(function->function, *fields, out);
        else
            read_command(*fields, out);
        if (out.fate == Fate::asked) read_answers(*fields, out);
        return out;
    }

private:
    void refuse(Considered& out, std::string why)
    {
        out.fate = Fate::unsupported;
        out.why = std::move(why);
    }

    void read_function(const std::string& function, const List& fields, Considered& out)
    {
        if (has_clam(function)) return read_clam(function, out);
        if (function != "ask_daemon")
            return refuse(out,
                          function == "sub" ? "it is written in Perl"
                                            : cat("no function ", function, " here"));
        const auto* arguments = at(fields, 2).get<List>();
        if (arguments == nullptr)
            return refuse(out, "its third field is no list of a request and a socket");
        auto& entry = out.entry;
        entry.query = at(*arguments, 0).text().value_or("");
        entry.sockets = texts(at(*arguments, 1));
        if (entry.sockets.empty()) return refuse(out, "it names no socket");
        std::string protocol;
        for (auto& socket : entry.sockets)
            protocol = take_protocol(socket);
        read_protocol(protocol, out);
    }

    void read_protocol(const std::string& protocol, Considered& out)
    {
        auto& entry = out.entry;
        if (built_in_ && (has_clam(entry.name) || has_clam(protocol) ||
                          std::ranges::any_of(entry.sockets, has_clam))) {
            out.fate = Fate::built_in;
            return;
        }
        constexpr std::array<std::string_view, 4> lines{
            "", "simple", "sophie", "trophie"};
        entry.way = protocol == "clamd" ? Way::stream : Way::daemon;
        if (entry.way == Way::daemon && std::ranges::count(lines, protocol) == 0)
            return refuse(out, cat("no protocol ", protocol, " here"));
        const auto name = text::lower(entry.name);
        for (const auto* keeps : {"sophie", "trophie", "fpscand"})
            entry.one_answer |= name.find(keeps) != std::string::npos;
    }

    void read_clam(const std::string& function, Considered& out)
    {
        if (built_in_)
            out.fate = Fate::built_in;
        else
            refuse(out, cat("no function ", function, " here"));
    }

    void read_command(const List& fields, Considered& out)
    {
        const auto programs = texts(at(fields, 1));
        const auto clam = [](const std::string& program) {
            return base_name(program) == "clamscan" ||
                   base_name(program) == "clamdscan";
        };
        if (built_in_ && std::ranges::any_of(programs, clam)) {
            out.fate = Fate::built_in;
            return;
        }
        out.entry.query = at(fields, 2).text().value_or("");
        out.entry.program = find(programs);
        if (!out.entry.program.empty()) return;
        out.fate = Fate::absent;
        out.why = cat("no program ", text::join(programs, " or "));
    }

    // As find_external_programs of amavisd: each name in turn, in all of $path.
    std::string find(const std::vector<std::string>& programs)
    {
        for (const auto& program : programs) {
            if (program.starts_with('/')) {
                if (exists_(program)) return program;
                continue;
            }
            for (const auto directory : text::split(path_, ':'))
                if (auto path = cat(directory, '/', program); exists_(path))
                    return path;
        }
        return {};
    }

    void read_answers(const List& fields, Considered& out)
    {
        for (std::size_t i = 3; i < fields.size(); ++i)
            if (fields[i].get<Special>() != nullptr)
                return refuse(out, "it has code in Perl");
        out.entry.clean = condition(at(fields, 3));
        out.entry.infected = condition(at(fields, 4));
        out.entry.name_pattern = pattern_of(at(fields, 5)).value_or("");
    }

    static Condition condition(const Value& value)
    {
        Condition out;
        if (value.is_undef()) return out;
        out.given = true;
        if (const auto* list = value.get<List>())
            for (const auto& one : *list)
                out.statuses.push_back(static_cast<int>(one.number().value_or(-1)));
        else
            out.pattern = pattern_of(value);
        return out;
    }

    const IsProgram& exists_;
    bool built_in_;
    std::string path_;
};

} // namespace

bool Scanners::any_asked() const
{
    const auto asked = [](const Considered& one) { return one.fate == Fate::asked; };
    return std::ranges::any_of(primary, asked) || std::ranges::any_of(backup, asked);
}

bool is_program(const std::string& path)
{
    return ::access(path.c_str(), X_OK) == 0;
}

const std::vector<std::string>& settings_of_scanners()
{
    static const std::vector<std::string> names{
        "@av_scanners", "@av_scanners_backup", "$path", "$virus_check_builtin"};
    return names;
}

bool is_built_in(const config::Settings& settings)
{
    return settings.as_bool("$virus_check_builtin");
}

Scanners read_scanners(const config::Settings& settings, const IsProgram& exists)
{
    EntryReader reader(settings, exists);
    Scanners out;
    for (const auto& [name, to] : {std::pair{"@av_scanners", &out.primary},
                                   std::pair{"@av_scanners_backup", &out.backup}})
        for (const auto& value : settings.list(name))
            if (auto entry = reader.read(value)) to->push_back(std::move(*entry));
    return out;
}

} // namespace chainmail::scanner
