// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// policy as a stage: settings, descriptors, one message after the other.
#ifndef CHAINMAIL_POLICY_STAGE_H
#define CHAINMAIL_POLICY_STAGE_H

#include "banks.h"
#include "lookup/client.h"
#include "stage/filter.h"

#include <optional>
#include <string>
#include <vector>

namespace chainmail::policy {

class Stage : public stage::Filter {
public:
    std::string name() const override { return "policy"; }
    std::vector<std::string> settings() const override;
    Result<std::string> load(const config::Settings& settings) override;
    Status prepare_alone(const std::string& directory) override;
    os::Confinement confinement() const override { return {}; }
    wire::Writer writer() const override { return wire::Writer::policy; }
    bool checks_envelope() const override { return true; }
    Status examine(const stage::Message& message, wire::Builder& findings) override;

private:
    Result<lookup::Answer> ask(const lookup::Question& question);

    std::optional<Banks> banks_;
    bool has_database_ = false;
    std::optional<lookup::Client> client_; ///< made with the first question
};

} // namespace chainmail::policy

#endif
