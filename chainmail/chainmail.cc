// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// NAME      chainmail - take mail from Postfix through the chain and back
// SYNOPSIS  chainmail [-c DIR] [--listen PLACE]... [--ready-fd N] [--alone]
//           chainmail [-c DIR] --check
// READS     the configuration (chainmail.conf(5)), in a child; no byte of mail
// WRITES    log lines to standard error, syslog or a file
// EXITS     0 after SIGTERM or SIGINT; 100 configuration or usage; 111 try again
// TRUSTS    the configuration. Of its programs: nothing but when they end.
// SEE ALSO  chainmail(8)
#include "check.h"
#include "explain.h"
#include "options.h"
#include "os/log.h"
#include "stage/guest.h"
#include "stage/guest_messages.h"
#include "supervisor.h"

#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace {

constexpr const char* synopsis =
    "usage: chainmail [-c DIR] [--listen PLACE]... [--ready-fd N] [--alone]\n"
    "       chainmail [-c DIR] --check\n"
    "  -c DIR       read the configuration from the files of DIR alone\n"
    "  --listen     listen there, [ADDRESS]:PORT or /PATH, not where the settings say\n"
    "  --ready-fd   write a newline to descriptor N when mail is taken\n"
    "  --alone      do not give one connection to a chainmail that runs already\n"
    "  --check      say what the configuration means, and end\n"
    "  --explain RECIPIENT [--sender S] [--client IP] [--interface PORT]\n"
    "               say what it means for mail to RECIPIENT, and end\n"
    "SIGHUP reads the configuration again, SIGTERM ends after the mail in hand,\n"
    "SIGUSR1 logs what each connection is at.";

int report(const chainmail::Error& error)
{
    chainmail::os::log(chainmail::os::Level::error, error.what);
    return chainmail::exit_status(error);
}

// The one connection to serve is for the chainmail that runs already, if there is one.
chainmail::Result<std::optional<int>>
be_guest(const chainmail::supervisor::Options& options, chainmail::os::Fd& connection)
{
    const chainmail::stage::Visit visit{std::string(chainmail::stage::connection_door),
                                        options.directory,
                                        {connection.get()},
                                        {0}};
    auto served = chainmail::stage::be_guest(visit);
    // Once handed over it is closed here.
    if (!served || *served) static_cast<void>(connection.release());
    return served;
}

} // namespace

int main(int argc, char** argv)
{
    chainmail::os::log_name("chainmail");
    ::signal(SIGPIPE, SIG_IGN);
    if (chainmail::supervisor::asks_to_explain(argc, argv))
        return report(chainmail::supervisor::become_policy(argv));
    const auto options = chainmail::supervisor::parse_options(argc, argv);
    if (!options) return report(options.error());
    if (options->help) return ::puts(synopsis) < 0 ? 111 : 0;
    if (options->check) {
        const auto said = chainmail::supervisor::check(options->directory);
        return said ? 0 : report(said.error());
    }
    auto birth = chainmail::supervisor::find_birth();
    if (!birth) return report(birth.error());
    if (birth->connection && !options->alone) {
        const auto served = be_guest(*options, birth->connection);
        if (!served) return report(served.error());
        if (*served) return **served;
    }
    chainmail::supervisor::Supervisor supervisor(*options, std::move(*birth));
    if (const auto started = supervisor.start(); !started)
        return report(started.error());
    const auto ended = supervisor.run();
    return ended ? 0 : report(ended.error());
}
