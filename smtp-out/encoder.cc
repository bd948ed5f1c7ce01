// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "encoder.h"

#include <cstdint>
#include <cstring>

namespace chainmail::smtp_out {

namespace {

constexpr auto none = std::string_view::npos;

} // namespace

void Encoder::encode(std::string_view piece, std::string& to)
{
    if (piece.find('\r') == none && piece.find('\0') == none)
        encode_clean(piece, to);
    else
        encode_bytes(piece, to);
}

// Line by line, for nearly all mail.
void Encoder::encode_clean(std::string_view piece, std::string& to)
{
    while (!piece.empty()) {
        if (line_begins_ && piece.front() == '.') to += '.';
        const auto end = piece.find('\n');
        line_begins_ = end != none;
        if (!line_begins_) {
            to += piece;
            return;
        }
        to.append(piece, 0, end).append("\r\n", 2);
        piece.remove_prefix(end + 1);
    }
}

void Encoder::encode_bytes(std::string_view piece, std::string& to)
{
    for (const char c : piece) {
        if (c == '\r') {
            ++removed_crs_;
            continue;
        }
        if (c == '\n') {
            to.append("\r\n", 2);
        } else if (c == '\0') {
            ++replaced_nuls_;
            to.append("\xC0\x80", 2);
        } else {
            if (line_begins_ && c == '.') to += '.';
            to += c;
        }
        line_begins_ = c == '\n';
    }
}

void Encoder::end_line(std::string& to)
{
    if (!line_begins_) to.append("\r\n", 2);
    line_begins_ = true;
}

bool has_8bit(std::string_view text)
{
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    std::uint64_t seen = 0;
    while (text.size() >= sizeof seen) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof word);
        seen |= word;
        text.remove_prefix(sizeof word);
    }
    for (const char c : text)
        seen |= static_cast<unsigned char>(c);
    return (seen & high_bits) != 0;
}

} // namespace chainmail::smtp_out
