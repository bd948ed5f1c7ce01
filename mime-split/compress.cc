// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "compress.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace chainmail::mime_split {

namespace {

constexpr unsigned least_bits = 9;
constexpr unsigned most_bits = 16;
constexpr unsigned clear_code = 256;
constexpr std::size_t header = 3;
constexpr std::size_t block_size = 65536;

// Codes come in groups of eight; where the width changes, or the table is cleared, the
// rest of a group is filled up.
class Codes {
public:
    explicit Codes(std::string_view bytes) : bytes_(bytes) {}

    std::optional<unsigned> next(unsigned width)
    {
        if (at_ + width > bytes_.size() * 8) return {};
        std::uint32_t window = 0;
        for (std::size_t i = 0; i < 4; ++i)
            if (at_ / 8 + i < bytes_.size())
                window |= std::uint32_t{static_cast<unsigned char>(bytes_[at_ / 8 + i])}
                          << (8 * i);
        const auto code = (window >> (at_ % 8)) & ((1U << width) - 1);
        at_ += width;
        ++in_group_;
        return code;
    }

    void end_group(unsigned width)
    {
        const auto rest = (8 - in_group_ % 8) % 8;
        at_ += rest * width;
        in_group_ = 0;
    }

private:
    std::string_view bytes_;
    std::size_t at_ = 0; ///< in bits
    std::size_t in_group_ = 0;
};

class Decoder {
public:
    Decoder(std::string_view content, Members& members)
        : codes_(content.substr(header)),
          widest_(static_cast<unsigned char>(content[2]) & 0x1FU),
          clears_((static_cast<unsigned char>(content[2]) & 0x80U) != 0),
          members_(members)
    {
    }

    std::string run()
    {
        if (widest_ < least_bits || widest_ > most_bits) return "impossible code width";
        prefix_.resize(std::size_t{1} << widest_);
        last_.resize(prefix_.size());
        free_ = first_free();
        while (auto code = codes_.next(width_)) {
            if (clears_ && *code == clear_code)
                clear();
            else if (const auto* why = take(*code); why != nullptr)
                return why;
            if (out_.size() >= block_size && !flush()) return {};
        }
        flush();
        return {};
    }

private:
    unsigned first_free() const { return clears_ ? clear_code + 1 : clear_code; }

    void clear()
    {
        codes_.end_group(width_);
        width_ = least_bits;
        free_ = first_free();
        previous_.reset();
    }

    const char* take(unsigned code)
    {
        if (code > free_ || (code == free_ && !previous_) ||
            (!previous_ && code > 0xFF))
            return "a code that is not known yet";
        const auto start = out_.size();
        auto walk = code;
        if (code == free_) {
            out_ += first_;
            walk = *previous_;
        }
        for (; walk > 0xFF; walk = prefix_[walk])
            out_ += last_[walk];
        first_ = static_cast<char>(walk);
        out_ += first_;
        std::reverse(out_.begin() + static_cast<std::ptrdiff_t>(start), out_.end());
        if (previous_) add(*previous_);
        previous_ = code;
        return nullptr;
    }

    void add(unsigned prefix)
    {
        if (free_ >= prefix_.size()) return;
        prefix_[free_] = static_cast<std::uint16_t>(prefix);
        last_[free_] = first_;
        ++free_;
        if (free_ >= (1U << width_) && width_ < widest_) {
            codes_.end_group(width_);
            ++width_;
        }
    }

    bool flush()
    {
        const bool wanted = members_.add(out_);
        out_.clear();
        return wanted;
    }

    Codes codes_;
    unsigned widest_;
    bool clears_;
    Members& members_;
    unsigned width_ = least_bits;
    unsigned free_ = 0;
    std::vector<std::uint16_t> prefix_;
    std::vector<char> last_;
    std::optional<unsigned> previous_;
    char first_ = 0;
    std::string out_;
};

} // namespace

Opened open_compress(std::string_view content, std::string_view name, Members& members)
{
    if (content.size() <= header) return {"too short", ""};
    if (!members.begin({std::string(name), "", ""})) return {};
    return {Decoder(content, members).run(), ""};
}

} // namespace chainmail::mime_split
