// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// NAME      chainmail - take mail from Postfix through the chain and back
// SYNOPSIS  chainmail [-c DIR] [--listen [ADDRESS]:PORT]... [--ready-fd N] [--check]
// READS     the configuration (chainmail.conf(5)), in a child; no byte of mail
// WRITES    log lines to standard error, syslog or a file
// EXITS     0 after SIGTERM or SIGINT; 100 configuration or usage; 111 try again
// TRUSTS    the configuration. Of its programs: nothing but when they end.
// SEE ALSO  chainmail(8)
#include "check.h"
#include "options.h"
#include "os/log.h"
#include "supervisor.h"

#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace {

constexpr const char* synopsis =
    "usage: chainmail [-c DIR] [--listen [ADDRESS]:PORT]... [--ready-fd N] [--check]\n"
    "  -c DIR       read the configuration from the files of DIR alone\n"
    "  --listen     listen there instead of $inet_socket_bind and $inet_socket_port\n"
    "  --ready-fd   write a newline to descriptor N when mail is taken\n"
    "  --check      say what the configuration means, and end\n"
    "SIGHUP reads the configuration again, SIGTERM ends after the mail in hand,\n"
    "SIGUSR1 logs what each connection is at.";

int report(const chainmail::Error& error)
{
    chainmail::os::log(chainmail::os::Level::error, error.what);
    return chainmail::exit_status(error);
}

} // namespace

int main(int argc, char** argv)
{
    chainmail::os::log_name("chainmail");
    ::signal(SIGPIPE, SIG_IGN);
    const auto options = chainmail::supervisor::parse_options(argc, argv);
    if (!options) return report(options.error());
    if (options->help) return ::puts(synopsis) < 0 ? 111 : 0;
    if (options->check) {
        const auto said = chainmail::supervisor::check(options->directory);
        return said ? 0 : report(said.error());
    }
    chainmail::supervisor::Supervisor supervisor(*options);
    if (const auto started = supervisor.start(); !started)
        return report(started.error());
    const auto ended = supervisor.run();
    return ended ? 0 : report(ended.error());
}
