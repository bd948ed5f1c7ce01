// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// virus-ask as a stage: settings, descriptors, one message after the other.
#ifndef CHAINMAIL_VIRUS_ASK_STAGE_H
#define CHAINMAIL_VIRUS_ASK_STAGE_H

#include "round.h"
#include "stage/filter.h"

#include <string>
#include <vector>

namespace chainmail::virus_ask {

class Stage : public stage::Filter {
public:
    std::string name() const override { return "virus-ask"; }
    std::vector<std::string> settings() const override;
    Result<std::string> load(const config::Settings& settings) override;
    os::Confinement confinement() const override;
    wire::Writer writer() const override { return wire::Writer::virus_ask; }
    Status examine(const stage::Message& message, wire::Builder& findings) override;

private:
    /// What the engine of virus-check came to.
    struct Builtin {
        bool answered = false;
        bool infected = false;
        bool limit = false; ///< the mail is why it has no answer
    };
    static Builtin builtin_said(const wire::Record& record);
    Status prepare_place(const config::Settings& settings, scanner::Scanners& entries);
    Result<Findings> ask(const stage::Message& message, const Builtin& own);

    std::string place_; ///< $TEMPBASE/virus-ask; "" when nobody is asked
    Scanners scanners_;
    bool failure_is_fatal_ = false;
    bool off_ = false; ///< for everybody
};

} // namespace chainmail::virus_ask

#endif
