// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A message becomes parts whose content can be read: what is encoded is decoded into a
// store, what stands in the message as it is gets pointed at.
#ifndef CHAINMAIL_MIME_SPLIT_SPLIT_H
#define CHAINMAIL_MIME_SPLIT_SPLIT_H

#include "base/result.h"
#include "mail/mime_tree.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mime_split {

struct Budget {
    mail::Limits tree;
    std::uint64_t stored_bytes = 0; ///< of decoded content, see quota()
    // Of other mails that were in this one:
    std::size_t other_mails = 0; ///< their bytes
    std::size_t other_work = 0;  ///< what reading them again took
};

/// amavisd's expansion quota for a message of `size` bytes.
struct Expansion {
    std::uint64_t min_quota = 102'400;
    std::uint64_t max_quota = 314'572'800;
    std::uint64_t min_factor = 5;
    std::uint64_t max_factor = 500;
};
std::uint64_t quota(const Expansion& expansion, std::uint64_t size);

/// Where the content of a part is.
enum class Place {
    nowhere, ///< a multipart, which has none
    message, ///< in the message as it stands
    store,   ///< in the store, decoded
};

struct Found {
    std::string path; ///< as in mail::Part; goes on below a message that was encoded
    Place place = Place::nowhere;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::vector<std::string> types;
    std::vector<std::string> names;
    std::vector<std::string> ambiguous;
    // Of unpack():
    std::vector<std::string> shorts; ///< amavisd's short types of the content
    std::string attributes;          ///< amavisd's letters
    std::string damage;              ///< why not all of a container could be read
};

struct Split {
    std::vector<Found> parts;
    std::vector<std::string> errors; ///< against MIME
    std::string hold; ///< the limit that ended the work, or empty; the parts found so
                      ///< far are there
    std::size_t work = 0; ///< what further readings took, see readings.h
};

/// Puts `bytes` at `offset` of the store.
using Store = std::function<Status(std::uint64_t offset, std::string_view bytes)>;

/// Every part begins at a multiple of this in the store.
constexpr std::uint64_t store_alignment = 64;

/// The only errors are those of `store`.
Result<Split> split(std::string_view message, const Budget& budget, const Store& store);

} // namespace chainmail::mime_split

#endif
