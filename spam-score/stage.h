// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// spam-score as a stage: settings, descriptors, one message after the other.
#ifndef CHAINMAIL_SPAM_SCORE_STAGE_H
#define CHAINMAIL_SPAM_SCORE_STAGE_H

#include "engine.h"
#include "stage/filter.h"

#include <optional>
#include <string>
#include <vector>

namespace chainmail::spam_score {

class Stage : public stage::Filter {
public:
    std::string name() const override { return "spam-score"; }
    std::vector<std::string> settings() const override;
    Result<std::string> load(const config::Settings& settings) override;
    os::Confinement confinement() const override { return {}; }
    wire::Writer writer() const override { return wire::Writer::spam_score; }
    Status examine(const stage::Message& message, wire::Builder& findings) override;

private:
    std::optional<RuleSet> rules_; ///< none: switched off for everybody
    std::size_t body_limit_ = 0;   ///< bytes of a body that are looked at; 0: all
    Workbench bench_;
};

} // namespace chainmail::spam_score

#endif
