// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "byte_kinds.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

constexpr std::array<std::uint8_t, 256> make_kinds()
{
    constexpr std::string_view marks = " .,-_:/<>\"'=@$&#()!*\n";
    constexpr std::uint8_t first_mark = 36;
    constexpr std::uint8_t control = first_mark + marks.size();
    constexpr std::uint8_t other = control + 1;
    std::array<std::uint8_t, 256> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        const char c = static_cast<char>(i);
        const auto mark = marks.find(c);
        if (text::is_alpha(c))
            out[i] = static_cast<std::uint8_t>(text::to_lower(c) - 'a');
        else if (text::is_digit(c))
            out[i] = static_cast<std::uint8_t>(26 + (c - '0'));
        else if (i >= 0x80)
            out[i] = static_cast<std::uint8_t>(60 + (i - 0x80) / 0x20);
        else if (mark != std::string_view::npos)
            out[i] = static_cast<std::uint8_t>(first_mark + mark);
        else
            out[i] = text::is_control(c) ? control : other;
    }
    return out;
}

constexpr auto kind_of = make_kinds();

} // namespace

std::uint64_t kinds_of(const ByteSet& bytes)
{
    std::uint64_t kinds = 0;
    for (auto byte = bytes._Find_first(); byte < bytes.size();
         byte = bytes._Find_next(byte))
        kinds |= std::uint64_t{1} << kind_of[byte];
    return kinds;
}

ByteSet bytes_of(std::uint64_t kinds)
{
    ByteSet bytes;
    for (std::size_t byte = 0; byte < bytes.size(); ++byte)
        bytes[byte] = (kinds >> kind_of[byte] & 1U) != 0;
    return bytes;
}

void KindText::read(std::string_view text)
{
    text_ = text;
    if (kinds_.size() < text.size() + 2 * look_ahead)
        kinds_.resize(text.size() + 2 * look_ahead);
    std::uint64_t present = 0;
    // A byte written may be any object to the compiler: nothing else is in memory.
    const char* const in = text.data();
    std::uint8_t* const out = kinds_.data() + look_ahead;
    const std::size_t size = text.size();
    for (std::size_t i = 0; i < size; ++i) {
        const auto kind = kind_of[static_cast<unsigned char>(in[i])];
        out[i] = kind;
        present |= std::uint64_t{1} << kind;
    }
    present_ = present;
}

} // namespace chainmail::spam_score
