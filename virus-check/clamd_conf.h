// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// clamd's own configuration, clamd.conf(5): what it says of how to scan holds for the
// built-in engine as well.
#ifndef CHAINMAIL_VIRUS_CHECK_CLAMD_CONF_H
#define CHAINMAIL_VIRUS_CHECK_CLAMD_CONF_H

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::virus_check {

/// A number of the engine; `field` is a cl_engine_field.
struct EngineNumber {
    int field = 0;
    long long value = 0;
};

/// The masks are those of clamav.h. The defaults are clamd's, but that a reached limit
/// is always reported.
struct ScanOptions {
    ScanOptions();
    /// What one scan may unpack, in bytes; 0 is no bound.
    std::uint64_t most_unpacked() const;

    std::uint32_t general = 0;
    std::uint32_t parse = 0; ///< mail is not in it: see MailReader
    std::uint32_t heuristic = 0;
    std::uint32_t database = 0;
    std::vector<EngineNumber> numbers;     ///< a later one holds
    std::vector<std::string> pua_included; ///< of "DetectPUA": these categories only
    std::vector<std::string> pua_excluded;
    bool all_matches = false;        ///< not of clamd.conf: a request of its own, there
    std::uint64_t scan_ms = 120'000; ///< one message, all its parts together
};

/// `name` is the file's, for messages. Options that are not about scanning are skipped;
/// a value that means nothing is a permanent error with file and line.
Result<ScanOptions> read_clamd_conf(std::string_view name, std::string_view text);

} // namespace chainmail::virus_check

#endif
