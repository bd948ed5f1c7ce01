// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "own_lookup.h"

#include "os/child.h"
#include "os/socket_message.h"

#include <array>

namespace chainmail::policy {

Result<os::Fd> start_lookup(const std::string& directory)
{
    auto pair = os::make_stream_pair();
    if (!pair) return pair.error();
    std::vector<std::string> words{os::program_folder() + "/lookup"};
    if (!directory.empty()) words.insert(words.end(), {"-c", directory});
    const std::array placed{os::Placed{pair->write.get(), 0}};
    const auto pid = os::start_program(words, placed);
    if (!pid) return pid.error();
    return std::move(pair->read);
}

} // namespace chainmail::policy
