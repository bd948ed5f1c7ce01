// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/base64_readings.h"

#include "base/text.h"
#include "mail/transfer.h"

#include <algorithm>

namespace chainmail::mail {

namespace {

constexpr unsigned no_digit = no_base64_digit;
constexpr std::size_t max_short_start = 100;
constexpr std::size_t min_long_line = 60;

using Padding = Base64Rules::Padding;
using Junk = Base64Rules::Junk;

unsigned value_of(char c, bool url_safe)
{
    if (url_safe && c == '-') return 62;
    if (url_safe && c == '_') return 63;
    return base64_digit(c);
}

bool is_junk(char c, bool url_safe)
{
    return value_of(c, url_safe) == no_digit && c != '=' && !text::is_space(c);
}

class Decoder {
public:
    explicit Decoder(const Base64Rules& rules) : rules_(rules) {}

    std::string decode(std::string_view text)
    {
        out_.reserve(text.size() / 4 * 3 + 3);
        while (!text.empty() && !ended_) {
            take_line(text::take_line(text));
            if (rules_.by_line) drop_group();
        }
        finish();
        return std::move(out_);
    }

private:
    void take_line(std::string_view line)
    {
        if (rules_.junk == Junk::spoils_line &&
            std::any_of(line.begin(), line.end(), [&](char c) {
                return is_junk(c, rules_.url_safe);
            }))
            return;
        for (const char c : line) {
            const unsigned value = value_of(c, rules_.url_safe);
            if (value != no_digit)
                put(value, false);
            else if (c == '=')
                pad();
            else if (rules_.junk == Junk::ends_line && !text::is_space(c))
                return;
            if (ended_) return;
        }
    }

    void pad()
    {
        switch (rules_.padding) {
        case Padding::ends_group:
            return flush_digits();
        case Padding::ends_data:
            if (places_ == 0) return; // not yet behind data: a stray one
            flush_digits();
            ended_ = true;
            return;
        case Padding::ignored:
            return;
        case Padding::in_group:
            if (++places_ == 4) flush_digits();
            return;
        case Padding::as_zero:
        case Padding::is_zero:
            return put(0, true);
        }
    }

    void put(unsigned value, bool is_padding)
    {
        group_ = group_ << 6U | value;
        ++digits_;
        padding_ += is_padding ? 1 : 0;
        if (++places_ == 4) flush_digits();
    }

    // Two digits give one byte, three two, four three; padding read as a digit takes
    // one away again.
    void flush_digits()
    {
        if (digits_ >= 2) {
            const unsigned bits = group_ << (6U * (4 - digits_));
            std::size_t bytes = digits_ - 1;
            if (rules_.padding == Padding::as_zero) bytes -= std::min(bytes, padding_);
            for (std::size_t i = 0; i < bytes; ++i)
                out_ += static_cast<char>(bits >> (16U - 8U * i) & 255U);
        }
        last_padding_ = padding_;
        drop_group();
    }

    void drop_group()
    {
        group_ = digits_ = 0;
        places_ = padding_ = 0;
    }

    void finish()
    {
        flush_digits();
        if (rules_.padding == Padding::is_zero)
            out_.resize(out_.size() - std::min(out_.size(), last_padding_));
    }

    const Base64Rules& rules_;
    std::string out_;
    unsigned group_ = 0;
    unsigned digits_ = 0;
    std::size_t places_ = 0;
    std::size_t padding_ = 0;
    std::size_t last_padding_ = 0;
    bool ended_ = false;
};

} // namespace

bool is_base64(std::string_view line)
{
    return std::all_of(line.begin(), line.end(), [](char c) {
        return base64_digit(c) != no_digit || c == '=';
    });
}

std::string decode_base64(std::string_view text, const Base64Rules& rules)
{
    return Decoder(rules).decode(text);
}

Base64Oddities find_oddities(std::string_view text)
{
    Base64Oddities found;
    std::size_t digits = 0;
    std::size_t in_line = 0;
    std::size_t padding = 0;
    bool ragged = false; // a line that did not end with a group
    bool brief = false;  // a line with few digits
    bool blank = false;  // a blank line behind less than max_short_start digits
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (base64_digit(c) != no_digit) {
            found.inner_padding |= padding > 0;
            found.uneven |= ragged;
            found.short_start |= blank;
            found.short_lines |= brief;
            ++digits;
            ++in_line;
        } else if (c == '=') {
            // Of one group at most two places are padding.
            found.inner_padding |= ++padding > 2 || digits % 4 < 2;
        } else if (c == '\n') {
            ragged |= padding == 0 && in_line % 4 != 0;
            brief |= in_line < min_long_line;
            blank |= in_line == 0 && digits > 0 && digits < max_short_start;
            in_line = 0;
        } else if (!text::is_space(c)) {
            found.junk = true;
            found.url_safe |= c == '-' || c == '_';
        }
    }
    return found;
}

std::vector<Base64Rules> rules_for(const Base64Oddities& oddities)
{
    std::vector<Base64Rules> rules(1);
    if (oddities.inner_padding)
        for (const auto padding : {Padding::ends_data,
                                   Padding::ignored,
                                   Padding::in_group,
                                   Padding::as_zero,
                                   Padding::is_zero})
            rules.push_back({padding, Junk::skipped, false, false});
    if (oddities.junk)
        for (const auto junk : {Junk::ends_line, Junk::spoils_line})
            rules.push_back({Padding::ends_group, junk, false, false});
    if (oddities.url_safe)
        rules.push_back({Padding::ends_group, Junk::skipped, false, true});
    if (oddities.uneven)
        rules.push_back({Padding::ends_group, Junk::skipped, true, false});
    return rules;
}

std::string_view behind_blank_line(std::string_view text)
{
    while (!text.empty()) {
        if (text::trim(text::take_line(text)).empty()) return text;
    }
    return {};
}

} // namespace chainmail::mail
