// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// NAME        smtp-in - SMTP and LMTP server: a dialogue becomes a record and a message
// SYNOPSIS    smtp-in [-c DIRECTORY] [--alone] [--] [PROGRAM ARGUMENT...]
// READS       0  the client
//             6  for each record its reply, chainmail-record(5)
// WRITES      1  the client
//             2  log lines
//             3  the message, LF line ends
//             7  for each message a record
//             8  the record once more, for those who compare
// EXITS       0 the connection is over; 100 wrong usage or configuration; 111 try again
// TRUSTS      the reply record that has the id and seq of the message in hand. Nothing
//             that the client says.
// SEE ALSO    smtp-in(8), chainmail-record(5)
#include "server.h"

int main(int argc, char** argv)
{
    chainmail::smtp_in::Server server(argc, argv);
    return chainmail::stage::run(
        server,
        argc,
        argv,
        "smtp-in [-c DIRECTORY] [--alone] [--] [PROGRAM ARGUMENT...]");
}
