// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The scans of one message: its parts, then the whole.
#ifndef CHAINMAIL_VIRUS_CHECK_SCANNER_H
#define CHAINMAIL_VIRUS_CHECK_SCANNER_H

#include "engine.h"
#include "findings.h"
#include "structure.h"

#include <cstdint>
#include <string_view>

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
    void scan(std::string_view bytes, MailReader reader, std::string_view part);

    Engine& engine_;
    std::uint64_t until_ms_;
    Findings findings_;
};

} // namespace chainmail::virus_check

#endif
