// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "content_hash.h"

#include <bit>
#include <cstring>
#include <random>

namespace chainmail::mime_split {

namespace {

struct State {
    std::uint64_t a;
    std::uint64_t b;
    std::uint64_t c;
    std::uint64_t d;

    void round()
    {
        a += b;
        b = std::rotl(b, 13) ^ a;
        a = std::rotl(a, 32);
        c += d;
        d = std::rotl(d, 16) ^ c;
        a += d;
        d = std::rotl(d, 21) ^ a;
        c += b;
        b = std::rotl(b, 17) ^ c;
        c = std::rotl(c, 32);
    }

    void take(std::uint64_t word)
    {
        d ^= word;
        round();
        round();
        a ^= word;
    }

    std::uint64_t finish()
    {
        for (int i = 0; i < 4; ++i)
            round();
        return a ^ b ^ c ^ d;
    }
};

// Little-endian, as the paper has it, on any machine.
std::uint64_t read_word(std::string_view bytes)
{
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8U * i);
    return word;
}

} // namespace

ContentHash::ContentHash()
{
    std::random_device system;
    for (auto& word : key_)
        word = std::uint64_t{system()} << 32U | system();
}

Digest ContentHash::of(std::string_view content) const
{
    State state{key_[0] ^ 0x736f6d6570736575U,
                key_[1] ^ 0x646f72616e646f6dU ^ 0xeeU,
                key_[0] ^ 0x6c7967656e657261U,
                key_[1] ^ 0x7465646279746573U};
    const std::uint64_t size = content.size();
    while (content.size() >= 8) {
        state.take(read_word(content.substr(0, 8)));
        content.remove_prefix(8);
    }
    state.take(read_word(content) | size << 56U);
    state.c ^= 0xeeU;
    const std::uint64_t low = state.finish();
    state.b ^= 0xddU;
    return {low, state.finish()};
}

} // namespace chainmail::mime_split
