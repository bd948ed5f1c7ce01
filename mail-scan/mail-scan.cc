// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// NAME      mail-scan - look at message files as the filter would
// SYNOPSIS  mail-scan [--tsv|--json] [-c DIR] [--alone] FILE|DIR|-...
// READS     message files, mbox files, Maildirs and other directories of such files
// WRITES    1  a line for each message
//           2  log lines; at a terminal also how far it is
// EXITS     0 nothing found; 1 something found; 2 something could not be looked at;
//           100 wrong usage; 111 the output cannot be written
// TRUSTS    the programs it runs: mime-split | virus-check | spam-score | policy.
// SEE ALSO  mail-scan(1), chainmail-record(5)
#include "options.h"
#include "os/log.h"
#include "scan.h"

#include <csignal>
#include <cstdio>

namespace {

constexpr const char* synopsis =
    "usage: mail-scan [--tsv|--json] [-c DIR] [--alone] FILE|DIR|-...\n"
    "  --tsv     PATH, SCORE, TESTS, VIRUSES, PART-FLAGS\n"
    "  --json    one object a line\n"
    "  -c DIR    read the configuration from the files of DIR alone\n"
    "  --alone   do not use the residents of a chainmail that runs\n"
    "exit status: 0 nothing found, 1 something found, 2 not all could be looked at";

int report(const chainmail::Error& error)
{
    chainmail::os::log(chainmail::os::Level::error, error.what);
    return chainmail::exit_status(error);
}

} // namespace

int main(int argc, char** argv)
{
    chainmail::os::log_name("mail-scan");
    ::signal(SIGPIPE, SIG_IGN);
    const auto options = chainmail::mail_scan::parse_options(argc, argv);
    if (!options) return report(options.error());
    if (options->help) return ::puts(synopsis) < 0 ? 111 : 0;
    const auto status = chainmail::mail_scan::scan(*options);
    return status ? *status : report(status.error());
}
