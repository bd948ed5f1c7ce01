// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "methods.h"

#include <utility>

namespace chainmail::policy {

std::vector<std::string> methods_of(const config::Value& value)
{
    std::vector<std::string> all;
    if (const auto* list = value.get<config::List>()) {
        for (const auto& one : *list)
            all.push_back(one.text().value_or(""));
    } else if (auto method = value.text()) {
        all.push_back(std::move(*method));
    }
    std::erase(all, "");
    return all;
}

} // namespace chainmail::policy
