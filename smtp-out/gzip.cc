// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "gzip.h"

#include <algorithm>
#include <array>
#include <limits>

namespace chainmail::smtp_out {

namespace {

// zlib's number for "with the header of gzip".
constexpr int gzip_window = 15 + 16;
constexpr int memory_level = 8;

} // namespace

Gzip::Gzip(Sink sink) : sink_(std::move(sink))
{
    ready_ = ::deflateInit2(&stream_,
                            Z_DEFAULT_COMPRESSION,
                            Z_DEFLATED,
                            gzip_window,
                            memory_level,
                            Z_DEFAULT_STRATEGY) == Z_OK;
}

Gzip::~Gzip()
{
    if (ready_) ::deflateEnd(&stream_);
}

Status Gzip::run(std::string_view bytes, int flush)
{
    if (!ready_) return temporary("compress: no memory");
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    std::array<char, 64U << 10U> out;
    do {
        const auto piece = bytes.substr(0, most);
        bytes.remove_prefix(piece.size());
        // zlib does not write to it; its type is older than const.
        stream_.next_in =
            reinterpret_cast<Bytef*>(const_cast<char*>(piece.data())); // NOLINT
        stream_.avail_in = static_cast<uInt>(piece.size());
        int state = Z_OK;
        do {
            stream_.next_out = reinterpret_cast<Bytef*>(out.data()); // NOLINT
            stream_.avail_out = static_cast<uInt>(out.size());
            state = ::deflate(&stream_, bytes.empty() ? flush : Z_NO_FLUSH);
            if (state == Z_STREAM_ERROR) return internal("compress: zlib refused");
            const std::string_view done(out.data(), out.size() - stream_.avail_out);
            if (auto written = sink_(done); !written) return written;
        } while (stream_.avail_out == 0);
    } while (!bytes.empty());
    return {};
}

} // namespace chainmail::smtp_out
