// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Bytes in, the format of gzip(1) (RFC 1952) out.
#ifndef CHAINMAIL_SMTP_OUT_GZIP_H
#define CHAINMAIL_SMTP_OUT_GZIP_H

#include "base/result.h"

#include <functional>
#include <string_view>

#include <zlib.h>

namespace chainmail::smtp_out {

/// Takes bytes to where they go.
using Sink = std::function<Status(std::string_view)>;

class Gzip {
public:
    explicit Gzip(Sink sink);
    ~Gzip();
    Gzip(const Gzip&) = delete;
    Gzip& operator=(const Gzip&) = delete;

    Status write(std::string_view bytes) { return run(bytes, Z_NO_FLUSH); }
    /// What is still held back, and the end.
    Status finish() { return run({}, Z_FINISH); }

private:
    Status run(std::string_view bytes, int flush);

    Sink sink_;
    z_stream stream_{};
    bool ready_ = false;
};

} // namespace chainmail::smtp_out

#endif
