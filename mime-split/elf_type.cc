// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "elf_type.h"

#include "numbers.h"

#include <algorithm>

namespace chainmail::mime_split {

namespace {

class Elf {
public:
    explicit Elf(std::string_view content)
        : content_(content),
          wide_(content.size() > 5 && content[4] == 2),
          big_(content.size() > 5 && content[5] == 2)
    {
    }

    std::uint64_t kind() const { return number(16, 2); }

    // Who is loaded by an interpreter can be started; a library is not.
    bool names_interpreter() const
    {
        const auto table = wide_ ? number(32, 8) : number(28, 4);
        const auto size = number(wide_ ? 54 : 42, 2);
        const auto count = std::min<std::uint64_t>(number(wide_ ? 56 : 44, 2), 256);
        for (std::uint64_t i = 0; i < count; ++i)
            if (const auto at = table + i * size; at < content_.size())
                if (number(at, 4) == interpreter) return true;
        return false;
    }

private:
    static constexpr std::uint64_t interpreter = 3;

    std::uint64_t number(std::size_t offset, std::size_t length) const
    {
        return big_ ? big_endian(content_, offset, length)
                    : little_endian(content_, offset, length);
    }

    std::string_view content_;
    bool wide_;
    bool big_;
};

} // namespace

std::string_view elf_type(std::string_view content)
{
    const Elf elf(content);
    switch (elf.kind()) {
    case 1:
        return "o";
    case 2:
        return "exe exe-unix";
    case 3:
        return elf.names_interpreter() ? "exe exe-unix" : "so";
    default:
        return "dat";
    }
}

} // namespace chainmail::mime_split
