// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "check.h"

#include "base/text.h"
#include "config/places.h"
#include "evaluate.h"
#include "listen.h"
#include "mistakes.h"
#include "own_program.h"
#include "scanner/entries.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace chainmail::supervisor {

namespace {

using config::Settings;
using text::cat;

void say(const std::string& line)
{
    ::puts(line.c_str());
}

// Where a setting comes from, unless it is a default.
std::string whence(const Settings& settings, std::string_view name)
{
    return settings.has(name) ? cat("  (", config::text(settings.origin(name)), ")")
                              : "  (default)";
}

// "6.31", "never" or "always": undef means opposite things at different levels (traps
// of amavisd's documentation).
std::string
level(const Settings& settings, std::string_view name, std::string_view if_undef)
{
    const auto value = settings.scalar(name).text().value_or("");
    return (value.empty() ? std::string(if_undef) : cat("from ", value, " points on")) +
           whence(settings, name);
}

void say_levels(const Settings& settings)
{
    say("spam:");
    say("  X-Spam fields     " + level(settings, "$sa_tag_level_deflt", "always"));
    say("  X-Spam-Flag: YES  " + level(settings, "$sa_tag2_level_deflt", "never"));
    say("  counts as spam    " + level(settings, "$sa_kill_level_deflt", "never"));
}

std::string destiny(const Settings& settings, std::string_view name)
{
    const auto number = settings.scalar(name).number().value_or(0);
    const std::string_view words = number == 1   ? "is delivered"
                                   : number == 0 ? "is discarded, the sender hears 250"
                                   : number == -2 || number == -3
                                       ? "is rejected; behind the queue Postfix "
                                         "then bounces it"
                                       : "is deferred";
    return cat(words, whence(settings, name));
}

void say_check(const Settings& settings, std::string_view what, std::string_view name)
{
    const bool off = is_off_for_all(settings, name);
    say(cat(what, off ? "off for everybody" : "on", off ? whence(settings, name) : ""));
}

std::string what_becomes(const scanner::Considered& one, std::string_view list)
{
    switch (one.fate) {
    case scanner::Fate::built_in:
        return "the built-in engine answers for it";
    case scanner::Fate::absent:
    case scanner::Fate::unsupported:
        return cat("not asked: ", one.why);
    case scanner::Fate::asked:
        break;
    }
    return list == "@av_scanners" ? "asked by virus-ask"
                                  : "asked by virus-ask when no other has an answer";
}

// Debian's list names thirty programs that hardly anybody has.
void say_scanners(const Settings& settings)
{
    if (is_off_for_all(settings, "@bypass_virus_checks_maps")) return;
    const auto scanners = scanner::read_scanners(settings);
    say(cat("virus engine     ",
            scanner::is_built_in(settings) ? "built in" : "none built in",
            whence(settings, "$virus_check_builtin")));
    for (const auto& [entries, list] :
         {std::pair{&scanners.primary, "@av_scanners"},
          std::pair{&scanners.backup, "@av_scanners_backup"}}) {
        std::size_t absent = 0;
        for (const auto& one : *entries) {
            absent += one.fate == scanner::Fate::absent ? 1 : 0;
            if (one.fate == scanner::Fate::absent && absent > 1) continue;
            say(cat("scanner          ",
                    one.entry.name,
                    ": ",
                    what_becomes(one, list),
                    whence(settings, list)));
        }
        if (absent > 1)
            say(cat("                 and ",
                    absent - 1,
                    " more of ",
                    list,
                    " whose programs are not here"));
    }
    if (!scanner::is_built_in(settings) && !scanners.any_asked())
        say("warning: nothing looks for viruses: $virus_check_builtin is off and "
            "@av_scanners has no scanner to ask");
}

// Names and places only: what the list holds is a password among others.
void say_database(const Settings& settings)
{
    constexpr std::string_view name = "@lookup_sql_dsn";
    if (!settings.as_bool("$sql_lookups")) return;
    say(cat("SQL lookups      over ",
            settings.scalar("$sql_lookup_connections").text().value_or("2"),
            " connections",
            whence(settings, name)));
}

void say_banks(const Settings& settings)
{
    constexpr std::string_view name = "%policy_bank";
    const auto* banks = settings.scalar(name).get<config::Hash>();
    if (banks == nullptr) return;
    for (const auto& [bank, keys] : *banks)
        say(cat("policy bank      ",
                bank,
                "  (",
                config::text(settings.origin(name, bank)),
                ")"));
}

std::string file_text(const std::string& path)
{
    std::ifstream file(path);
    constexpr std::size_t longest = 1U << 20U;
    std::string text(longest, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

// Postfix is asked by its files: postconf(1) may be another one's.
std::vector<std::string> mistakes_in(const Settings& settings)
{
    const auto ports = settings.as_texts("$inet_socket_port");
    if (!ports || ports->empty()) return find_mistakes(settings, {});
    const char* directory = ::getenv("MAIL_CONFIG");
    const std::string postfix = directory != nullptr ? directory : "/etc/postfix";
    const auto main_cf = file_text(postfix + "/main.cf");
    const auto master_cf = file_text(postfix + "/master.cf");
    const auto& port = ports->front();
    return find_mistakes(settings,
                         find_filter_transport(main_cf, master_cf, port),
                         is_before_queue(main_cf, master_cf, port));
}

Status say_places(const Settings& settings)
{
    const auto places = listen_places(settings);
    if (!places) return places.error();
    say("mail comes in on " + text::join(*places, ", ") +
        whence(settings, "$inet_socket_port"));
    const auto via = settings.as_texts("$forward_method");
    if (!via) return via.error();
    say("and goes on by   " + text::join(*via, ", ") +
        whence(settings, "$forward_method"));
    return {};
}

} // namespace

Status check(const std::string& directory)
{
    const auto settings = directory.empty() ? config::read_usual_places()
                                            : config::read_directory(directory);
    if (!settings) return settings.error();
    if (auto said = say_places(*settings); !said) return said;
    say_check(*settings, "virus check      ", "@bypass_virus_checks_maps");
    say_scanners(*settings);
    say_check(*settings, "spam check       ", "@bypass_spam_checks_maps");
    say("infected mail    " + destiny(*settings, "$final_virus_destiny"));
    say("banned mail      " + destiny(*settings, "$final_banned_destiny"));
    say("unchecked mail   " + destiny(*settings, "$final_unchecked_destiny"));
    say("spam             " + destiny(*settings, "$final_spam_destiny"));
    say("bad headers      " + destiny(*settings, "$final_bad_header_destiny"));
    say_levels(*settings);
    say_database(*settings);
    say_banks(*settings);
    for (const auto& warning : settings->warnings())
        say("warning: " + warning);
    for (const auto& mistake : mistakes_in(*settings))
        say("warning: " + mistake);
    const auto plan = evaluate_silently(directory);
    if (!plan) return plan.error();
    for (const auto& program : plan->programs) {
        if (program.resident) continue;
        if (auto answers = try_own_program(program.path); !answers) return answers;
        say("own program      " + program.path + " answers");
    }
    say("ok");
    return {};
}

} // namespace chainmail::supervisor
