// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the finished record of a message means to the person who asked. Pure.
#ifndef CHAINMAIL_MAIL_SCAN_VERDICT_H
#define CHAINMAIL_MAIL_SCAN_VERDICT_H

#include "wire/record.h"

#include <string>
#include <utility>
#include <vector>

namespace chainmail::mail_scan {

/// Part and a word about it: "1.2", "encrypted". "" is the message.
using Flags = std::vector<std::pair<std::string, std::string>>;

enum class Kind { clean, spam, infected, banned, unchecked, error };

struct Verdict {
    Kind kind = Kind::error;
    std::string score; ///< as spam-score wrote it; "" when it did not look
    std::vector<std::pair<std::string, std::string>> tests; ///< name, score
    std::vector<std::string> viruses;                       ///< each name once
    std::string banned;                                     ///< what the banned part is
    std::string reason; ///< of Kind::unchecked and Kind::error
    Flags flags;

    bool is_found() const
    {
        return kind == Kind::spam || kind == Kind::infected || kind == Kind::banned;
    }
};

/// Of the record behind policy. A virus decides; else the main category of the first
/// recipient does (chainmail-record(5), rcpt.N.ccat).
Verdict read_verdict(const wire::Record& record);

Verdict error_verdict(std::string reason);

} // namespace chainmail::mail_scan

#endif
