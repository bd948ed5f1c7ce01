// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/html_style.h"

#include "unit/check.h"

using namespace chainmail::spam_score;

namespace {

HtmlAttributes with(std::string name, std::string value)
{
    return {{std::move(name), {std::move(value), false}}};
}

} // namespace

TEST(colours)
{
    CHECK_EQUAL(color_of("Red"), "#ff0000");
    CHECK_EQUAL(color_of("#0F0"), "#00ff00");
    CHECK_EQUAL(color_of("#123456"), "#123456");
    CHECK_EQUAL(color_of("rgb(255, 0, 16)"), "#ff0010");
    CHECK_EQUAL(color_of("no such colour"), "invalid");
}

TEST(text_can_be_illegible)
{
    StyleStack styles;
    CHECK(styles.top().legibility == Legibility::visible);
    styles.open("font", with("color", "white"));
    CHECK(styles.top().legibility == Legibility::low_contrast);
    styles.close("font");
    styles.open("font", with("color", "#fafafa"));
    CHECK(styles.top().legibility == Legibility::low_contrast);
    styles.close("font");
    styles.open("span", with("style", "display: none"));
    CHECK(styles.top().legibility == Legibility::hidden);
    styles.close("span");
    styles.open("font", with("color", "nonsense"));
    CHECK(styles.top().legibility == Legibility::invalid_color);
}

TEST(colours_are_inherited_and_given_back)
{
    StyleStack styles;
    styles.open("table", with("style", "background-color: black"));
    styles.open("font", with("color", "white"));
    CHECK(styles.top().legibility == Legibility::visible);
    CHECK_EQUAL(styles.top().background, "#000000");
    styles.close("font");
    CHECK(styles.top().legibility == Legibility::low_contrast);
}

TEST(sizes)
{
    StyleStack styles;
    styles.open("font", with("size", "+2"));
    CHECK_EQUAL(styles.top().size, 5.0);
    styles.open("font", with("size", "1"));
    CHECK_EQUAL(styles.top().size, 1.0);
    CHECK_EQUAL(styles.largest(), 5.0);
    CHECK_EQUAL(styles.smallest(), 1.0);
}

TEST(a_value_of_several_lines_is_not_read)
{
    StyleStack styles;
    styles.open("p", with("style", "background: red\nfixed; color: blue"));
    CHECK_EQUAL(styles.top().background, "#ffffff");
    CHECK_EQUAL(styles.top().foreground, "#0000ff");
}
