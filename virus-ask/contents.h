// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What there is to scan in a message: the parts that mime-split found, then the whole.
#ifndef CHAINMAIL_VIRUS_ASK_CONTENTS_H
#define CHAINMAIL_VIRUS_ASK_CONTENTS_H

#include "wire/record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::virus_ask {

struct Content {
    std::string name; ///< as a file: letters, digits and a dot
    std::string_view bytes;
};

/// Where the parts are, by the lines part.P.at and part.P.raw of the record.
struct Place {
    bool stored = false; ///< in fd 4; else as it stands in the message
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// Attached messages that stand in the message as they are, are left out: all their
/// bytes are scanned elsewhere. Nothing when a line makes no sense.
std::optional<std::vector<Place>> read_places(const wire::Record& record);

/// How much of fd 4 is needed.
std::uint64_t stored_length(const std::vector<Place>& places);

/// What is not empty, as p001, p002 and so on, the message as email.txt. Nothing when a
/// part lies outside of what is there. Views into the arguments.
std::optional<std::vector<Content>> contents_of(const std::vector<Place>& places,
                                                std::string_view message,
                                                std::string_view store);

} // namespace chainmail::virus_ask

#endif
