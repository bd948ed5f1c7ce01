// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// NAME      mime-split - take a message apart into its parts
// SYNOPSIS  mime-split [-c DIR] <records >records 3<message 4<>parts
// READS     0  chainmail-record(5), one or more
//           3  the message
// WRITES    1  the same records with part.P.*, mime-error, hold, mime-split.status
//           2  log lines
//           4  decoded parts
// EXITS     0 end of input; 100 wrong usage or record; 101 own fault; 111 try again
// TRUSTS    its settings. Nothing that comes on 0 or 3.
// SEE ALSO  mime-split(8), chainmail-record(5)
#include "stage.h"

int main(int argc, char** argv)
{
    chainmail::mime_split::Stage stage;
    return chainmail::stage::run(
        stage,
        argc,
        argv,
        "usage: mime-split [-c DIR] <records >records 3<message 4<>parts");
}
