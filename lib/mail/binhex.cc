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
    // False once there is enough.
    bool take(unsigned char byte, std::size_t most)
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
        return out_.size() < most;
    }
    std::string take_out() { return std::move(out_); }

private:
    static constexpr char marker = '\x90';
    std::string out_;
    bool in_run_ = false;
};

// What the digits of `text` say, up to `most` bytes and the rest of a run.
std::string decode(std::string_view text, std::size_t most)
{
    Expander expander;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const auto value = digits.find(c);
        if (value == digits.npos) continue;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        if (!expander.take(static_cast<unsigned char>(bits >> count), most)) break;
    }
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

bool read_binhex(std::string_view& text,
                 std::size_t most,
                 std::string& name,
                 std::string& data)
{
    const std::size_t start = find_start(text);
    if (start == text.npos) return false;
    const auto end = std::min(text.find(':', start), text.size());
    const auto body = text.substr(start, end - start);
    // Length of the name, name, 00, type, creator, flags, two lengths, checksum. All of
    // it stands in the first lines, or many a false start would be read to the end.
    constexpr std::size_t longest_head = 1 + 255 + 1 + 4 + 4 + 2 + 10;
    const auto head = decode(body.substr(0, 4 * longest_head), longest_head);
    const std::size_t length = head.empty() ? 0 : static_cast<unsigned char>(head[0]);
    const std::size_t behind_name = 1 + length + 1 + 4 + 4 + 2;
    if (length == 0 || head.size() < behind_name + 10) return false;
    name = head.substr(1, length);
    const std::size_t size = big_endian(head.substr(behind_name, 4));
    data = decode(body, behind_name + 10 + std::min(size, most));
    data.erase(0, behind_name + 10);
    data.resize(std::min({data.size(), size, most}));
    text.remove_prefix(std::min(end + 1, text.size()));
    return true;
}

} // namespace chainmail::mail
