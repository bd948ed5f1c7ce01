// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "plan_words.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::smtp_out {

std::optional<IndexedName> split_name(std::string_view name)
{
    const auto begin = name.find('.') + 1;
    const auto end = name.find('.', begin);
    if (end == std::string_view::npos) return {};
    const auto index = text::to_number(name.substr(begin, end - begin));
    if (!index || *index == 0) return {};
    return IndexedName{*index, name.substr(end + 1)};
}

Destiny destiny_of(std::string_view word)
{
    if (word == "pass") return Destiny::pass;
    if (word == "discard") return Destiny::discard;
    if (word == "bounce") return Destiny::bounce;
    if (word == "reject") return Destiny::reject;
    return word == "tempfail" ? Destiny::tempfail : Destiny::none;
}

char reply_class(Destiny destiny)
{
    if (destiny == Destiny::discard) return '2';
    return destiny == Destiny::reject || destiny == Destiny::bounce ? '5' : '4';
}

bool is_reply(std::string_view reply, char first)
{
    return reply.size() > 4 && reply[0] == first && text::is_digit(reply[1]) &&
           text::is_digit(reply[2]) && reply[3] == ' ' &&
           std::ranges::none_of(reply, text::is_control);
}

bool is_path(std::string_view address)
{
    bool quoted = false;
    for (std::size_t i = 0; i < address.size(); ++i) {
        const char c = address[i];
        if (text::is_control(c)) return false;
        if (c == '"') quoted = !quoted;
        if (quoted && c == '\\') ++i;
        if (!quoted && (c == ' ' || c == '<' || c == '>')) return false;
    }
    return !quoted;
}

bool is_word(std::string_view parameter)
{
    return std::ranges::none_of(parameter,
                                [](char c) { return text::is_control(c) || c == ' '; });
}

bool is_one_field(std::string_view field)
{
    if (field.empty() || text::is_blank(field.front()) || field.front() == '\n')
        return false;
    for (auto at = field.find('\n'); at != std::string_view::npos;
         at = field.find('\n', at + 1))
        if (at + 1 == field.size() || !text::is_blank(field[at + 1])) return false;
    return field.find(':') != std::string_view::npos;
}

} // namespace chainmail::smtp_out
