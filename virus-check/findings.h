// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the scans of one message gave, as lines of the record: virus-check(8).
#ifndef CHAINMAIL_VIRUS_CHECK_FINDINGS_H
#define CHAINMAIL_VIRUS_CHECK_FINDINGS_H

#include "engine.h"
#include "wire/record.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainmail::virus_check {

/// What PART is for the message as a whole.
constexpr std::string_view whole_message = "message";

class Findings {
public:
    /// The same name in the same part is kept once; more than `max_hits` are not kept.
    void add(const Scan& scan, std::string_view part);
    /// A scan that could not be made.
    void fail(std::string_view why, std::string_view part);

    bool infected() const { return !hits_.empty(); }
    /// The first reason, "" when every scan came to its end.
    const std::string& failure() const { return failure_; }
    /// The reason is the mail's: a limit was reached. Else the scanner did not work.
    bool is_limit() const;
    /// "NAME in PART, NAME in PART", for the log.
    std::string summary() const;

    void write(std::string_view scanner, wire::Builder& to) const;

    static constexpr std::size_t max_hits = 100;

private:
    void add_hit(std::string_view name, std::string_view part);

    std::vector<std::pair<std::string, std::string>> hits_;
    std::string failure_;
};

} // namespace chainmail::virus_check

#endif
