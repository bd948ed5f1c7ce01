// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What there is to scan in a message: the parts that mime-split found, then the whole.
#ifndef CHAINMAIL_VIRUS_ASK_CONTENTS_H
#define CHAINMAIL_VIRUS_ASK_CONTENTS_H

#include "wire/part_list.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::virus_ask {

struct Content {
    std::string name; ///< as a file: letters, digits and a dot
    std::string_view bytes;
};

/// What is not empty, as p001, p002 and so on, the message as email.txt. Attached
/// messages that stand in the message as they are, are left out: all their bytes are
/// scanned elsewhere. Nothing when a part lies outside of what is there. Views into
/// `message` and `store`.
std::optional<std::vector<Content>> contents_of(const wire::PartList& list,
                                                std::string_view message,
                                                std::string_view store);

} // namespace chainmail::virus_ask

#endif
