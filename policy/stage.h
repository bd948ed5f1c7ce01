// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// policy as a stage: settings, descriptors, one message after the other.
#ifndef CHAINMAIL_POLICY_STAGE_H
#define CHAINMAIL_POLICY_STAGE_H

#include "configuration.h"
#include "stage/filter.h"

#include <string>
#include <vector>

namespace chainmail::policy {

class Stage : public stage::Filter {
public:
    std::string name() const override { return "policy"; }
    std::vector<std::string> settings() const override { return setting_names(); }
    Result<std::string> load(const config::Settings& settings) override;
    os::Confinement confinement() const override { return {}; }
    wire::Writer writer() const override { return wire::Writer::policy; }
    bool checks_envelope() const override { return true; }
    Status examine(const stage::Message& message, wire::Builder& findings) override;

private:
    Configuration configuration_;
};

} // namespace chainmail::policy

#endif
