// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#ifndef CHAINMAIL_CHAINMAIL_OWN_PROGRAM_H
#define CHAINMAIL_CHAINMAIL_OWN_PROGRAM_H

#include "base/result.h"

#include <string>

namespace chainmail::supervisor {

/// Tries a site's own program of @chain: two records, one after the other. Refused is a
/// program that does not answer the first while its input stays open (it buffers: the
/// usual mistake of plain sed, grep and awk), or that loses lines.
Status try_own_program(const std::string& path);

} // namespace chainmail::supervisor

#endif
