// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mapi.h"

#include "mail/charset.h"
#include "numbers.h"

#include <algorithm>
#include <optional>

namespace chainmail::mime_split {

namespace {

constexpr std::uint16_t several = 0x1000;

// Bytes of a value of this type; 0: it says itself how many.
std::size_t size_of(std::uint16_t type)
{
    switch (type & ~several) {
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x0A:
    case 0x0B:
        return 4;
    case 0x05:
    case 0x06:
    case 0x07:
    case 0x14:
    case 0x40:
        return 8;
    case 0x48:
        return 16;
    default:
        return 0;
    }
}

class Reader {
public:
    explicit Reader(std::string_view list) : rest_(list) {}

    std::uint32_t number(std::size_t bytes)
    {
        const auto taken = take(bytes);
        if (!taken) return 0;
        return static_cast<std::uint32_t>(little_endian(*taken, 0, bytes));
    }

    // Nothing, and the end of it all, when there are not so many.
    std::optional<std::string_view> take(std::size_t bytes)
    {
        if (bytes > rest_.size()) {
            rest_ = {};
            return {};
        }
        const auto taken = rest_.substr(0, bytes);
        rest_.remove_prefix(bytes);
        return taken;
    }

    // Filled up to a multiple of four.
    std::string_view padded(std::size_t bytes)
    {
        const auto taken = take(bytes);
        if (taken) take(std::min((4 - bytes % 4) % 4, rest_.size()));
        return taken.value_or(std::string_view());
    }

    bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

void skip_name(Reader& reader)
{
    constexpr std::size_t identifier = 16;
    reader.take(identifier);
    if (reader.number(4) == 0)
        reader.number(4);
    else
        reader.padded(reader.number(4));
}

std::string_view read_value(Reader& reader, std::uint16_t type)
{
    const auto size = size_of(type);
    if (size != 0) {
        const std::size_t count = (type & several) != 0 ? reader.number(4) : 1;
        reader.take(std::min<std::uint64_t>(std::uint64_t{size} * count, 1U << 31U));
        return {};
    }
    std::string_view first;
    const auto count = reader.number(4);
    for (std::uint32_t i = 0; i < count && !reader.at_end(); ++i) {
        const auto value = reader.padded(reader.number(4));
        if (i == 0) first = value;
    }
    return first;
}

} // namespace

void read_properties(std::string_view list,
                     const std::function<void(const Property&)>& take)
{
    constexpr std::uint16_t first_named = 0x8000;
    Reader reader(list);
    const auto count = reader.number(4);
    for (std::uint32_t i = 0; i < count && !reader.at_end(); ++i) {
        Property property;
        property.type = static_cast<std::uint16_t>(reader.number(2));
        property.id = static_cast<std::uint16_t>(reader.number(2));
        if (property.id >= first_named) skip_name(reader);
        property.value = read_value(reader, property.type);
        take(property);
    }
}

std::string text_of(const Property& property)
{
    auto text = property.type == mapi_unicode
                    ? mail::to_utf8(property.value, "utf-16le")
                    : std::string(property.value);
    while (!text.empty() && text.back() == '\0')
        text.pop_back();
    return text;
}

} // namespace chainmail::mime_split
