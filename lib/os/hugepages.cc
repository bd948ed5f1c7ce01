// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/hugepages.h"

#include "base/text.h"
#include "os/fd.h"
#include "os/sanitized.h"

#include <charconv>
#include <sys/mman.h>
#include <vector>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 // Linux 6.1; glibc 2.36 does not name it yet
#endif

namespace chainmail::os {

namespace {

constexpr std::uintptr_t huge = 2U << 20U;

struct Region {
    std::uintptr_t begin = 0, end = 0;
};

// "7f00-7f80 rw-p 00000000 00:00 0 [heap]": private, writable, without a file.
Region anonymous_region(std::string_view line)
{
    Region region;
    const char* last = line.data() + line.size();
    const auto from = std::from_chars(line.data(), last, region.begin, 16);
    if (from.ec != std::errc{} || from.ptr == last) return {};
    const auto to = std::from_chars(from.ptr + 1, last, region.end, 16);
    const std::string_view rest(to.ptr, static_cast<std::size_t>(last - to.ptr));
    const bool anonymous = rest.starts_with(" rw-p ") &&
                           rest.find(" 00:00 0") != std::string_view::npos &&
                           rest.find("[stack") == std::string_view::npos;
    return anonymous ? region : Region{};
}

std::vector<Region> anonymous_regions()
{
    std::vector<Region> regions;
    const auto maps = read_file("/proc/self/maps");
    if (!maps) return regions;
    for (const auto line : text::split(*maps, '\n')) {
        Region region = anonymous_region(line);
        region.begin = (region.begin + huge - 1) / huge * huge;
        region.end = region.end / huge * huge;
        if (region.end > region.begin) regions.push_back(region);
    }
    return regions;
}

// One huge page at a time: a hole in a region must not cost the rest of it.
std::size_t collapse(const Region& region)
{
    std::size_t done = 0;
    for (auto at = region.begin; at < region.end; at += huge) {
        void* page = reinterpret_cast<void*>(at); // NOLINT(performance-no-int-to-ptr)
        ::madvise(page, huge, MADV_HUGEPAGE);
        if (::madvise(page, huge, MADV_COLLAPSE) == 0) ++done;
    }
    return done;
}

} // namespace

std::string collapse_heap()
{
    // The sanitizers' shadow is terabytes of address space that must stay empty.
    if (sanitized) return "no huge pages: built with sanitizers";
    std::size_t done = 0;
    std::size_t all = 0;
    for (const auto& region : anonymous_regions()) {
        done += collapse(region);
        all += (region.end - region.begin) / huge;
    }
    return text::cat(done * 2, " of ", all * 2, " MB in huge pages");
}

} // namespace chainmail::os
