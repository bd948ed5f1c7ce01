// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "contents.h"

#include <iomanip>
#include <sstream>

namespace chainmail::virus_ask {

namespace {

std::string file_name(std::size_t number)
{
    std::ostringstream out;
    out << 'p' << std::setw(3) << std::setfill('0') << number;
    return out.str();
}

} // namespace

std::optional<std::vector<Content>> contents_of(const wire::PartList& list,
                                                std::string_view message,
                                                std::string_view store)
{
    std::vector<Content> contents;
    for (const auto& part : list.parts) {
        if (!part.stored && part.is_opened_message()) continue;
        const auto bytes = wire::content_of(part, message, store);
        if (!bytes) return {};
        if (bytes->empty()) continue;
        contents.push_back({file_name(contents.size() + 1), *bytes});
    }
    if (!message.empty()) contents.push_back({"email.txt", message});
    return contents;
}

} // namespace chainmail::virus_ask
