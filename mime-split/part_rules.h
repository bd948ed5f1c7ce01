// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What is decided about parts while a message is taken apart. Pure.
#ifndef CHAINMAIL_MIME_SPLIT_PART_RULES_H
#define CHAINMAIL_MIME_SPLIT_PART_RULES_H

#include "mail/mime_tree.h"
#include "mail/transfer.h"
#include "split.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mime_split {

/// A message that can only be read once it is decoded. Reports are none: they have the
/// form of a header and nothing to find.
bool is_encoded_message(const mail::Part& part);

/// Whether readers may differ about what `body` decodes to; `decoder` has decoded it.
bool is_damaged(const mail::TransferDecoder& decoder,
                std::string_view body,
                const mail::Part& part);

/// Multiparts and messages, which other parts are in.
bool has_parts(const mail::Part& part);

/// The innermost part with parts that `offset` is in, the first part without any.
std::size_t part_around(const mail::MimeTree& tree, std::size_t offset);

/// The header lines of a multipart but its encoding, which is undone, and blank lines.
std::string without_encoding(std::string_view header);

/// "1.2" of "1.2.3", nothing of "1".
std::string parent_of(const std::string& path);

/// Adds what is new of `names`. One that ends in another way than those known makes the
/// part ambiguous.
void add_names(Found& part, const std::vector<std::string>& names);

/// Whether no part has one of `names`.
bool has_new_name(const std::vector<Found>& parts,
                  const std::vector<std::string>& names);

} // namespace chainmail::mime_split

#endif
