// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The scans of one message: its parts, then the whole.
#ifndef CHAINMAIL_VIRUS_CHECK_SCANNER_H
#define CHAINMAIL_VIRUS_CHECK_SCANNER_H

#include "engine.h"
#include "findings.h"
#include "structure.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

namespace chainmail::virus_check {

class Scanner {
public:
    /// No scan begins after `until_ms` (CLOCK_MONOTONIC), and none goes on much longer.
    Scanner(Engine& engine, std::uint64_t until_ms)
        : engine_(engine),
          until_ms_(until_ms)
    {
    }

    /// `asks_for_mail`: see Database.
    Findings examine(const Structure& structure,
                     std::string_view message,
                     std::string_view store,
                     bool asks_for_mail);

private:
    struct Scanned {
        std::string_view bytes;
        Scan scan;
    };

    void scan(std::string_view bytes, MailReader reader, std::string_view part);
    Findings finish();
    Scan scan_once(std::string_view bytes, MailReader reader, std::uint64_t limit_ms);

    /// More are not compared with: many parts of one size would cost the square of
    /// their number.
    static constexpr std::size_t most_of_a_size = 16;

    Engine& engine_;
    std::uint64_t until_ms_;
    Findings findings_;
    std::multimap<std::pair<std::size_t, MailReader>, Scanned> scanned_;
};

} // namespace chainmail::virus_check

#endif
