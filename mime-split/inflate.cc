// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "inflate.h"

#include <algorithm>
#include <limits>
#include <string>
#include <zlib.h>

namespace chainmail::mime_split {

namespace {

struct Stream {
    Stream() { ready = ::inflateInit(&state) == Z_OK; }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    ~Stream()
    {
        if (ready) ::inflateEnd(&state);
    }
    z_stream state{};
    bool ready = false;
};

} // namespace

bool inflate(std::string_view compressed,
             const std::function<bool(std::string_view)>& take)
{
    constexpr std::size_t block = 65536;
    Stream stream;
    if (!stream.ready) return false;
    auto& state = stream.state;
    std::string out(block, '\0');
    // zlib takes no const; it does not write there.
    state.next_in =
        reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data())); // NOLINT
    state.avail_in = static_cast<uInt>(
        std::min<std::size_t>(compressed.size(), std::numeric_limits<uInt>::max()));
    for (;;) {
        state.next_out = reinterpret_cast<Bytef*>(out.data()); // NOLINT
        state.avail_out = static_cast<uInt>(out.size());
        const int status = ::inflate(&state, Z_NO_FLUSH);
        const auto got = out.size() - state.avail_out;
        if (got > 0 && !take(std::string_view(out).substr(0, got))) return true;
        if (status == Z_STREAM_END) return true;
        if (status != Z_OK || (got == 0 && state.avail_in == 0)) return false;
    }
}

} // namespace chainmail::mime_split
