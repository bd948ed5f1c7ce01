// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#ifndef CHAINMAIL_CHAINMAIL_CHECK_H
#define CHAINMAIL_CHAINMAIL_CHECK_H

#include "base/result.h"

#include <string>

namespace chainmail::supervisor {

/// `chainmail --check`: reads the configuration as a start would and prints on standard
/// output what it comes to, in words, with FILE:LINE for what switches checks off.
Status check(const std::string& directory);

} // namespace chainmail::supervisor

#endif
