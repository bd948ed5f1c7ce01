// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "pdf_filters.h"

#include "inflate.h"
#include "pdf_syntax.h"

#include <cstdint>

namespace chainmail::mime_split {

namespace {

// Five digits of base 85 are four bytes; "z" is four of zero.
class Base85 {
public:
    std::string decode(std::string_view data)
    {
        for (const char c : data) {
            if (c == '~') break;
            if (c == 'z' && digits_ == 0) bytes_.append(4, '\0');
            if (c < '!' || c > 'u') continue;
            add(static_cast<std::uint32_t>(c - '!'));
        }
        if (digits_ > 1) {
            const auto keep = digits_ - 1;
            while (digits_ != 0)
                add(last_digit);
            bytes_.resize(bytes_.size() - 4 + keep);
        }
        return std::move(bytes_);
    }

private:
    static constexpr std::uint32_t last_digit = 84;

    void add(std::uint32_t digit)
    {
        group_ = group_ * 85 + digit;
        if (++digits_ < 5) return;
        for (unsigned shift = 32; shift > 0; shift -= 8)
            bytes_ += static_cast<char>(group_ >> (shift - 8));
        group_ = 0;
        digits_ = 0;
    }

    std::string bytes_;
    std::uint32_t group_ = 0;
    std::size_t digits_ = 0;
};

bool is_one_of(std::string_view name, std::string_view full, std::string_view brief)
{
    return name == full || name == brief;
}

} // namespace

Undone undo_filters(std::string_view data,
                    const std::vector<std::string>& filters,
                    const std::function<bool(std::string_view)>& take)
{
    std::string decoded;
    for (std::size_t i = 0; i < filters.size(); ++i) {
        const auto& name = filters[i];
        if (is_one_of(name, "ASCIIHexDecode", "AHx"))
            decoded = pdf_hexadecimal(data);
        else if (is_one_of(name, "ASCII85Decode", "A85"))
            decoded = Base85().decode(data);
        else if (is_one_of(name, "FlateDecode", "Fl") && i + 1 == filters.size())
            return inflate(data, take) ? Undone::all : Undone::damaged;
        else
            return Undone::unknown;
        data = decoded;
    }
    take(data);
    return Undone::all;
}

} // namespace chainmail::mime_split
