// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "charset_name.h"

#include "mail/charset.h"
#include "scan.h"

#include <algorithm>
#include <array>
#include <optional>

namespace chainmail::spam_score {

namespace {

struct Alias {
    std::string_view name;
    std::string_view charset;
};

// Names without a rule. GB18030 is not there, and its elder brother read instead.
constexpr std::array aliases{
    Alias{"ascii", "us-ascii"},
    Alias{"646", "us-ascii"},
    Alias{"iso646-us", "us-ascii"},
    Alias{"utf8", "utf-8"},
    Alias{"gbk", "cp936"},
    Alias{"gb18030", "cp936"},
    Alias{"gb-18030", "cp936"},
    Alias{"gb2312", "euc-cn"},
    Alias{"gb-2312", "euc-cn"},
    Alias{"euc-kr", "ks-x-1001"},
    Alias{"ks-c-5601-1987", "cp949"},
    Alias{"uhc", "cp949"},
    Alias{"x-uhc", "cp949"},
    Alias{"x-windows-949", "cp949"},
    Alias{"ujis", "euc-jp"},
    Alias{"sjis", "shiftjis"},
    Alias{"x-sjis", "shiftjis"},
    Alias{"shift-jis", "shiftjis"},
    Alias{"windows-31j", "cp932"},
    Alias{"jis", "iso-2022-jp"},
    Alias{"7bit-jis", "iso-2022-jp"},
    Alias{"iso-2022-jp-1", "iso-2022-jp"},
    Alias{"big5", "big5-eten"},
    Alias{"big-5", "big5-eten"},
    Alias{"big5-et", "big5-eten"},
    Alias{"big5hkscs", "big5-hkscs"},
    Alias{"big5-hk", "big5-hkscs"},
    Alias{"tis-620", "iso-8859-11"},
    Alias{"tis620", "iso-8859-11"},
    Alias{"cyrillic", "iso-8859-5"},
    Alias{"arabic", "iso-8859-6"},
    Alias{"greek", "iso-8859-7"},
    Alias{"hebrew", "iso-8859-8"},
    Alias{"macroman", "macintosh"},
    Alias{"mac-roman", "macintosh"},
    Alias{"x-mac-roman", "macintosh"},
    Alias{"unicode-1-1-utf-7", "utf-7"},
    Alias{"utf7", "utf-7"},
};

// Known to mail programs, but not to Encode.
constexpr std::array unknown{
    std::string_view("iso-8859-8-i"),
    std::string_view("l1"),
    std::string_view("iso-8859-12"),
};

std::optional<std::string_view> behind(std::string_view s, std::string_view prefix)
{
    if (!s.starts_with(prefix)) return {};
    s.remove_prefix(prefix.size());
    if (s.starts_with('-')) s.remove_prefix(1);
    return s;
}

bool is_number(std::string_view s, std::size_t least, std::size_t most)
{
    return s.size() >= least && s.size() <= most &&
           std::all_of(s.begin(), s.end(), text::is_digit);
}

// "latin-N" counts otherwise than ISO 8859.
std::string_view part_of_latin(std::string_view number)
{
    constexpr std::array<std::string_view, 11> parts{
        "", "1", "2", "3", "4", "9", "10", "13", "14", "15", "16"};
    const auto n = text::to_number(number).value_or(0);
    if (n >= parts.size()) return {};
    return parts[static_cast<std::size_t>(n)];
}

// ISO 8859 and the code pages, in all their spellings.
std::string numbered(const std::string& name)
{
    for (const std::string_view prefix : {"iso-8859", "iso8859"}) {
        if (const auto part = behind(name, prefix); part && is_number(*part, 1, 2))
            return text::cat("iso-8859-", *part);
    }
    for (const std::string_view prefix : {"iso-latin", "isolatin", "latin"}) {
        const auto number = behind(name, prefix);
        if (number && is_number(*number, 1, 2) && !part_of_latin(*number).empty())
            return text::cat("iso-8859-", part_of_latin(*number));
    }
    for (const std::string_view prefix : {"windows", "cp", "ibm", "ms"}) {
        if (const auto page = behind(name, prefix); page && is_number(*page, 2, 4))
            return text::cat("cp", *page);
    }
    for (const std::string_view letter : {"r", "u"}) {
        if (const auto rest = behind(name, "koi8"); rest && *rest == letter)
            return text::cat("koi8-", letter);
    }
    return {};
}

} // namespace

std::string charset_of_name(std::string_view given)
{
    std::string name = text::lower(text::trim(given));
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == '_' || c == ' '; }, '-');
    if (std::find(unknown.begin(), unknown.end(), name) != unknown.end()) return {};
    const auto* const alias = std::find_if(
        aliases.begin(), aliases.end(), [&](const Alias& a) { return a.name == name; });
    if (alias != aliases.end()) return std::string(alias->charset);
    if (std::string charset = numbered(name); !charset.empty())
        return mail::is_known_charset(charset) ? charset : std::string{};
    return mail::is_known_charset(name) ? name : std::string{};
}

} // namespace chainmail::spam_score
