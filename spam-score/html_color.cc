// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "html_style.h"

#include "scan.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace chainmail::spam_score {

namespace {

struct NamedColor {
    std::string_view name;
    std::string_view value;
};

// The names of CSS Color Module Level 3, section 4.3, sorted.
constexpr std::array<NamedColor, 147> named_colors{{
    {"aliceblue", "#f0f8ff"},
    {"antiquewhite", "#faebd7"},
    {"aqua", "#00ffff"},
    {"aquamarine", "#7fffd4"},
    {"azure", "#f0ffff"},
    {"beige", "#f5f5dc"},
    {"bisque", "#ffe4c4"},
    {"black", "#000000"},
    {"blanchedalmond", "#ffebcd"},
    {"blue", "#0000ff"},
    {"blueviolet", "#8a2be2"},
    {"brown", "#a52a2a"},
    {"burlywood", "#deb887"},
    {"cadetblue", "#5f9ea0"},
    {"chartreuse", "#7fff00"},
    {"chocolate", "#d2691e"},
    {"coral", "#ff7f50"},
    {"cornflowerblue", "#6495ed"},
    {"cornsilk", "#fff8dc"},
    {"crimson", "#dc143c"},
    {"cyan", "#00ffff"},
    {"darkblue", "#00008b"},
    {"darkcyan", "#008b8b"},
    {"darkgoldenrod", "#b8860b"},
    {"darkgray", "#a9a9a9"},
    {"darkgreen", "#006400"},
    {"darkgrey", "#a9a9a9"},
    {"darkkhaki", "#bdb76b"},
    {"darkmagenta", "#8b008b"},
    {"darkolivegreen", "#556b2f"},
    {"darkorange", "#ff8c00"},
    {"darkorchid", "#9932cc"},
    {"darkred", "#8b0000"},
    {"darksalmon", "#e9967a"},
    {"darkseagreen", "#8fbc8f"},
    {"darkslateblue", "#483d8b"},
    {"darkslategray", "#2f4f4f"},
    {"darkslategrey", "#2f4f4f"},
    {"darkturquoise", "#00ced1"},
    {"darkviolet", "#9400d3"},
    {"deeppink", "#ff1493"},
    {"deepskyblue", "#00bfff"},
    {"dimgray", "#696969"},
    {"dimgrey", "#696969"},
    {"dodgerblue", "#1e90ff"},
    {"firebrick", "#b22222"},
    {"floralwhite", "#fffaf0"},
    {"forestgreen", "#228b22"},
    {"fuchsia", "#ff00ff"},
    {"gainsboro", "#dcdcdc"},
    {"ghostwhite", "#f8f8ff"},
    {"gold", "#ffd700"},
    {"goldenrod", "#daa520"},
    {"gray", "#808080"},
    {"green", "#008000"},
    {"greenyellow", "#adff2f"},
    {"grey", "#808080"},
    {"honeydew", "#f0fff0"},
    {"hotpink", "#ff69b4"},
    {"indianred", "#cd5c5c"},
    {"indigo", "#4b0082"},
    {"ivory", "#fffff0"},
    {"khaki", "#f0e68c"},
    {"lavender", "#e6e6fa"},
    {"lavenderblush", "#fff0f5"},
    {"lawngreen", "#7cfc00"},
    {"lemonchiffon", "#fffacd"},
    {"lightblue", "#add8e6"},
    {"lightcoral", "#f08080"},
    {"lightcyan", "#e0ffff"},
    {"lightgoldenrodyellow", "#fafad2"},
    {"lightgray", "#d3d3d3"},
    {"lightgreen", "#90ee90"},
    {"lightgrey", "#d3d3d3"},
    {"lightpink", "#ffb6c1"},
    {"lightsalmon", "#ffa07a"},
    {"lightseagreen", "#20b2aa"},
    {"lightskyblue", "#87cefa"},
    {"lightslategray", "#778899"},
    {"lightslategrey", "#778899"},
    {"lightsteelblue", "#b0c4de"},
    {"lightyellow", "#ffffe0"},
    {"lime", "#00ff00"},
    {"limegreen", "#32cd32"},
    {"linen", "#faf0e6"},
    {"magenta", "#ff00ff"},
    {"maroon", "#800000"},
    {"mediumaquamarine", "#66cdaa"},
    {"mediumblue", "#0000cd"},
    {"mediumorchid", "#ba55d3"},
    {"mediumpurple", "#9370db"},
    {"mediumseagreen", "#3cb371"},
    {"mediumslateblue", "#7b68ee"},
    {"mediumspringgreen", "#00fa9a"},
    {"mediumturquoise", "#48d1cc"},
    {"mediumvioletred", "#c71585"},
    {"midnightblue", "#191970"},
    {"mintcream", "#f5fffa"},
    {"mistyrose", "#ffe4e1"},
    {"moccasin", "#ffe4b5"},
    {"navajowhite", "#ffdead"},
    {"navy", "#000080"},
    {"oldlace", "#fdf5e6"},
    {"olive", "#808000"},
    {"olivedrab", "#6b8e23"},
    {"orange", "#ffa500"},
    {"orangered", "#ff4500"},
    {"orchid", "#da70d6"},
    {"palegoldenrod", "#eee8aa"},
    {"palegreen", "#98fb98"},
    {"paleturquoise", "#afeeee"},
    {"palevioletred", "#db7093"},
    {"papayawhip", "#ffefd5"},
    {"peachpuff", "#ffdab9"},
    {"peru", "#cd853f"},
    {"pink", "#ffc0cb"},
    {"plum", "#dda0dd"},
    {"powderblue", "#b0e0e6"},
    {"purple", "#800080"},
    {"red", "#ff0000"},
    {"rosybrown", "#bc8f8f"},
    {"royalblue", "#4169e1"},
    {"saddlebrown", "#8b4513"},
    {"salmon", "#fa8072"},
    {"sandybrown", "#f4a460"},
    {"seagreen", "#2e8b57"},
    {"seashell", "#fff5ee"},
    {"sienna", "#a0522d"},
    {"silver", "#c0c0c0"},
    {"skyblue", "#87ceeb"},
    {"slateblue", "#6a5acd"},
    {"slategray", "#708090"},
    {"slategrey", "#708090"},
    {"snow", "#fffafa"},
    {"springgreen", "#00ff7f"},
    {"steelblue", "#4682b4"},
    {"tan", "#d2b48c"},
    {"teal", "#008080"},
    {"thistle", "#d8bfd8"},
    {"tomato", "#ff6347"},
    {"turquoise", "#40e0d0"},
    {"violet", "#ee82ee"},
    {"wheat", "#f5deb3"},
    {"white", "#ffffff"},
    {"whitesmoke", "#f5f5f5"},
    {"yellow", "#ffff00"},
    {"yellowgreen", "#9acd32"},
}};

std::string_view named_color(std::string_view name)
{
    const auto at = std::lower_bound(
        named_colors.begin(),
        named_colors.end(),
        name,
        [](const NamedColor& c, std::string_view n) { return c.name < n; });
    return at != named_colors.end() && at->name == name ? at->value
                                                        : std::string_view{};
}

// "rgb(1, 2, 3)" or "rgb(10%, 20%, 30%)" anywhere in `s`, as hexadecimal digits; empty
// when there is none. Values above 255 make longer numbers, as they are printed.
std::string rgb_digits(std::string_view s)
{
    const auto open = s.find("rgb(");
    if (open == npos) return {};
    std::string out;
    std::size_t at = open + 4;
    bool percent = false;
    for (int channel = 0; channel < 3; ++channel) {
        if (channel > 0) {
            if (at >= s.size() || s[at] != ',') return {};
            at = skip_space(s, at + 1);
        }
        const auto end = skip_while(s, at, text::is_digit);
        const auto value = text::to_number(s.substr(at, end - at));
        if (!value || *value > 0xFFFFFF) return {};
        at = end;
        const bool has_percent = at < s.size() && s[at] == '%';
        if (channel == 0) percent = has_percent;
        if (has_percent != percent) return {};
        at += percent ? 1U : 0U;
        char digits[16];
        const auto level = percent ? *value * 255 / 100 : *value;
        std::snprintf(
            digits, sizeof digits, "%02lx", static_cast<unsigned long>(level));
        out += digits;
    }
    at = skip_space(s, at);
    return at < s.size() && s[at] == ')' ? out : std::string{};
}

// Six digits out of however many there are: three are doubled, odd numbers padded.
std::string six_digits(std::string digits)
{
    std::erase_if(digits, [](char c) { return !is_hex(c); });
    if (digits.size() > 6) digits.resize(6);
    if (digits.size() > 3 && digits.size() < 6) digits.resize(3);
    if (digits.size() % 3 != 0) digits.resize(digits.size() / 3 * 3 + 3, '0');
    if (digits.size() != 3) return digits;
    std::string doubled;
    for (const char c : digits)
        doubled.append(2, c);
    return doubled;
}

} // namespace

std::string color_of(std::string_view value)
{
    const std::string color = text::lower(text::trim(value));
    if (const auto named = named_color(color); !named.empty())
        return std::string(named);
    const auto digits = rgb_digits(color);
    if (!digits.empty()) return "#" + six_digits(digits);
    if (!color.starts_with('#') || color.find_first_not_of("#abcdef0123456789") != npos)
        return "invalid";
    return "#" + six_digits(color);
}

} // namespace chainmail::spam_score
