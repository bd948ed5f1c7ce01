// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "stage/program.h"

#include "base/text.h"
#include "config/places.h"
#include "os/log.h"
#include "stage/guest.h"
#include "stage/probe.h"
#include "stage/resident.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <getopt.h>
#include <unistd.h>

namespace chainmail::stage {

namespace {

struct Options {
    std::string directory; ///< "" is the usual places
    bool resident = false;
    bool alone = false;    ///< --alone: do not look for a resident
    bool settings = false; ///< --settings: print what it reads, for the supervisor
    bool help = false;
};

Result<Options> parse_options(int argc, char** argv)
{
    constexpr option known[] = {{"resident", no_argument, nullptr, 'r'},
                                {"alone", no_argument, nullptr, 'a'},
                                {"settings", no_argument, nullptr, 's'},
                                {"help", no_argument, nullptr, 'h'},
                                {nullptr, 0, nullptr, 0}};
    Options options;
    opterr = 0;
    // "+": what follows the first word that is no option belongs to the program.
    for (int c = 0; (c = ::getopt_long(argc, argv, "+c:h", known, nullptr)) != -1;) {
        if (c == 'c')
            options.directory = optarg;
        else if (c == 'r')
            options.resident = true;
        else if (c == 'a')
            options.alone = true;
        else if (c == 's')
            options.settings = true;
        else if (c == 'h')
            options.help = true;
        else
            return permanent(text::cat("unknown option or missing value: ",
                                       argv[optind - 1],
                                       " (try --help)"));
    }
    return options;
}

Status live_in_shell(Program& program, const std::string& directory)
{
    const auto settings = directory.empty() ? config::read_usual_places()
                                            : config::read_directory(directory);
    if (!settings) return settings.error();
    if (const auto loaded = program.load(*settings); !loaded) return loaded.error();
    if (auto prepared = program.prepare_alone(directory); !prepared) return prepared;
    const auto confined = os::confine(program.confinement(), os::Role::worker);
    if (!confined) return confined.error();
    for (const auto& what : confined->missing)
        os::log(os::Level::warning, what);
    Slot slot{};
    Connection connection;
    connection.slot = &slot;
    probe_confinement();
    return program.serve(connection);
}

// The exit status.
Result<int> live_outside(Program& program, const Options& options)
{
    if (!options.alone && program.can_be_guest()) {
        const auto served = be_guest(visit_with_all(program.name(), options.directory));
        if (!served) return served.error();
        if (*served) return **served;
    }
    const auto done = live_in_shell(program, options.directory);
    if (!done) return done.error();
    return 0;
}

Result<int> live_inside(Program& program)
{
    const auto done = live_as_resident(program);
    if (!done) return done.error();
    return 0;
}

int print_settings(const Program& program)
{
    for (const auto& setting : program.settings())
        if (::puts(setting.c_str()) < 0) return 111;
    // What the skeleton itself reads.
    return ::puts("$daemon_user\n$daemon_group") < 0 ? 111 : 0;
}

int report(const Error& error)
{
    os::log(os::Level::error, error.what);
    return exit_status(error);
}

} // namespace

Status Program::prepare_alone(const std::string&)
{
    return {};
}

int run(Program& program, int argc, char** argv, const char* synopsis)
{
    const std::string name = program.name();
    os::log_name(name);
    // A reader that is gone is an error of write(2), not the end of us.
    ::signal(SIGPIPE, SIG_IGN);
    // So is a file that has come to the limit of its size.
    ::signal(SIGXFSZ, SIG_IGN);
    const auto options = parse_options(argc, argv);
    if (!options) return report(options.error());
    if (options->help) return ::puts(synopsis) < 0 ? 111 : 0;
    if (options->settings) return print_settings(program);
    const auto done =
        options->resident ? live_inside(program) : live_outside(program, *options);
    const int status = done ? *done : report(done.error());
    // Without destructors: freeing a big heap in a forked worker copies every page.
    ::fflush(stdout);
    std::_Exit(status);
}

} // namespace chainmail::stage
