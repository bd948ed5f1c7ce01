// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What mime-split says of the message, as far as it matters here.
#ifndef CHAINMAIL_VIRUS_CHECK_STRUCTURE_H
#define CHAINMAIL_VIRUS_CHECK_STRUCTURE_H

#include "wire/part_list.h"

namespace chainmail::virus_check {

using Part = wire::PlacedPart;

struct Structure {
    wire::PartList list;
    /// mime-split read all of the message, and nothing in it that mail programs are
    /// known to read in different ways.
    bool clear = false;

    const std::vector<Part>& parts() const { return list.parts; }
};

/// What makes no sense (a place that is no number) leaves the structure unclear.
Structure read_structure(const wire::Record& record);

} // namespace chainmail::virus_check

#endif
