// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "tnef.h"

#include "mapi.h"
#include "numbers.h"

#include <cstdint>
#include <string>

namespace chainmail::mime_split {

namespace {

enum : std::uint32_t {
    attachment_begins = 0x00069002,
    attachment_title = 0x00018010,
    attachment_data = 0x0006800F,
    attachment_properties = 0x00069005,
    message_properties = 0x00069003,
    message_body = 0x0002800C,
};

enum : std::uint16_t {
    long_name = 0x3707,
    short_name = 0x3704,
    data = 0x3701,
    body_html = 0x1013,
};

std::string until_nul(std::string_view text)
{
    return std::string(text.substr(0, text.find('\0')));
}

// What belongs to one attachment comes in any order, and ends where the next begins.
class Reader {
public:
    explicit Reader(Members& members) : members_(members) {}

    // False: no more is wanted.
    bool take(std::uint32_t id, std::string_view value)
    {
        switch (id) {
        case attachment_begins:
            return end_attachment();
        case attachment_title:
            add_name(until_nul(value));
            return true;
        case attachment_data:
            data_ = value;
            return true;
        case attachment_properties:
            read_properties(value, [&](const Property& p) { note(p); });
            return true;
        case message_body:
            return give({"", "", ""}, value.substr(0, value.find('\0')));
        case message_properties:
            return give_body(value);
        default:
            return true;
        }
    }

    bool end_attachment()
    {
        const bool wanted = data_.empty() || give({name_, other_, ""}, data_);
        name_.clear();
        other_.clear();
        data_ = {};
        return wanted;
    }

private:
    void note(const Property& property)
    {
        if (property.id == long_name || property.id == short_name)
            add_name(text_of(property));
        // An object begins with the identifier of its interface.
        constexpr std::size_t identifier = 16;
        if (property.id == data && data_.empty())
            data_ = property.type == mapi_object && property.value.size() > identifier
                        ? property.value.substr(identifier)
                        : property.value;
    }

    // The longest is the one that is shown; the other is the 8.3 form of it.
    void add_name(std::string name)
    {
        if (name.size() > name_.size()) name.swap(name_);
        if (name != name_ && name.size() > other_.size()) name.swap(other_);
    }

    bool give_body(std::string_view properties)
    {
        std::string_view html;
        read_properties(properties, [&](const Property& property) {
            if (property.id == body_html) html = property.value;
        });
        return html.empty() || give({"", "", ""}, html);
    }

    bool give(const Member& member, std::string_view content)
    {
        if (content.empty()) return true;
        return members_.begin(member) && members_.add(content);
    }

    Members& members_;
    std::string name_;
    std::string other_;
    std::string_view data_;
};

} // namespace

Opened open_tnef(std::string_view content, Members& members)
{
    constexpr std::size_t header = 6, head = 9, checksum = 2;
    Reader reader(members);
    std::size_t at = header;
    while (at + head <= content.size()) {
        const auto id = static_cast<std::uint32_t>(little_endian(content, at + 1, 4));
        const auto length = little_endian(content, at + 5, 4);
        at += head;
        const bool cut = length > content.size() - at;
        if (!reader.take(id, content.substr(at, length))) return {};
        if (cut) {
            reader.end_attachment();
            return {"the end is missing", ""};
        }
        at += length + checksum;
    }
    reader.end_attachment();
    return {};
}

} // namespace chainmail::mime_split
