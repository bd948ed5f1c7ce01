// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/binhex.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace chainmail::mail {

namespace {

// The 64 digits of RFC 1741 in their order.
constexpr std::string_view digits =
    "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";

// The stream of 8-bit bytes, and behind it the run lengths: 90 n repeats the byte
// before it n-1 times more, 90 00 is 90 itself.
class Expander {
public:
    // False once the expansion is out of proportion.
    bool take(unsigned char byte, std::size_t limit)
    {
        if (in_run_) {
            in_run_ = false;
            if (byte == 0)
                out_ += marker;
            else if (!out_.empty())
                out_.append(byte - 1U, out_.back());
        } else if (byte == static_cast<unsigned char>(marker)) {
            in_run_ = true;
        } else {
            out_ += static_cast<char>(byte);
        }
        return out_.size() <= limit;
    }
    std::string take_out() { return std::move(out_); }

private:
    static constexpr char marker = '\x90';
    std::string out_;
    bool in_run_ = false;
};

// A run of 255 stands in three bytes. Files that are much longer than their encoding
// are read up to this.
constexpr std::size_t max_growth = 16;
constexpr std::size_t min_room = 65536;

std::string decode(std::string_view text, std::size_t& used)
{
    Expander expander;
    std::uint32_t bits = 0;
    unsigned count = 0;
    std::size_t at = 0;
    for (; at < text.size() && text[at] != ':'; ++at) {
        const auto value = digits.find(text[at]);
        if (value == digits.npos) continue;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        if (!expander.take(static_cast<unsigned char>(bits >> count),
                           text.size() * max_growth + min_room))
            break;
    }
    used = std::min(at + 1, text.size());
    return expander.take_out();
}

std::uint32_t big_endian(std::string_view bytes)
{
    std::uint32_t value = 0;
    for (const char c : bytes)
        value = value << 8U | static_cast<unsigned char>(c);
    return value;
}

std::size_t find_start(std::string_view text)
{
    constexpr std::size_t max_before = 1000;
    if (text.starts_with(':')) return 1;
    const auto at = text.substr(0, max_before).find("\n:");
    return at == text.npos ? at : at + 2;
}

} // namespace

bool read_binhex(std::string_view& text, std::string& name, std::string& data)
{
    const std::size_t start = find_start(text);
    if (start == text.npos) return false;
    std::size_t used = 0;
    const std::string bytes = decode(text.substr(start), used);
    // Length of the name, name, 00, type, creator, flags, two lengths, checksum.
    const std::size_t length = bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]);
    const std::size_t behind_name = 1 + length + 1 + 4 + 4 + 2;
    if (length == 0 || bytes.size() < behind_name + 10) return false;
    name = bytes.substr(1, length);
    const std::uint32_t size = big_endian(bytes.substr(behind_name, 4));
    data = bytes.substr(behind_name + 10, size);
    text.remove_prefix(start + used);
    return true;
}

} // namespace chainmail::mail
