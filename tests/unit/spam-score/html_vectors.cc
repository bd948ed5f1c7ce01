// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Facts from the tables of t/html_colors.t and t/html_visibility.t of
// SpamAssassin 4.0.1.
#include "spam-score/html_style.h"
#include "spam-score/html_text.h"

#include "unit/check.h"

#include <string>
#include <utility>

using namespace chainmail::spam_score;

TEST(colours)
{
    constexpr std::pair<std::string_view, std::string_view> all[] = {
        {"black", "#000000"},
        {"white", "#ffffff"},
        {"peachpuff", "#ffdab9"},
        {"#abcdef", "#abcdef"},
        {"123456", "invalid"},
        {" peachpuff", "#ffdab9"},
        {"#peachpuff", "invalid"},
        {"#0f0", "#00ff00"},
        {"0f0f", "invalid"},
        {"#1234567890abcde1234567890abcde", "#123456"},
        {"6db6ec49efd278cd0bc92d1e5e072d68", "invalid"},
        {"#f", "#ff0000"},
        {"zft", "invalid"},
        {"#789", "#778899"},
        {"#zftygn", "invalid"},
        {"zqbttv", "invalid"},
        {"fffffff", "invalid"},
        {"fffff39", "invalid"},
        {"fffffg", "invalid"},
        {"fffff", "invalid"},
        {"fxfefu", "invalid"},
        {"fafufb", "invalid"},
        {"fofcff", "invalid"},
        {"#black", "invalid"},
        {"rgb(100%,100%,100%)", "#ffffff"},
        {"rgb(100,100,100)", "#646464"},
        {"rgb(33%,33%,33%)", "#545454"},
        {"rgb(255,100,100)", "#ff6464"},
    };
    for (const auto& [value, color] : all)
        CHECK_EQUAL(std::string(value) + ": " + color_of(value),
                    std::string(value) + ": " + std::string(color));
}

TEST(what_is_seen)
{
    constexpr std::pair<std::string_view, bool> all[] = {
        {"background-color: transparent", true},
        {"color: transparent", false},
        {"color: transparent;background-color: red", false},
        {"background-color: red;color: transparent", false},
        {"background: 60px 60px, 0 0, 30px 30px, red;color: transparent", false},
        {"background: url('../../media/examples/lizard.png'), red;color: transparent",
         false},
        {"background: url(\"../../media/examples/lizard.png\"), "
         "linear-gradient(rgba(0, 0, 255, 0.5), rgba(255, 255, 0, 0.5)), 60px 60px, "
         "0 0, 30px 30px, red;color: transparent",
         false},
        {"background-color: transparent;color: transparent", false},
        {"color: red !important", true},
    };
    for (const auto& [style, is_visible] : all) {
        StyleStack styles;
        styles.open("div", {{"style", {std::string(style), false}}});
        const bool seen = styles.top().legibility == Legibility::visible;
        CHECK_EQUAL(std::string(style) + (seen ? " seen" : " not seen"),
                    std::string(style) + (is_visible ? " seen" : " not seen"));
        const char quote = style.find('\'') == style.npos ? '\'' : '"';
        const std::string html =
            "<div style=" + (quote + std::string(style) + quote) + ">X</div>";
        CHECK(!render_html({html, false}, html.size()).font_invalid_color);
    }
}
