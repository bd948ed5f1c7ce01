// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What a scanner's answer means, by the patterns and exit statuses of its entry. Pure.
#ifndef CHAINMAIL_VIRUS_ASK_JUDGE_H
#define CHAINMAIL_VIRUS_ASK_JUDGE_H

#include "pattern/regex.h"
#include "scanner/entries.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::virus_ask {

enum class Says {
    clean,
    infected,
    nothing, ///< found nothing and does not vouch for it
    failed,  ///< neither, or no answer: `why`
};

struct Verdict {
    Says says = Says::failed;
    std::vector<std::string> names; ///< of malware; at least one, "" unknown
    std::string why;
};

class Judge {
public:
    /// A pattern that cannot be used is a permanent error.
    static Result<Judge> of(const scanner::Entry& entry);

    /// Infected is looked for first, as in amavisd.
    Verdict judge(int status, const std::string& output);

private:
    struct Test {
        bool given = false;
        std::vector<int> statuses;
        std::optional<pattern::Regex> pattern;
        bool always = false;
    };
    static Result<Test> test_of(const scanner::Condition& condition);
    bool holds(const Test& test, int status, const std::string& output);
    std::vector<std::string> names_in(const std::string& output);

    Test clean_, infected_;
    std::optional<pattern::Regex> names_;
    pattern::MatchScratch scratch_;
};

} // namespace chainmail::virus_ask

#endif
