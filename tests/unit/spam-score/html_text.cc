// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/html_text.h"

#include "unit/check.h"
#include "unit/stopwatch.h"

using namespace chainmail::spam_score;

namespace {

HtmlDocument render(std::string_view html)
{
    return render_html({std::string(html), false}, html.size());
}

} // namespace

TEST(text_of_blocks_stands_on_lines_of_its_own)
{
    const auto text = render("<p>one<b>two</b></p><div>three<br>four</div>").text.utf8;
    CHECK(text.find("onetwo") != std::string::npos);
    CHECK(text.find("three\nfour") != std::string::npos);
    CHECK(text.find("twothree") == std::string::npos);
}

TEST(white_space_is_one_blank)
{
    CHECK(render("a \n\t b").text.utf8.find("a b") != std::string::npos);
}

TEST(scripts_comments_and_titles_are_no_text)
{
    const auto html =
        render("<title>T</title><script>S</script><style>Y</style><!-- C -->x");
    CHECK_EQUAL(html.titles.size(), 1U);
    CHECK_EQUAL(html.titles.front().utf8, "T");
    CHECK_EQUAL(html.scripts.front().utf8, "S");
    CHECK_EQUAL(html.comments.size(), 1U);
    for (const char c : {'S', 'Y', 'C'})
        CHECK(html.text.utf8.find(c) == std::string::npos);
}

TEST(links)
{
    const auto html = render("<base href='http://example.com/d/'>"
                             "<a href='http://a.example/x'>here</a><img src=p.gif>"
                             "<a href='http://a.example/x'>there</a>");
    CHECK_EQUAL(html.links.size(), 3U);
    for (const auto& link : html.links) {
        if (link.uri.utf8 == "http://a.example/x") {
            CHECK(link.types.contains("a"));
            CHECK_EQUAL(link.anchor_texts.size(), 2U);
            CHECK_EQUAL(link.anchor_texts.front().utf8, "here");
        }
        if (link.types.contains("img"))
            CHECK_EQUAL(link.uri.utf8, "http://example.com/d/p.gif");
    }
}

TEST(figures)
{
    const auto html = render("<font face='x' color=white>hidden</font><object></object>"
                             "<form action='mailto:a@b.example'></form>"
                             "<img width=100 height=20 src=x><blink><i>");
    CHECK(html.form_action_mailto);
    CHECK(html.embeds);
    CHECK_EQUAL(html.image_area, 2000.0);
    CHECK_EQUAL(html.inside.at("i"), 1);
    CHECK_EQUAL(html.inside.at("form"), 0);
    CHECK(!render("<p>").embeds);
}

TEST(low_contrast_and_tiny_text_is_noticed)
{
    CHECK(render("<font color='#fefefe'>x</font>").font_low_contrast);
    CHECK(!render("<font color='#000'>x</font>").font_low_contrast);
    CHECK(render("<font color='nonsense'>x</font>").font_invalid_color);
    CHECK(render("<font size=-2>x</font>").min_size < 3);
}

TEST(a_large_document_takes_linear_time)
{
    std::string html;
    while (html.size() < 1'000'000)
        html += "<table><tr><td><font color=red size=4><a href='http://x.example/'>x";
    const Stopwatch watch;
    render(html);
    CHECK(watch.seconds() < 10);
}
