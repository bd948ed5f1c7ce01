// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the database says of those who have to do with a message, asked once for all.
#ifndef CHAINMAIL_POLICY_DATABASE_H
#define CHAINMAIL_POLICY_DATABASE_H

#include "banks.h"
#include "lookup/question.h"

#include <span>

namespace chainmail::policy {

/// An address without the quotes of SMTP, and whether it is local by the tables of the
/// configuration: the database is not asked for that.
lookup::Address to_ask(std::string_view address, const Configuration& configuration);

/// All that policy needs for a message. `others` are those of whom the rows are wanted.
lookup::Question make_question(std::uint64_t number,
                               std::uint64_t deadline_ms,
                               std::span<const std::string> recipients,
                               std::span<const std::string> senders,
                               std::span<const std::string> others,
                               const Configuration& configuration);

/// The entries of recipient number `index`, from 0.
std::vector<ListEntry> entries_of(const lookup::Answer& answer, std::size_t index);

} // namespace chainmail::policy

#endif
