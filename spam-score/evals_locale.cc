// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evals on charsets of languages that nobody reads here: `ok_locales`.
#include "attachments.h"
#include "base/text.h"
#include "eval_argument.h"
#include "examination.h"
#include "locales.h"
#include "scan.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

// More bytes beyond ASCII than in it: some of these charsets hold ASCII as well, and
// mail is declared to be in them that is not.
bool is_mostly_8bit(const std::vector<std::string_view>& lines)
{
    constexpr std::size_t few = 3;
    std::size_t all = lines.empty() ? 0 : lines.size() - 1; // the ends between them
    std::size_t high = 0;
    for (const auto line : lines) {
        all += line.size();
        high += static_cast<std::size_t>(
            std::count_if(line.begin(), line.end(), text::is_8bit));
    }
    return high > few && all - high <= high;
}

Result<Eval> check_for_faraway_charset(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        const auto& locales = mail.settings().ok_locales;
        if (locales.empty()) return 0.0;
        const auto line = mail.header().scalar("Content-Type");
        const auto charset = charset_of_line(line);
        const bool is_away = !charset.empty() && is_faraway(charset, locales);
        return is_away && is_mostly_8bit(mail.body()) ? 1.0 : 0.0;
    });
}

// The charset of the next encoded word from `at` on, which then is behind it; npos when
// there is none. What the first "=?" lacks, a later one lacks as well.
std::string_view next_charset(std::string_view line, std::size_t& at)
{
    const auto begin = line.find("=?", at);
    at = npos;
    if (begin == npos) return {};
    for (auto mark = line.find('?', begin + 3); mark != npos && mark + 2 < line.size();
         mark = line.find('?', mark + 1)) {
        if (line[mark + 2] != '?') continue;
        const auto end = line.find("?=", mark + 3);
        if (end != npos) at = end + 2;
        return line.substr(begin + 2, mark - begin - 2);
    }
    return {};
}

bool has_faraway_word(std::string_view field, const Locales& locales)
{
    for (const auto line : text::split(field, '\n'))
        for (std::size_t at = 0; at < line.size();) {
            const auto charset = next_charset(line, at);
            if (at == npos) break;
            if (is_faraway(charset, locales)) return true;
        }
    return false;
}

Result<Eval> check_for_faraway_charset_in_headers(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        const auto& locales = mail.settings().ok_locales;
        if (locales.empty()) return 0.0;
        for (const auto* request : {"From:raw", "Subject:raw"})
            for (const auto& field : mail.header().list(request))
                if (has_faraway_word(field, locales)) return 1.0;
        return 0.0;
    });
}

// SpamAssassin looks for what its HTML parser does not hand out: no page is faraway.
Result<Eval> html_charset_faraway(const EvalArguments&)
{
    return Eval([](Examination&) { return 0.0; });
}

constexpr std::array entries{
    EvalEntry{"check_for_faraway_charset", check_for_faraway_charset},
    EvalEntry{"check_for_faraway_charset_in_headers",
              check_for_faraway_charset_in_headers},
    EvalEntry{"html_charset_faraway", html_charset_faraway},
};

} // namespace

std::span<const EvalEntry> locale_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
