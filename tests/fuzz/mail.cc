// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// libFuzzer over messages: any bytes are taken apart within the limits, each part lies
// where it says, and no path is there twice.
#include "mime-split/split.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>

using namespace chainmail;
using namespace chainmail::mime_split;

namespace {

void expect(bool fact)
{
    if (!fact) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view message(reinterpret_cast<const char*>(data), size);
    const Budget budget{{200, 8, 30}, 1U << 20U};
    std::uint64_t end = 0;
    const auto result = split(
        message, budget, [&](std::uint64_t offset, std::string_view bytes) -> Status {
            expect(offset >= end);
            end = offset + bytes.size();
            return {};
        });
    expect(bool{result});
    expect(!result->parts.empty() && result->parts.size() <= budget.tree.parts);
    std::set<std::string> paths;
    std::uint64_t stored = 0;
    for (const auto& part : result->parts) {
        expect(paths.insert(part.path).second);
        if (part.place == Place::store) stored += part.length;
        const std::uint64_t room = part.place == Place::store ? end : size;
        expect(part.offset + part.length <= room);
    }
    expect(stored <= budget.stored_bytes);
    return 0;
}
