// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/heap_holes.h"

#include "os/sanitized.h"

#include <cstdint>
#include <cstdlib>

#include <malloc.h>
#include <unistd.h>

namespace chainmail::os {

namespace {

constexpr std::size_t largest = 64U << 10U; // of a piece; a larger hole takes several
constexpr std::size_t small = 1016; // below this malloc keeps a list for each size
constexpr std::size_t step = 16;    // malloc's own
constexpr std::size_t smallest = 24;

// Where the part of the heap begins that was never given out.
std::uintptr_t top_of_heap()
{
    const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0));
    return end - ::mallinfo2().keepcost;
}

// Takes holes of a size until a piece comes from the top; that one is given back.
std::size_t fill(std::size_t size, std::uintptr_t top)
{
    std::size_t taken = 0;
    for (;;) {
        void* piece = std::malloc(size); // NOLINT(cppcoreguidelines-no-malloc)
        if (piece == nullptr) return taken;
        if (reinterpret_cast<std::uintptr_t>(piece) >= top) {
            std::free(piece); // NOLINT(cppcoreguidelines-no-malloc)
            return taken;
        }
        taken += size;
    }
}

} // namespace

std::size_t fill_heap_holes()
{
    if (sanitized) return 0;
    const auto top = top_of_heap();
    std::size_t taken = 0;
    // From the largest down: a remainder is a hole of one of the sizes to come.
    for (std::size_t size = largest; size >= small; size -= size / 4)
        taken += fill(size, top);
    for (std::size_t size = small; size >= smallest; size -= step)
        taken += fill(size, top);
    return taken;
}

} // namespace chainmail::os
