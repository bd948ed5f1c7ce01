// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The settings as they are with policy banks loaded over them: amavisd's documentation,
// amavisd-new-docs, "Policy banks".
#ifndef CHAINMAIL_POLICY_VIEW_H
#define CHAINMAIL_POLICY_VIEW_H

#include "base/result.h"
#include "config/banks.h"
#include "config/settings.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::policy {

using config::Bank;

/// The elements of a list, and whose they are: "@spam_lovers_maps" when they are those
/// of that variable, "" when a bank has its own.
struct Elements {
    config::List list;
    std::string variable;
};

class View {
public:
    /// `banks` in the order of loading: a later one overrides an earlier one.
    View(const config::Settings& settings, std::vector<Bank> banks)
        : settings_(settings),
          banks_(std::move(banks))
    {
    }

    const config::Settings& settings() const { return settings_; }
    const std::vector<Bank>& banks() const { return banks_; }

    /// Of a "$x". A reference is followed, one level.
    config::Value scalar(std::string_view name) const;
    /// Of an "@x". Undef is an empty list, a plain value a list of one.
    Elements list(std::string_view name) const;
    /// Of a "%x": the bank's entries over those below, or in their place if it says
    /// REPLACE.
    config::Hash hash(std::string_view name) const;

    /// Where the value comes from: "$x (FILE:LINE:COLUMN)", "policy bank X (...)".
    std::string where(std::string_view name) const;
    /// A permanent error about the value of `name` that says where it stands.
    Error refuse(std::string_view name, std::string_view why) const;

    /// The value itself, or what it refers to, one level.
    const config::Value& followed(const config::Value& value) const;

private:
    /// The bank that has the last word on `name`; null when none mentions it.
    const Bank* bank_of(std::string_view name) const;

    const config::Settings& settings_;
    std::vector<Bank> banks_;
};

} // namespace chainmail::policy

#endif
