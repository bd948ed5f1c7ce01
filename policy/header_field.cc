// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "header_field.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

// No line may have more than 998 bytes (RFC 5322 2.1.1).
constexpr std::size_t longest_piece = 900;

constexpr bool is_visible(char c)
{
    return c > ' ' && c < 0x7F;
}

} // namespace

bool is_field_name(std::string_view name)
{
    return !name.empty() &&
           std::ranges::all_of(name, [](char c) { return is_visible(c) && c != ':'; });
}

std::string field(std::string_view name, std::string_view value)
{
    std::vector<std::string> words;
    for (const auto word : text::split(value, ' ')) {
        if (word.empty()) continue;
        words.emplace_back(word);
        std::ranges::replace_if(words.back(), text::is_control, '?');
    }
    return field_of_pieces(name, words);
}

std::string field_of_pieces(std::string_view name,
                            const std::vector<std::string>& pieces)
{
    std::string out = text::cat(name, ':');
    std::size_t line = out.size();
    for (const auto& whole : pieces) {
        const auto piece = std::string_view(whole).substr(0, longest_piece);
        const bool first = &whole == &pieces.front();
        if (!first && line + 1 + piece.size() > wanted_line) {
            out += '\n';
            line = 0;
        }
        out += ' ';
        out += piece;
        line += 1 + piece.size();
    }
    return out;
}

std::string visible(std::string_view text, std::size_t limit)
{
    std::string out(text.substr(0, limit));
    std::ranges::replace_if(
        out, [](char c) { return !is_visible(c); }, '?');
    return out;
}

} // namespace chainmail::policy
