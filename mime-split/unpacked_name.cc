// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "unpacked_name.h"

#include "base/text.h"

namespace chainmail::mime_split {

namespace {

struct Ending {
    std::string_view packed;
    std::string_view unpacked;
};

constexpr Ending joined[] = {{"tgz", ".tar"},
                             {"taz", ".tar"},
                             {"tbz", ".tar"},
                             {"tbz2", ".tar"},
                             {"txz", ".tar"},
                             {"tlz", ".tar"},
                             {"tzst", ".tar"},
                             {"svgz", ".svg"},
                             {"emz", ".emf"},
                             {"wmz", ".wmf"}};

} // namespace

std::string unpacked_name(std::string_view name)
{
    const auto dot = name.rfind('.');
    if (dot == name.npos || dot == 0) return std::string(name);
    std::string bare(name.substr(0, dot));
    for (const auto& ending : joined)
        if (text::equal_ignore_case(name.substr(dot + 1), ending.packed))
            return bare.append(ending.unpacked);
    return bare;
}

} // namespace chainmail::mime_split
