// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "structure.h"

namespace chainmail::virus_check {

namespace {

bool is_doubtful(const wire::Record::Line& line)
{
    if (line.name == "mime-error" || line.name == "hold") return true;
    const auto part = wire::part_name(line.name);
    if (!part) return false;
    return part->field == "ambiguous" || part->field == "damage" ||
           (part->field == "attr" && line.value.find('U') != line.value.npos);
}

} // namespace

Structure read_structure(const wire::Record& record)
{
    Structure structure{wire::read_part_list(record), false};
    structure.clear =
        structure.list.readable && record.value("mime-split.status") == "ok";
    for (std::size_t i = 0; i < record.size(); ++i)
        structure.clear = structure.clear && !is_doubtful(record.line(i));
    return structure;
}

} // namespace chainmail::virus_check
