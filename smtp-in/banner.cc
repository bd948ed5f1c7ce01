// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "banner.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::smtp_in {

namespace {

struct Name {
    std::string_view text;
    std::size_t length = 0; ///< with braces; 0 is no name
};

// What follows a "$".
Name read_name(std::string_view text)
{
    if (text.starts_with('{')) {
        const auto end = text.find('}');
        if (end == text.npos || end == 1) return {};
        return {text.substr(1, end - 1), end + 1};
    }
    if (text.empty() || !text::is_alpha(text.front())) return {};
    std::size_t end = 1;
    while (end < text.size() &&
           (text::is_alnum(text[end]) || text[end] == '_' || text[end] == '-'))
        ++end;
    while (!text::is_alnum(text[end - 1]))
        --end;
    return {text.substr(0, end), end};
}

} // namespace

std::string fill_in(std::string_view banner, const BannerWords& words)
{
    std::string out;
    while (!banner.empty()) {
        const auto at = banner.find('$');
        out += banner.substr(0, at);
        if (at == banner.npos) break;
        banner.remove_prefix(at + 1);
        const auto name = read_name(banner);
        if (name.length == 0) out += '$';
        const auto wanted = text::lower(name.text);
        const auto found = std::ranges::find(
            words, wanted, [](const auto& word) { return word.first; });
        if (name.length != 0 && found != words.end()) out += found->second;
        banner.remove_prefix(name.length);
    }
    std::ranges::replace_if(out, text::is_control, ' ');
    return out;
}

} // namespace chainmail::smtp_in
