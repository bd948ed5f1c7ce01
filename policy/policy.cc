// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// NAME      policy - decide what becomes of a message
// SYNOPSIS  policy [-c DIR] <records >records 3<message
//           policy [-c DIR] --explain RECIPIENT [--sender S] [--client IP]
//                  [--interface PORT]
// READS     0  chainmail-record(5), one or more
//           3  the header of the message
//           5  lookup(8), when there are SQL lookups
//           8  the envelope as smtp-in wrote it, where it is open
// WRITES    1  the same records with mail-id, rcpt.N.*, copy.K.*, log.*, policy.status
//           2  log lines
// EXITS     0 end of input; 100 wrong usage or record; 101 own fault; 111 try again,
//           also when a program before it did not say what it found
// TRUSTS    its settings, and the findings of the programs before it.
// SEE ALSO  policy(8), chainmail-record(5)
#include "by_hand.h"
#include "stage.h"

int main(int argc, char** argv)
{
    if (const auto status = chainmail::policy::run_by_hand(argc, argv)) return *status;
    chainmail::policy::Stage stage;
    return chainmail::stage::run(
        stage,
        argc,
        argv,
        "usage: policy [-c DIR] <records >records 3<message\n"
        "       policy [-c DIR] --explain RECIPIENT [--sender S] [--client IP]\n"
        "              [--interface PORT]");
}
