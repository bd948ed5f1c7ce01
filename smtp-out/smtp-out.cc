// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// NAME        smtp-out - hand a judged message to the next hop
// SYNOPSIS    smtp-out [-c DIR] <records >replies 3<message 8<envelope
// READS       0  chainmail-record(5), one record for each message
//             3  the message, 8  the envelope as smtp-in wrote it
// WRITES      1  one reply record for each message; 2  log lines
// EXITS       0 at the end of 0, 100 a record or configuration it will not act on, 111
//             try again
// TRUSTS      policy's decisions, and of them only those that are whole. Nothing in the
//             message, nothing that the next hop says but its code.
// SEE ALSO    smtp-out(8), chainmail-record(5)
#include "program.h"

int main(int argc, char** argv)
{
    chainmail::smtp_out::SmtpOut program;
    return chainmail::stage::run(
        program,
        argc,
        argv,
        "usage: smtp-out [-c DIR] <records >replies 3<message [8<envelope]");
}
