// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "rar5.h"

#include <algorithm>
#include <cstdint>

namespace chainmail::mime_split {

namespace {

using namespace std::string_view_literals;

constexpr auto signature = "Rar!\x1A\x07\x01\x00"sv;

// Numbers of 7 bits a byte, the least significant first. Behind the end all are 0.
class Cursor {
public:
    explicit Cursor(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t number()
    {
        constexpr unsigned most_bits = 63;
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < most_bits && !rest_.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(rest_[0]);
            rest_.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7FU} << shift;
            if ((byte & 0x80U) == 0) break;
        }
        return value;
    }

    std::string_view take(std::uint64_t bytes)
    {
        const auto length = std::min<std::uint64_t>(bytes, rest_.size());
        const auto taken = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return taken;
    }

    bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

bool is_encrypted(std::string_view extra)
{
    Cursor records(extra);
    while (!records.at_end()) {
        Cursor record(records.take(records.number()));
        if (!record.at_end() && record.number() == 1) return true;
    }
    return false;
}

std::string file_name(Cursor header)
{
    constexpr unsigned has_time = 2, has_sum = 4;
    const auto flags = header.number();
    header.number(); // size
    header.number(); // attributes
    if ((flags & has_time) != 0) header.take(4);
    if ((flags & has_sum) != 0) header.take(4);
    header.number(); // method
    header.number(); // system
    return std::string(header.take(header.number()));
}

} // namespace

std::set<std::string> encrypted_in_rar5(std::string_view content)
{
    constexpr unsigned file = 2, has_extra = 1, has_data = 2;
    std::set<std::string> names;
    if (!content.starts_with(signature)) return names;
    Cursor blocks(content.substr(signature.size()));
    while (!blocks.at_end()) {
        blocks.take(4); // checksum
        const auto bytes = blocks.take(blocks.number());
        Cursor header(bytes);
        const auto type = header.number();
        const auto flags = header.number();
        const auto extra = (flags & has_extra) != 0 ? header.number() : 0;
        const auto data = (flags & has_data) != 0 ? header.number() : 0;
        if (type == file && extra > 0 && extra <= bytes.size() &&
            is_encrypted(bytes.substr(bytes.size() - extra)))
            names.insert(file_name(header));
        blocks.take(data);
    }
    return names;
}

} // namespace chainmail::mime_split
