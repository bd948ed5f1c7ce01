// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// virus-check as a stage: settings, descriptors, one message after the other.
#ifndef CHAINMAIL_VIRUS_CHECK_STAGE_H
#define CHAINMAIL_VIRUS_CHECK_STAGE_H

#include "engine.h"
#include "stage/filter.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chainmail::virus_check {

class Stage : public stage::Filter {
public:
    std::string name() const override { return "virus-check"; }
    std::vector<std::string> settings() const override;
    Result<std::string> load(const config::Settings& settings) override;
    os::Confinement confinement() const override;
    wire::Writer writer() const override { return wire::Writer::virus_check; }
    Status examine(const stage::Message& message, wire::Builder& findings) override;
    Status serve(stage::Connection& connection) override;

private:
    Status load_engine(const std::string& database, const ScanOptions& options);
    Status leave_to_others(wire::Builder& findings) const;

    std::string temp_;             ///< where the engine unpacks, or ""
    std::optional<Engine> engine_; ///< none: switched off for everybody
    bool asks_for_mail_ = false;
    std::uint64_t scan_ms_ = 0;
    bool failure_is_fatal_ = false;
    bool others_only_ = false; ///< $virus_check_builtin is off
};

} // namespace chainmail::virus_check

#endif
