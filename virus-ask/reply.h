// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What came back from a scanner.
#ifndef CHAINMAIL_VIRUS_ASK_REPLY_H
#define CHAINMAIL_VIRUS_ASK_REPLY_H

#include <string>

namespace chainmail::virus_ask {

/// More of an answer is read and dropped.
constexpr std::size_t longest_answer = 200U << 10U;

struct Reply {
    enum class Kind {
        answered,
        silent,      ///< it is there and gave no whole answer: the mail may be why
        unreachable, ///< no mail is why
    };
    Kind kind = Kind::silent;
    int status = 0;   ///< exit status of a program; 0 of a daemon
    std::string text; ///< the answer, or why there is none
};

} // namespace chainmail::virus_ask

#endif
