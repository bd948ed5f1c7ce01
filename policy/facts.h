// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the programs before this one found, taken from the record.
#ifndef CHAINMAIL_POLICY_FACTS_H
#define CHAINMAIL_POLICY_FACTS_H

#include "base/result.h"
#include "parts.h"
#include "wire/envelope.h"
#include "wire/record.h"

#include <optional>
#include <string>
#include <vector>

namespace chainmail::policy {

enum class Check {
    done,
    failed,  ///< nobody knows
    skipped, ///< for everybody, by the configuration
};

struct SpamTest {
    std::string name;
    double score = 0;
};

struct SpamFacts {
    Check check = Check::skipped;
    std::optional<double> score; ///< only when `done`
    std::vector<SpamTest> tests;
    std::string autolearn;
    /// What the names of a virus scanner count as, see count_viruses(); the points are
    /// not in `score`.
    std::vector<SpamTest> virus_tests = {};
    double virus_points = 0;
    std::size_t own_tests = 0; ///< how many of `tests`, in front, are not the scorer's
};

/// What is wrong with one header field, or with the header as a whole.
struct HeaderFault {
    int minor = 0;            ///< of the category, see chainmail-record(5)
    std::string text;         ///< for people, printable ASCII
    std::string test;         ///< its name in %allowed_header_tests
    std::uint64_t number = 0; ///< of the field, from 1; 0 is the whole header
};

struct Facts {
    std::uint64_t size = 0; ///< RFC 1870
    bool is_bulk = false;   ///< nobody should bounce to the sender
    std::vector<Part> parts;
    std::vector<HeaderFault> header_faults;
    std::string mime_error; ///< the first, or ""
    bool is_encrypted = false, is_undecodable = false, is_ambiguous = false; ///< a part
    Check virus_check = Check::skipped;
    std::vector<std::string> viruses; ///< names, as often as found
    /// What other scanners found, one list each.
    std::vector<std::vector<std::string>> further_viruses = {};
    bool infected = false;
    std::string hold; ///< the limit at which mime-split stopped, or ""
    SpamFacts spam;
};

/// R7 of chainmail-record(5): every program in `required` must have said what became
/// of its work, unless the envelope says that it is switched off. What it says must
/// make sense; else a temporary error.
Result<Facts> read_facts(const wire::Record& record,
                         const wire::Envelope& envelope,
                         const std::vector<std::string>& required);

} // namespace chainmail::policy

#endif
