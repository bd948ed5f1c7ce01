// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "images.h"

namespace chainmail::spam_score {

namespace {

using Size = std::pair<std::size_t, std::size_t>; // height, width; 0 is unknown

std::size_t byte_at(std::string_view s, std::size_t at)
{
    return at < s.size() ? static_cast<unsigned char>(s[at]) : 0;
}

std::size_t big_endian(std::string_view s, std::size_t at, std::size_t bytes)
{
    std::size_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value = value << 8U | byte_at(s, at + i);
    return value;
}

// GIF89a section 18: width and height behind the signature, little-endian.
Size gif_size(std::string_view s)
{
    if (!s.starts_with("GIF87a") && !s.starts_with("GIF89a")) return {};
    const auto word = [&](std::size_t at) {
        return byte_at(s, at) | byte_at(s, at + 1) << 8U;
    };
    return {word(8), word(6)};
}

// RFC 2083 section 4.1.1: the IHDR chunk, which should be the first.
Size png_size(std::string_view s)
{
    constexpr std::size_t chunk_head = 8;
    if (!s.starts_with("\x89PNG\r\n\x1A\n")) return {};
    for (std::size_t at = 8; at < s.size();) {
        const auto length = big_endian(s, at, 4);
        const auto type = s.substr(at + 4 < s.size() ? at + 4 : s.size(), 4);
        at += chunk_head;
        if (type == "IEND") break;
        if (type == "IHDR" && length == 13)
            return {big_endian(s, at + 4, 4), big_endian(s, at, 4)};
    }
    return {};
}

// A frame header (ITU T.81 table B.1): SOF0 to SOF15 without DHT, JPG and DAC.
bool is_frame(std::size_t marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
           marker != 0xCC;
}

Size jpeg_size(std::string_view s)
{
    constexpr std::size_t end_of_image = 0xD9;
    constexpr std::size_t start_of_scan = 0xDA;
    if (!s.starts_with("\xFF\xD8")) return {};
    for (std::size_t at = 2; at + 3 < s.size();) {
        const auto marker = byte_at(s, at + 1);
        const auto length = big_endian(s, at + 2, 2);
        if (byte_at(s, at) != 0xFF || marker == end_of_image ||
            marker == start_of_scan || length < 2)
            break;
        if (is_frame(marker))
            return {big_endian(s, at + 5, 2), big_endian(s, at + 7, 2)};
        at += 2 + length;
    }
    return {};
}

} // namespace

const ImageCount* Images::of(std::string_view type) const
{
    if (type == "gif") return &gif;
    if (type == "png") return &png;
    if (type == "jpeg") return &jpeg;
    if (type == "all") return &all;
    return nullptr;
}

Images look_at_images(const Message& message, const std::vector<std::string>& contents)
{
    Images images;
    for (const auto index : message.leaves()) {
        const MessagePart& part = message.parts[index];
        ImageCount* count = part.type == "image/gif"    ? &images.gif
                            : part.type == "image/png"  ? &images.png
                            : part.type == "image/jpeg" ? &images.jpeg
                            : part.type == "image/jpg"  ? &images.jpeg
                                                        : nullptr;
        if (count == nullptr || part.encoding() != "base64") continue;
        const std::string& bytes = contents[index];
        const auto [height, width] = count == &images.gif   ? gif_size(bytes)
                                     : count == &images.png ? png_size(bytes)
                                                            : jpeg_size(bytes);
        ++count->count;
        ++images.all.count;
        if (height == 0 || width == 0) continue;
        const double area = static_cast<double>(height) * static_cast<double>(width);
        for (auto* each : {count, &images.all}) {
            each->area += area;
            each->sizes.emplace(height, width);
        }
        if (!part.name.empty()) images.names.insert(part.name);
    }
    return images;
}

} // namespace chainmail::spam_score
