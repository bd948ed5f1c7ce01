// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/transfer.h"

#include "base/text.h"
#include "mail/lexer.h"

#include <algorithm>
#include <array>

namespace chainmail::mail {

namespace {

// RFC 4648 section 4, read backwards: character to value.
constexpr std::array<std::uint8_t, 256> make_base64_values()
{
    std::array<std::uint8_t, 256> values{};
    values.fill(no_base64_digit);
    std::uint8_t next = 0;
    const auto range = [&](unsigned from, unsigned to) {
        for (unsigned c = from; c <= to; ++c)
            values[c] = next++;
    };
    range('A', 'Z');
    range('a', 'z');
    range('0', '9');
    range('+', '+');
    range('/', '/');
    return values;
}

// Lines have 76 characters (RFC 2045 6.8), that is 19 groups.
constexpr std::size_t line_groups = 32;

constexpr auto base64_values = make_base64_values();

std::uint32_t base64_value(char c)
{
    return base64_values[static_cast<unsigned char>(c)];
}

// The value of four characters, or more than 24 bits when one of them is no digit.
std::uint32_t group_value(const char* c)
{
    const std::uint32_t a = base64_value(c[0]);
    const std::uint32_t b = base64_value(c[1]);
    const std::uint32_t d = base64_value(c[2]);
    const std::uint32_t e = base64_value(c[3]);
    if (((a | b | d | e) & 0x80U) != 0) return ~0U;
    return a << 18U | b << 12U | d << 6U | e;
}

void put_group(char* to, std::uint32_t group)
{
    to[0] = static_cast<char>(group >> 16U);
    to[1] = static_cast<char>(group >> 8U);
    to[2] = static_cast<char>(group);
}

// Decodes whole groups as long as they come without interruption, a line's worth at
// most: the room is cleared before it is filled.
void take_groups(std::string_view& rest, std::string& to, std::size_t size)
{
    const std::size_t groups = std::min({rest.size() / 4, size / 3, line_groups});
    const std::size_t old = to.size();
    to.resize(old + groups * 3);
    std::size_t done = 0;
    for (; done < groups; ++done) {
        const std::uint32_t group = group_value(rest.data() + done * 4);
        if (group > 0xFFFFFFU) break;
        put_group(to.data() + old + done * 3, group);
    }
    to.resize(old + done * 3);
    rest.remove_prefix(done * 4);
}

} // namespace

Encoding encoding_of(std::string_view value)
{
    skip_cfws(value);
    if (value.starts_with('"')) value.remove_prefix(1);
    const auto end = std::find_if_not(value.begin(), value.end(), [](char c) {
        return text::is_alnum(c) || c == '-';
    });
    const auto name = value.substr(0, static_cast<std::size_t>(end - value.begin()));
    if (text::equal_ignore_case(name, "base64")) return Encoding::base64;
    if (text::equal_ignore_case(name, "quoted-printable"))
        return Encoding::quoted_printable;
    return Encoding::identity;
}

bool TransferDecoder::next(std::string& to, std::size_t size)
{
    const std::size_t old = to.size();
    switch (encoding_) {
    case Encoding::identity:
        to += rest_.substr(0, size);
        rest_.remove_prefix(std::min(size, rest_.size()));
        break;
    case Encoding::base64:
        take_base64(to, size);
        break;
    case Encoding::quoted_printable:
        take_quoted(to, size);
        break;
    }
    return to.size() > old;
}

void TransferDecoder::take_base64(std::string& to, std::size_t size)
{
    // Three bytes are kept free for a group that is completed one character at a time.
    const std::size_t end = to.size() + size - 3;
    while (!rest_.empty() && to.size() < end) {
        if (digits_ == 0 && !padded_) take_groups(rest_, to, end - to.size());
        if (rest_.empty() || to.size() >= end) break;
        take_other(rest_.front(), to);
        rest_.remove_prefix(1);
    }
    if (rest_.empty()) flush_group(to);
}

void TransferDecoder::take_other(char c, std::string& to)
{
    const std::uint32_t value = base64_value(c);
    if (value != no_base64_digit) {
        behind_padding_ = behind_padding_ || padded_;
        padded_ = false;
        group_ = group_ << 6U | value;
        if (++digits_ == 4) flush_group(to);
    } else if (c == '=') {
        flush_group(to);
        padded_ = true;
    } else if (!text::is_space(c)) {
        damaged_ = true;
    }
}

// A group of two or three characters gives one or two bytes; a single one gives none.
void TransferDecoder::flush_group(std::string& to)
{
    if (digits_ == 1) damaged_ = true;
    if (digits_ >= 2) {
        char bytes[3];
        put_group(bytes, group_ << (6U * static_cast<unsigned>(4 - digits_)));
        to.append(bytes, static_cast<std::size_t>(digits_ - 1));
    }
    digits_ = 0;
    group_ = 0;
}

// Takes the next line off the text; a soft line break leaves it without a line end.
bool TransferDecoder::load_line()
{
    if (rest_.empty()) return false;
    const std::size_t at = std::min(rest_.find('\n'), rest_.size());
    line_ = rest_.substr(0, at);
    line_end_ = rest_.substr(at, 1);
    rest_.remove_prefix(at + line_end_.size());
    if (!line_end_.empty() && line_.ends_with('\r')) {
        line_.remove_suffix(1);
        line_end_ = {line_end_.data() - 1, 2};
    }
    line_ = line_.substr(0, line_.find_last_not_of(" \t") + 1);
    if (line_.ends_with('=')) {
        line_.remove_suffix(1);
        line_end_ = {};
    }
    return true;
}

void TransferDecoder::take_quoted(std::string& to, std::size_t size)
{
    const std::size_t end = to.size() + size - 2;
    while (to.size() < end) {
        if (line_.empty()) {
            to += line_end_;
            line_end_ = {};
            if (to.size() >= end || !load_line()) break;
        }
        const auto room = line_.substr(0, end - to.size());
        const auto plain = room.substr(0, room.find('='));
        to += plain;
        line_.remove_prefix(plain.size());
        if (line_.starts_with('=') && to.size() < end) take_escape(to);
    }
}

void TransferDecoder::take_escape(std::string& to)
{
    const int high = line_.size() > 2 ? text::hex_value(line_[1]) : -1;
    const int low = line_.size() > 2 ? text::hex_value(line_[2]) : -1;
    if (high < 0 || low < 0) {
        damaged_ = true;
        to += '=';
        line_.remove_prefix(1);
        return;
    }
    to += static_cast<char>(high * 16 + low);
    line_.remove_prefix(3);
}

bool has_uneven_lines(std::string_view text)
{
    bool uneven = false;
    while (!text.empty()) {
        const auto at = text.find('\n');
        const auto line = text::trim(text.substr(0, at));
        if (uneven && !line.empty()) return true;
        uneven = uneven || line.size() % 4 != 0;
        if (at == text.npos) break;
        text.remove_prefix(at + 1);
    }
    return false;
}

unsigned base64_digit(char c)
{
    return base64_value(c);
}

std::string decode(Encoding encoding, std::string_view text, std::size_t limit)
{
    std::string out;
    TransferDecoder decoder(encoding, text);
    while (out.size() < limit && decoder.next(out)) {
    }
    if (out.size() > limit) out.resize(limit);
    return out;
}

} // namespace chainmail::mail
