// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// NAME      policy - decide what becomes of a message
// SYNOPSIS  policy [-c DIR] <records >records 3<message
// READS     0  chainmail-record(5), one or more
//           3  the header of the message
//           8  the envelope as smtp-in wrote it, where it is open
// WRITES    1  the same records with mail-id, rcpt.N.*, copy.K.*, log.*, policy.status
//           2  log lines
// EXITS     0 end of input; 100 wrong usage or record; 101 own fault; 111 try again,
//           also when a program before it did not say what it found
// TRUSTS    its settings, and the findings of the programs before it.
// SEE ALSO  policy(8), chainmail-record(5)
#include "stage.h"

int main(int argc, char** argv)
{
    chainmail::policy::Stage stage;
    return chainmail::stage::run(
        stage, argc, argv, "usage: policy [-c DIR] <records >records 3<message");
}
