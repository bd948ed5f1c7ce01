// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The program: its settings, and the loop over the messages of one connection.
#ifndef CHAINMAIL_SMTP_OUT_PROGRAM_H
#define CHAINMAIL_SMTP_OUT_PROGRAM_H

#include "delivery.h"
#include "disclaimer_files.h"
#include "quarantine_place.h"
#include "stage/program.h"
#include "wire/record.h"

#include <cstdint>
#include <string>
#include <vector>

namespace chainmail::smtp_out {

class SmtpOut : public stage::Program {
public:
    std::string name() const override { return "smtp-out"; }
    std::vector<std::string> settings() const override;
    Result<std::string> load(const config::Settings& settings) override;
    os::Confinement confinement() const override;
    Status serve(stage::Connection& connection) override;

private:
    Status take_method(const config::Settings& settings, std::string_view name);
    Status take_method(const config::Settings& settings,
                       std::string_view name,
                       const std::string& text);
    Status take_quarantine(const config::Settings& settings);
    void take_disclaimers(const config::Settings& settings);
    Status handle(const wire::Record& record,
                  Sessions& sessions,
                  const stage::Connection& connection,
                  std::uint64_t seq);

    Surroundings surroundings_;
    QuarantineSettings quarantine_;
    DisclaimerFiles disclaimers_;
    std::vector<std::string> writable_; ///< Maildirs, quarantines
};

} // namespace chainmail::smtp_out

#endif
