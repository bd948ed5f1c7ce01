// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A message read in the other ways that readers may read it: RFC 7103 advises to see
// malformed mail as the most lenient of them does. Three axes, each with a fixed number
// of readings: where parts begin and end (mail/segments.h), what their headers say
// (mail/loose_header.h), how their content is encoded (mail/*_readings.h).
#ifndef CHAINMAIL_MIME_SPLIT_READINGS_H
#define CHAINMAIL_MIME_SPLIT_READINGS_H

#include "base/result.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mime_split {

/// Content that some reader may find.
struct Reading {
    std::string_view content;
    std::string_view header;        ///< the lines that declare it; valid like `content`
    std::vector<std::string> types; ///< maybe none
    std::vector<std::string> names;
    std::string_view kind;  ///< why it is not found by all: a word of mime-split(8), or
                            ///< nothing where that is too common to be told
    bool decoded = false;   ///< it does not stand in the message as it is
    std::size_t offset = 0; ///< of what it was read from, in the message; 0 where that
                            ///< cannot be said
};

/// Called with each; views are valid during the call. An error ends the work.
using TakeReading = std::function<Status(const Reading& reading)>;

/// `work` is what may be spent, in bytes looked at; what was spent is taken off, so
/// that time stays linear in the mail however its messages nest. `complete` is false
/// when it was not enough. Of content that grows with decoding no more than `most`
/// bytes are made.
struct ReadAgain {
    Status status;
    bool complete = true;
    bool whole =
        true; ///< false: the mail has more lines like delimiters than are heeded
};
ReadAgain read_again(std::string_view message,
                     std::size_t& work,
                     std::size_t most,
                     const TakeReading& take);

/// Nearly nothing but base64 stands in the lines at the beginning, and the first is.
bool looks_like_base64(std::string_view body);

/// What may be spent on a message of `size` bytes.
std::size_t reading_work(std::size_t size);

} // namespace chainmail::mime_split

#endif
