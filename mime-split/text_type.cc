// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "text_type.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace chainmail::mime_split {

namespace {

using namespace std::string_view_literals;

// file(1) looks for the charset in so much.
constexpr std::size_t most = 65536;
// And for the marks of HTML in so much.
constexpr std::size_t marks_within = 4096;

enum : unsigned char {
    plain = 1,
    high = 2,         ///< a letter of ISO 8859
    high_control = 4, ///< a letter of Windows charsets only
    no_text = 8,
};

constexpr std::array<unsigned char, 256> make_classes()
{
    std::array<unsigned char, 256> classes{};
    for (std::size_t c = 0; c < classes.size(); ++c) {
        const bool control = (c < 0x20 && (c < 7 || c > 13) && c != 0x1B) || c == 0x7F;
        classes[c] = control     ? no_text
                     : c < 0x80  ? plain
                     : c == 0x85 ? plain
                     : c < 0xA0  ? high_control
                                 : high;
    }
    return classes;
}
constexpr auto classes = make_classes();

unsigned classes_in(std::string_view text)
{
    unsigned seen = 0;
    for (const char c : text)
        seen |= classes[static_cast<unsigned char>(c)];
    return seen;
}

bool is_utf16(std::string_view text)
{
    if (text.size() < 4 || text.size() % 2 != 0) return false;
    const bool little = text.starts_with("\xFF\xFE"sv);
    if (!little && !text.starts_with("\xFE\xFF"sv)) return false;
    for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
        const char low = text[little ? i : i + 1], top = text[little ? i + 1 : i];
        if (top == 0 && classes[static_cast<unsigned char>(low)] == no_text)
            return false;
    }
    return true;
}

struct Start {
    std::string_view bytes; ///< case ignored
    std::string_view shorts;
};

constexpr Start starts[] = {
    {"%!", "ps"},
    {"begin 6", "uue"},
    {"begin 7", "uue"},
    {"[InternetShortcut]", "url"},
    {"-----BEGIN PGP MESSAGE-", "pgp pgp.enc"},
    {"-----BEGIN PGP PUBLIC KEY", "pgp pgp.asc"},
    {"-----BEGIN PGP", "pgp"},
    {"-----BEGIN CERTIFICATE", "dat"},
    {"(This file must be converted with BinHex", "hqx"},
    {"<svg", "image svg"},
};

constexpr std::array html_marks{"<!doctype"sv,
                                "<html"sv,
                                "<head"sv,
                                "<title"sv,
                                "<body"sv,
                                "<script"sv,
                                "<style"sv,
                                "<table"sv,
                                "<a href"sv,
                                "<?xml"sv};

// Its tags decide, not its charset.
bool is_markup(std::string_view text)
{
    const auto begin = text.substr(0, marks_within);
    for (auto at = begin.find('<'); at != begin.npos; at = begin.find('<', at + 1))
        if (std::ranges::any_of(html_marks, [&](std::string_view mark) {
                return text::starts_with_ignore_case(begin.substr(at), mark);
            }))
            return true;
    return false;
}

bool is_svg(std::string_view text)
{
    return text.starts_with("<?xml") &&
           text.substr(0, marks_within).find("<svg") != text.npos;
}

Type make(std::string_view shorts)
{
    Type type;
    type.text = true;
    for (const auto word : text::split(shorts, ' '))
        type.shorts.emplace_back(word);
    return type;
}

} // namespace

Type type_of_text(std::string_view content)
{
    auto text = content.substr(0, most);
    while (!text.empty() && text.back() == '\0' && text.size() == content.size())
        content = text = text.substr(0, text.size() - 1);
    if (text.size() < 2) return {};
    if (is_utf16(text)) return make("txt");
    const auto seen = classes_in(text);
    if ((seen & no_text) != 0) return {};
    // What kind of script it is decides, and file(1) knows many interpreters.
    if (text.starts_with("#!")) return {};
    for (const auto& start : starts)
        if (text::starts_with_ignore_case(text, start.bytes)) return make(start.shorts);
    if (is_svg(text)) return make("image svg");
    if ((seen & (high | high_control)) == 0 || is_markup(text)) return make("asc");
    return make("txt");
}

} // namespace chainmail::mime_split
