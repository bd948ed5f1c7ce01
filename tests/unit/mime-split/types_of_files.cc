// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Our own tables against the words of file(1), over files of this machine.
#include "mime-split/magic.h"
#include "mime-split/short_types.h"
#include "mime-split/types.h"

#include "base/text.h"
#include "os/fd.h"
#include "unit/check.h"

#include <algorithm>
#include <filesystem>

using namespace chainmail;
using namespace chainmail::mime_split;

namespace {

// Every tenth file of some places, in an order that stays.
std::vector<std::string> files_of_this_machine()
{
    constexpr std::uintmax_t largest = 200'000;
    constexpr std::size_t step = 10, most = 400;
    std::vector<std::string> all, some;
    for (const auto* place :
         {"/usr/bin", "/usr/share/doc", "/usr/share/perl5", "/usr/lib"})
        for (auto at = std::filesystem::recursive_directory_iterator(
                 place, std::filesystem::directory_options::skip_permission_denied);
             at != std::filesystem::recursive_directory_iterator() &&
             all.size() < 20'000;
             ++at)
            if (at->is_regular_file() && !at->is_symlink() &&
                at->file_size() <= largest)
                all.push_back(at->path());
    std::ranges::sort(all);
    for (std::size_t i = 0; i < all.size() && some.size() < most;
         i += std::max(step, all.size() / most))
        some.push_back(all[i]);
    return some;
}

// Text that file(1) knows as source code or a format of its own keeps "asc" or "txt"
// here: one or the other, which no rule is about.
bool is_text(const std::string& types)
{
    return types == "asc" || types == "txt";
}

} // namespace

TEST(our_tables_agree_with_file)
{
    std::string warning;
    const auto types = Types::load(warning);
    const auto magic = Magic::load();
    if (!magic) {
        std::cout << "skipped: " << magic.error().what << '\n';
        return;
    }
    std::size_t count = 0, differ = 0;
    for (const auto& name : files_of_this_machine()) {
        const auto content = os::read_file(name);
        if (!content || content->empty()) continue;
        ++count;
        const auto ours = text::join(types.of(*content).shorts, " ");
        const auto said = magic->describe(*content);
        const auto theirs = text::join(short_types(said), " ");
        // Without a file libmagic cannot tell programs of Unix from libraries.
        if (ours == theirs || (is_text(ours) && is_text(theirs)) ||
            said.starts_with("ELF"))
            continue;
        ++differ;
        std::cout << name << ": " << ours << ", by file(1) " << theirs << ": " << said
                  << '\n';
    }
    CHECK(count > 0);
    CHECK(differ * 50 <= count);
}
