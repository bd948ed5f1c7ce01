// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "check.h"

#include "base/text.h"
#include "config/places.h"
#include "evaluate.h"
#include "listen.h"
#include "own_program.h"

#include <cstdio>

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
                                   : number == -3
                                       ? "is rejected; behind the queue Postfix "
                                         "then bounces it"
                                       : "is deferred";
    return cat(words, whence(settings, name));
}

// amavisd's rule: a true constant as the first element switches the check off for all.
void say_bypass(const Settings& settings, std::string_view what, std::string_view name)
{
    const auto list = settings.list(name);
    const bool off = !list.empty() &&
                     list.front().get<config::Reference>() == nullptr &&
                     list.front().is_true();
    say(cat(what, off ? "off for everybody" : "on", off ? whence(settings, name) : ""));
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

void say_local_domains(const Settings& settings)
{
    const bool none = settings.list("@local_domains_acl").empty() &&
                      !settings.has("@local_domains_maps");
    if (none)
        say("warning: no local domains: nobody gets X-Spam fields; set "
            "@local_domains_acl");
}

} // namespace

Status check(const std::string& directory)
{
    const auto settings = directory.empty() ? config::read_usual_places()
                                            : config::read_directory(directory);
    if (!settings) return settings.error();
    if (auto said = say_places(*settings); !said) return said;
    say_bypass(*settings, "virus check      ", "@bypass_virus_checks_maps");
    say_bypass(*settings, "spam check       ", "@bypass_spam_checks_maps");
    say("infected mail    " + destiny(*settings, "$final_virus_destiny"));
    say("spam             " + destiny(*settings, "$final_spam_destiny"));
    say_levels(*settings);
    for (const auto& warning : settings->warnings())
        say("warning: " + warning);
    say_local_domains(*settings);
    const auto plan = evaluate(directory);
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
