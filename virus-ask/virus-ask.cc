// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// NAME      virus-ask - ask other virus scanners about a message and its parts
// SYNOPSIS  virus-ask [-c DIR] <records >records 3<message 4<parts
// READS     0  chainmail-record(5), one or more
//           3  the message
//           4  its decoded parts
// WRITES    1  the same records with virus-ask.virus, virus-ask.status
//           2  log lines
// EXITS     0 end of input; 100 wrong usage or record; 101 own fault; 111 try again
// TRUSTS    its settings, and the scanners they name. Nothing that comes on 0, 3 or 4.
// SEE ALSO  virus-ask(8), chainmail-record(5)
#include "stage.h"

int main(int argc, char** argv)
{
    chainmail::virus_ask::Stage stage;
    return chainmail::stage::run(
        stage,
        argc,
        argv,
        "usage: virus-ask [-c DIR] <records >records 3<message 4<parts");
}
