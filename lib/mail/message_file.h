// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The message on a descriptor, as every stage sees it: LF line ends, no mbox line.
#ifndef CHAINMAIL_MAIL_MESSAGE_FILE_H
#define CHAINMAIL_MAIL_MESSAGE_FILE_H

#include "base/result.h"
#include "os/fd.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace chainmail::mail {

/// smtp-in writes LF line ends: then view() is the mapping itself, nothing is copied. A
/// file from elsewhere may have CRLF ends, all through its header: then view() is a
/// copy with each CRLF made LF. A first line "From " (mbox) is left out. The offsets of
/// a record (part.P.raw) count in view().
class MessageFile {
public:
    /// The first `length` bytes of `fd`.
    static Result<MessageFile> of(int fd, std::uint64_t length);

    /// Valid while this object lives and is not moved.
    std::string_view view() const
    {
        return copied_ ? std::string_view(copy_) : mapping_.view().substr(skip_);
    }
    /// The file has other line ends than the view.
    bool converted() const { return copied_; }

private:
    os::Mapping mapping_;
    std::string copy_;
    std::size_t skip_ = 0;
    bool copied_ = false;
};

/// The length of an mbox "From " line at the start of `text` with its line end; 0
/// without.
std::size_t mbox_line_length(std::string_view text);

/// Whether all lines up to the first blank line (at least one) end in CRLF.
bool has_crlf_ends(std::string_view text);

/// `text` with every CRLF made LF; other CR stay.
std::string with_lf_ends(std::string_view text);

} // namespace chainmail::mail

#endif
