// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "locales.h"

#include "scan.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace chainmail::spam_score {

namespace {

// Names from IANA's registry of character sets and what mail programs write for them,
// capitals and digits only.
struct Script {
    std::string_view languages;
    std::string_view charsets;
};
constexpr std::array scripts{
    // RFC 1468, 1554, 2237; JIS X 0201, 0208 and 0212 by themselves
    Script{"ja",
           "ISO2022JP ISO2022JP1 ISO2022JP2 SHIFTJIS SJIS XSJIS EUCJP JIS7 JISX0201 "
           "JISX0208 JISX0212 JISX02121990"},
    // RFC 1557
    Script{"ko", "EUCKR ISO2022KR KSC56011987 KSC5601"},
    // RFC 1489, 2319; ECMA-113; languages in Cyrillic and those read beside them
    Script{"be bg ka ru tg uk",
           "KOI8R KOI8U KOI8T ISOIR111 PT154 IBM866 CP866 GEORGIANPS"},
    Script{"th", "TIS620"},
    // RFC 1842, 1922; GB 18030; what Hong Kong and Taiwan write is Chinese as well
    Script{"zh", "GB2312 GB231280 GBK GB18030 HZGB2312 ISO2022CN BIG5 BIG5HKSCS EUCTW"},
};

// Begins of names that are used everywhere, and whole ones. The last of these is what
// sendmail writes where nobody said, and the one before what is left of
// "charset=iso 8859-15".
constexpr std::array common_begins{std::string_view("ISO8859"),
                                   std::string_view("ISO10646"),
                                   std::string_view("UTF"),
                                   std::string_view("UCS"),
                                   std::string_view("UNICODE11UTF"),
                                   std::string_view("CP125"),
                                   std::string_view("WINDOWS")};
constexpr std::string_view common = "USASCII ASCII IBM852 ISO XUNKNOWN";

// "=3D" in front is quoted-printable that nobody decoded.
std::string bare_name(std::string_view charset)
{
    std::string out;
    for (const char c : charset)
        if (text::is_alnum(c)) out += text::is_lower(c) ? static_cast<char>(c - 32) : c;
    return out.starts_with("3D") ? out.substr(2) : out;
}

bool is_used_in(std::string_view locale, std::string_view name)
{
    const auto language = locale.substr(0, 2);
    return std::any_of(scripts.begin(), scripts.end(), [&](const Script& script) {
        return has_word(script.languages, language) && has_word(script.charsets, name);
    });
}

} // namespace

Locales read_locales(std::string_view value)
{
    Locales out;
    for (const auto word : split_words(value)) {
        if (word == "all") return {};
        out.emplace_back(word);
    }
    for (const auto* name : {"LC_ALL", "LANGUAGE", "LC_MESSAGES", "LANG"}) {
        const char* set = std::getenv(name);
        if (set == nullptr || *set == '\0') continue;
        out.emplace_back(set);
        break;
    }
    return out;
}

bool is_faraway(std::string_view charset, const Locales& locales)
{
    if (locales.empty()) return false;
    const std::string name = bare_name(charset);
    const bool is_common =
        has_word(common, name) ||
        std::any_of(common_begins.begin(),
                    common_begins.end(),
                    [&](std::string_view begin) { return name.starts_with(begin); });
    return !is_common &&
           std::none_of(locales.begin(), locales.end(), [&](const std::string& locale) {
               return is_used_in(locale, name);
           });
}

} // namespace chainmail::spam_score
