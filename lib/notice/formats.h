// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Values of macros in other forms: numbers as printf(3) has them, base64. Pure.
#ifndef CHAINMAIL_NOTICE_FORMATS_H
#define CHAINMAIL_NOTICE_FORMATS_H

#include "notice/template.h"

#include <string>
#include <string_view>

namespace chainmail::notice {

/// `all` is a form and its arguments. Conversions are %s %d %f %g %e %x %% with flags,
/// a width and a precision, both at most 999; anything else stays as it is written. An
/// argument that is not there is "" or 0.
std::string formatted(const List& all);

/// RFC 4648 4, or 5 where it is for URLs, without the "=" at its end.
std::string base64(std::string_view bytes, bool for_url);

} // namespace chainmail::notice

#endif
