// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Where the contents of a message are: the lines part.P.at, .raw and .type that
// mime-split(8) wrote, for those who read the contents themselves. Pure.
#ifndef CHAINMAIL_WIRE_PART_LIST_H
#define CHAINMAIL_WIRE_PART_LIST_H

#include "wire/record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::wire {

/// "part.1.2.at" is "1.2" and "at": views into `name`. Nothing for other names.
struct PartName {
    std::string_view path, field;
};
std::optional<PartName> part_name(std::string_view name);

/// A part with content.
struct PlacedPart {
    std::string path;
    bool stored = false; ///< decoded in fd 4; else as it stands in the message, fd 3
    std::uint64_t offset = 0; ///< bytes
    std::uint64_t length = 0; ///< bytes; the sum of the two never wraps
    bool text = false;        ///< it has no type, or one is text/* or message/*
    bool message = false;     ///< declared to be a message and nothing else
    bool outer = false;       ///< there are parts of its own below it

    /// All its bytes are those of other parts, and of their headers.
    bool is_opened_message() const { return message && outer; }
};

struct PartList {
    std::vector<PlacedPart> parts; ///< in the order of the record
    bool readable = true;          ///< no line is left out for making no sense
};

/// The order of the lines of one part does not matter.
PartList read_part_list(const Record& record);

/// The end of the last part that is stored: how much of fd 4 is needed.
std::uint64_t stored_length(const PartList& list);

/// The content of `part`, a view into one of the two; nothing when it is in neither.
std::optional<std::string_view>
content_of(const PlacedPart& part, std::string_view message, std::string_view store);

} // namespace chainmail::wire

#endif
