// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What goes to those who get the mail: recipients with the same header share a copy.
#ifndef CHAINMAIL_POLICY_COPIES_H
#define CHAINMAIL_POLICY_COPIES_H

#include "decide.h"

#include <cstddef>
#include <string>
#include <vector>

namespace chainmail::policy {

struct Copy {
    std::vector<std::string> via;      ///< delivery methods, tried in this order
    std::vector<std::string> removed;  ///< names of fields
    std::vector<std::string> inserted; ///< whole fields, top to bottom
    bool tagged = false;               ///< changed because of the category of the mail
    bool operator==(const Copy&) const = default;
};

/// What recipients with this verdict get. `received` is our own Received.
Copy make_copy(const Facts& facts,
               const SpamFacts& spam,
               const Configuration& configuration,
               const Recipient& recipient,
               const Verdict& verdict,
               const std::string& received);

struct Copies {
    std::vector<Copy> copies;
    std::vector<std::size_t> numbers; ///< by recipient: counted from 1, 0 is none
};

/// Copies in the order of their first recipients; none for those who do not get it. A
/// delivery method that is none is a permanent error.
Result<Copies> make_copies(const Facts& facts,
                           const Decision& decision,
                           const Configuration& configuration,
                           const std::vector<Recipient>& recipients,
                           const std::string& received);

} // namespace chainmail::policy

#endif
