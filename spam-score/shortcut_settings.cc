// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "shortcut_settings.h"

#include "scan.h"

#include <algorithm>
#include <cstdlib>

namespace chainmail::spam_score {

namespace {

// Digits with a sign in front, and a point in or behind them.
bool is_number(std::string_view text)
{
    const std::size_t begin = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    const auto point = skip_while(text, begin, text::is_digit);
    if (point == begin) return false;
    return point == text.size() ||
           (text[point] == '.' &&
            skip_while(text, point + 1, text::is_digit) == text.size());
}

} // namespace

Status ShortcutSettings::take_score(std::string_view key, std::string_view value)
{
    if (!is_number(value)) return permanent("not a number");
    const double number = std::strtod(std::string(value).c_str(), nullptr);
    if (key == "shortcircuit_spam_score")
        spam_score = number;
    else if (key == "shortcircuit_ham_score")
        ham_score = number;
    else if (key == "shortcircuit_min_ham_score")
        min_ham_score = number;
    else if (key == "shortcircuit_max_spam_score")
        max_spam_score = number;
    else
        return permanent("this directive is not known");
    return {};
}

Result<ShortcutLine> parse_shortcut(std::string_view value)
{
    const auto words = split_words(value);
    if (words.size() != 2 || !std::all_of(words[0].begin(), words[0].end(), is_word))
        return permanent("a rule name, and one of on, off, spam and ham are needed");
    if (words[1] == "off") return ShortcutLine{words[0], {}};
    if (words[1] == "on") return ShortcutLine{words[0], Shortcut::on};
    if (words[1] == "spam") return ShortcutLine{words[0], Shortcut::spam};
    if (words[1] == "ham") return ShortcutLine{words[0], Shortcut::ham};
    return permanent("one of on, off, spam and ham is needed");
}

} // namespace chainmail::spam_score
