// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A configuration written in a test, and who is judged by it.
#ifndef CHAINMAIL_TESTS_UNIT_POLICY_SITE_H
#define CHAINMAIL_TESTS_UNIT_POLICY_SITE_H

#include "../check.h"
#include "policy/message_rules.h"

#include <memory>
#include <stdexcept>
#include <string>

namespace chainmail::policy {

class Site {
public:
    explicit Site(const std::string& text)
    {
        auto settings = config::read_text(
            "conf",
            "$myhostname = 'mail.example.com';\n$mydomain = 'example.com';\n" + text);
        if (!settings) {
            error_ = settings.error().what;
            return;
        }
        auto banks = Banks::read(*settings);
        if (banks)
            banks_ = std::make_unique<Banks>(std::move(*banks));
        else
            error_ = banks.error().what;
    }

    /// "" when the configuration was taken.
    const std::string& error() const { return error_; }

    /// What counts for mail on `interface` from `client`.
    const Configuration& configuration(std::string_view interface = "",
                                       std::string_view client = "") const
    {
        return *banks().choose(interface, client).configuration;
    }

    /// Only of a configuration that was taken; else the test ends here.
    const Banks& banks() const
    {
        CHECK_EQUAL(error_, "");
        if (!banks_) throw std::runtime_error(error_);
        return *banks_;
    }

    /// A recipient as the message rules make one, without a database.
    Recipient recipient(const std::string& address,
                        const Facts& facts,
                        const std::string& sender = "a@sender.example") const
    {
        Parties parties;
        parties.senders = {sender};
        parties.recipients = {address};
        const auto rules = rules_for(parties, banks(), facts, {});
        CHECK(rules);
        auto recipient = (*rules)->recipients[0];
        // Its rows go with the rules.
        recipient.subject = Subject(address, configuration().keys);
        return recipient;
    }

private:
    std::unique_ptr<Banks> banks_;
    std::string error_;
};

} // namespace chainmail::policy

#endif
