// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The header of a part as readers take it that do not stop at lines that are no header:
// all that any of them may find in it, and all places where its content may begin.
#ifndef CHAINMAIL_MAIL_LOOSE_HEADER_H
#define CHAINMAIL_MAIL_LOOSE_HEADER_H

#include "mail/loose_value.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mail {

struct LooseHeader {
    std::vector<std::string> types;
    std::vector<std::string> names;
    Codings codings;
    bool has_fields = false;         ///< a Content field was found
    std::size_t length = 0;          ///< up to the first of `bodies`
    std::size_t work = 0;            ///< how many bytes were looked at, some repeatedly
    std::vector<std::size_t> bodies; ///< offsets, each once, at most max_bodies
};

constexpr std::size_t max_bodies = 8;

/// `text` begins with a header, perhaps behind blank lines. Of a header that is
/// followed by another one (a message in a message, a blank line too early) both are
/// read. Only the first 64 KiB are looked at.
LooseHeader read_loosely(std::string_view text);

/// A line that is a Content-Type, -Disposition or -Transfer-Encoding field, whatever
/// blanks and control characters stand before it.
bool is_content_field(std::string_view line);

/// A line with a name and a colon, or one that begins with white space.
bool looks_like_header_line(std::string_view line);

} // namespace chainmail::mail

#endif
