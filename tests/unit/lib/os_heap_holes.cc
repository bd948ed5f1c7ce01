// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What children allocate after loading lies side by side, not in the holes that loading
// left: counted in pages that are touched.
#include "os/heap_holes.h"

#include "os/sanitized.h"
#include "unit/check.h"

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

using namespace chainmail::os;

namespace {

using Piece = std::unique_ptr<char[]>;

constexpr std::size_t page = 4096;

// Pieces of many sizes, every second one given back: as loading leaves a heap.
std::vector<Piece> make_holes()
{
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < 40'000; ++i)
        pieces.push_back(std::make_unique<char[]>(16 + i * 37 % 1500));
    for (std::size_t i = 0; i < pieces.size(); i += 2)
        pieces[i].reset();
    return pieces;
}

std::size_t pages_of(std::size_t count, std::size_t size)
{
    std::vector<Piece> pieces;
    std::set<std::uintptr_t> pages;
    for (std::size_t i = 0; i < count; ++i) {
        pieces.push_back(std::make_unique<char[]>(size));
        pages.insert(reinterpret_cast<std::uintptr_t>(pieces.back().get()) / page);
    }
    return pages.size();
}

TEST(allocations_after_loading_lie_side_by_side)
{
    const auto kept = make_holes();
    const auto taken = fill_heap_holes();
    if (sanitized) return;
    CHECK(taken > 1'000'000);
    // 1000 pieces of 112 bytes with malloc's head: 28 pages, and the list's own.
    CHECK(pages_of(1000, 100) < 40);
    CHECK(pages_of(1000, 20) < 20);
}

TEST(filling_twice_takes_next_to_nothing)
{
    const auto kept = make_holes();
    fill_heap_holes();
    CHECK(fill_heap_holes() < 100'000);
}

} // namespace
