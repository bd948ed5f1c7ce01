// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// NAME      lookup - answer what a database says about recipients and senders
// SYNOPSIS  lookup [-c DIR]
// READS     0  questions; a socket, or any descriptor when answers may go to 1
//           @lookup_sql_dsn  the databases, by PostgreSQL's protocol
// WRITES    0  answers, if it is a socket; else 1
//           2  log lines
// EXITS     0 end of input; 100 wrong usage, settings or question; 101 own fault; 111 a
//           system call failed, or the input ended within a question. A database that
//           is away is no end: it is an answer.
// TRUSTS    its settings and the database. A client can ask, and be closed.
// SEE ALSO  lookup(8), policy(8), chainmail.conf(5)
#include "server.h"

int main(int argc, char** argv)
{
    chainmail::lookup::Server server;
    return chainmail::stage::run(
        server, argc, argv, "usage: lookup [-c DIR] <questions >answers");
}
