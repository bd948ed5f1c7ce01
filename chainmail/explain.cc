// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "explain.h"

#include "os/child.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <string_view>
#include <unistd.h>

namespace chainmail::supervisor {

bool asks_to_explain(int argc, char** argv)
{
    return std::any_of(argv + 1, argv + argc, [](std::string_view argument) {
        return argument == "--explain" || argument.starts_with("--explain=");
    });
}

Error become_policy(char** argv)
{
    const auto path = os::program_folder() + "/policy";
    ::execv(path.c_str(), argv);
    return system_error("start " + path, errno);
}

} // namespace chainmail::supervisor
