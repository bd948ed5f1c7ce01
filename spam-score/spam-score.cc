// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// NAME      spam-score - score a message by SpamAssassin's rules
// SYNOPSIS  spam-score [-c DIR] <records >records 3<message
//           spam-score [-c DIR] --lint
//           spam-score [-c DIR] --tsv [--subtests] [--no-prefilter] [FILE...]
//           spam-score [-c DIR] --explain | --timing [FILE...]
//           spam-score [OPTIONS OF spamassassin] [FILE...]
// READS     0  chainmail-record(5), one or more
//           3  the message
//           SpamAssassin's rule files
// WRITES    1  the same records with spam.score, spam.test, spam-score.status
//           2  log lines
// EXITS     0 end of input; 100 wrong usage, record or rules; 101 own fault;
//           111 try again; --lint: 1 when the rules have errors
// TRUSTS    its settings and its rules. Nothing that comes on 0 or 3.
// SEE ALSO  spam-score(8), chainmail-record(5)
#include "by_hand.h"
#include "stage.h"

int main(int argc, char** argv)
{
    if (const auto status = chainmail::spam_score::run_by_hand(argc, argv))
        return *status;
    chainmail::spam_score::Stage stage;
    return chainmail::stage::run(
        stage,
        argc,
        argv,
        "usage: spam-score [-c DIR] <records >records 3<message\n"
        "       spam-score [-c DIR] --lint\n"
        "       spam-score [-c DIR] --tsv [--subtests] [--no-prefilter] [FILE...]\n"
        "       spam-score [-c DIR] --explain | --timing [FILE...]\n"
        "       spam-score [OPTIONS OF spamassassin] [FILE...]");
}
