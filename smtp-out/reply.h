// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The next hop's replies (RFC 5321 4.2) taken off the wire. Pure.
#ifndef CHAINMAIL_SMTP_OUT_REPLY_H
#define CHAINMAIL_SMTP_OUT_REPLY_H

#include "base/result.h"
#include "outcome/outcome.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::smtp_out {

struct Reply {
    unsigned code = 0;
    std::vector<std::string> lines; ///< what stands behind the code in each line
};

/// The reply as an answer: enhanced codes taken off, lines joined by blanks, control
/// bytes made blanks, cut at 800 bytes.
outcome::Answer answer_of(const Reply& reply);

class ReplyReader {
public:
    /// A reply is refused when it has more bytes than this.
    static constexpr std::size_t most_bytes = 64U << 10U;

    void feed(std::string_view bytes) { buffer_ += bytes; }

    /// The next whole reply, nothing while it is incomplete. A temporary error for what
    /// is no reply: no code, two codes in one reply, no end. After it, nothing that
    /// comes makes sense.
    Result<std::optional<Reply>> next();
    /// Nothing is left over.
    bool is_empty() const { return buffer_.empty(); }

private:
    std::string buffer_;
};

} // namespace chainmail::smtp_out

#endif
