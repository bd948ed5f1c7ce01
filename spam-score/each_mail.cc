// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "each_mail.h"

#include "os/fd.h"

namespace chainmail::spam_score {

Status each_mail(
    std::vector<std::string> files,
    const std::function<Status(const std::string& name, const std::string& text)>& take)
{
    if (files.empty()) files.emplace_back("-");
    for (const auto& file : files) {
        const auto text = os::read_file(file == "-" ? "/dev/stdin" : file);
        if (!text) return text.error();
        if (const auto taken = take(file, *text); !taken) return taken.error();
    }
    return {};
}

} // namespace chainmail::spam_score
