// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What single values of a plan look like, and which would do harm. Pure.
#ifndef CHAINMAIL_SMTP_OUT_PLAN_WORDS_H
#define CHAINMAIL_SMTP_OUT_PLAN_WORDS_H

#include "plan.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace chainmail::smtp_out {

/// "rcpt.12.copy" -> 12, "copy".
struct IndexedName {
    std::uint64_t index = 0;
    std::string_view field;
};

/// Nothing for a name without an index from 1 on.
std::optional<IndexedName> split_name(std::string_view name);

/// Destiny::none for a word that is none.
Destiny destiny_of(std::string_view word);

/// The first digit of the reply that goes with it.
char reply_class(Destiny destiny);

/// One line with a code that begins with `first`.
bool is_reply(std::string_view reply, char first);

/// The address stays what it is between "<" and ">".
bool is_path(std::string_view address);

/// A parameter stays one.
bool is_word(std::string_view parameter);

/// Every further line is a continuation, or the header section would end in it.
bool is_one_field(std::string_view field);

} // namespace chainmail::smtp_out

#endif
