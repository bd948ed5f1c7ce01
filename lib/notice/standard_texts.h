// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Our own templates, for a configuration that has none.
#ifndef CHAINMAIL_NOTICE_STANDARD_TEXTS_H
#define CHAINMAIL_NOTICE_STANDARD_TEXTS_H

#include <string_view>

namespace chainmail::notice {

enum class Kind { administrator, recipient, sender };

std::string_view standard_text(Kind kind);

} // namespace chainmail::notice

#endif
