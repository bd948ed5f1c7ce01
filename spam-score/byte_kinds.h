// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Bytes in 64 kinds: all that is told apart when rules are looked for (factor_index.h).
// Letters of both cases are one, so are the controls, and eight-bit bytes by 32s.
#ifndef CHAINMAIL_SPAM_SCORE_BYTE_KINDS_H
#define CHAINMAIL_SPAM_SCORE_BYTE_KINDS_H

#include "pattern_tree.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

constexpr unsigned kind_bits = 6;
constexpr std::size_t kind_count = 1U << kind_bits;
constexpr std::size_t look_ahead = 8;

/// One bit for each kind that one of the bytes is of.
std::uint64_t kinds_of(const ByteSet& bytes);
/// All bytes of these kinds.
ByteSet bytes_of(std::uint64_t kinds);

/// A text as kinds. To be used for one text after the other.
class KindText {
public:
    /// `text` has to outlive what is asked about it.
    void read(std::string_view text);
    std::string_view text() const { return text_; }

    /// Of each byte. In front of the first and behind the last there are look_ahead
    /// more, which mean nothing.
    const std::uint8_t* kinds() const { return kinds_.data() + look_ahead; }
    std::size_t size() const { return text_.size(); }
    /// Of which kinds there are bytes, one bit each.
    std::uint64_t present() const { return present_; }

private:
    std::vector<std::uint8_t> kinds_ = std::vector<std::uint8_t>(2 * look_ahead);
    std::string_view text_;
    std::uint64_t present_ = 0;
};

} // namespace chainmail::spam_score

#endif
