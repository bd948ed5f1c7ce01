// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The parts of a message as the record tells of them: what banned names are looked for
// in. Pure.
#ifndef CHAINMAIL_POLICY_PARTS_H
#define CHAINMAIL_POLICY_PARTS_H

#include "wire/record.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace chainmail::policy {

struct Part {
    std::string path;                ///< "1.2.1"
    std::optional<std::size_t> in;   ///< offset of the part that this one lies in
    bool is_leaf = true;             ///< no part lies in it
    std::vector<std::string> types;  ///< declared
    std::vector<std::string> shorts; ///< amavisd's short types, without a dot
    std::vector<std::string> names;
    std::string attributes;    ///< amavisd's letters: C encrypted, U undecodable, ...
    bool is_ambiguous = false; ///< in the sense of amavisd: a second boundary
};

/// The parts in the record's order, in which a part stands before those in it. At most
/// `most_parts`: what mime-split(8) may find is less.
constexpr std::size_t most_parts = 20'000;
std::vector<Part> read_parts(const wire::Record& record);

} // namespace chainmail::policy

#endif
