// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What mime-split says of the message, as far as it matters here.
#ifndef CHAINMAIL_VIRUS_CHECK_STRUCTURE_H
#define CHAINMAIL_VIRUS_CHECK_STRUCTURE_H

#include "wire/record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::virus_check {

/// A part with content.
struct Part {
    std::string path;
    bool stored = false; ///< decoded in fd 4; else as it stands in the message
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    bool text = false;    ///< it has no type, or one is text/* or message/*
    bool outer = false;   ///< there are parts of its own below it
    bool message = false; ///< declared to be a message and nothing else
};

struct Structure {
    std::vector<Part> parts;
    /// mime-split read all of the message, and nothing in it that mail programs are
    /// known to read in different ways.
    bool clear = false;
};

/// What makes no sense (a place that is no number) leaves the structure unclear.
Structure read_structure(const wire::Record& record);

/// The end of the last part that is stored: how much of fd 4 is needed. Nothing when
/// that is no possible size.
std::optional<std::uint64_t> stored_length(const Structure& structure);

/// The content of `part`; nothing when it is not inside `message` or `store`.
std::optional<std::string_view>
content_of(const Part& part, std::string_view message, std::string_view store);

} // namespace chainmail::virus_check

#endif
