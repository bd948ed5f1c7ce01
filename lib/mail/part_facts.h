// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the header of a part says about it. For the shelf's own use: see mime_tree.h.
#ifndef CHAINMAIL_MAIL_PART_FACTS_H
#define CHAINMAIL_MAIL_PART_FACTS_H

#include "mail/field.h"
#include "mail/mime_tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mail {

/// More types and names of one part are not kept.
constexpr std::size_t max_types = 8;
constexpr std::size_t max_names = 32;
constexpr std::size_t max_name_bytes = 1024;

/// Fills in all that comes from the header: types, names, encoding, ambiguities.
/// `default_type` is what a part without a readable Content-Type is.
void describe(Part& part, const Header& header, std::string_view default_type);

/// `name` with max_name_bytes at most: of a longer one what is in the middle is left
/// out, as names are looked at for their extension. UTF-8 stays UTF-8.
std::string shortened(std::string name);

/// A name as it stands in a file: UTF-8 as it is, else from `charset`; shortened.
std::string readable_name(std::string_view stored, std::string_view charset);

/// Adds `text` unless it is there.
void add_once(std::vector<std::string>& to, std::string_view text);

} // namespace chainmail::mail

#endif
