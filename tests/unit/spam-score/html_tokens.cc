// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/html_tokens.h"

#include "unit/check.h"
#include "unit/stopwatch.h"

using namespace chainmail::spam_score;

namespace {

class Log : public HtmlEvents {
public:
    std::string out;
    void start_tag(const std::string& tag, HtmlAttributes& attributes) override
    {
        out += "<" + tag;
        for (const auto& attribute : attributes)
            out += " " + attribute.name + "=" + attribute.value.utf8;
        out += ">";
    }
    void end_tag(const std::string& tag) override { out += "</" + tag + ">"; }
    void text(const Characters& text) override { out += "'" + text.utf8 + "'"; }
    void comment(std::string_view whole) override
    {
        out += "{" + std::string(whole) + "}";
    }
    void declaration(std::string_view whole) override
    {
        out += "[" + std::string(whole) + "]";
    }
};

std::string tokens(std::string_view html)
{
    Log log;
    HtmlTokenizer tokenizer(log, false);
    tokenizer.parse(html);
    tokenizer.finish();
    return log.out;
}

} // namespace

TEST(tags_and_text)
{
    CHECK_EQUAL(tokens("a<B>b</B >c"), "'a'<b>'b'</b>'c'");
    CHECK_EQUAL(tokens("<a HREF='x y' b=c d>"), "<a href=x y b=c d=d>");
    CHECK_EQUAL(tokens("<a b=\"1\"c>"), "<a b=1 c=c>");
}

TEST(references)
{
    CHECK_EQUAL(tokens("a&lt;&#65;&#x42;&eacute;"), "'a<AB\xc3\xa9'");
    CHECK_EQUAL(tokens("<a href='?a&amp;b'>"), "<a href=?a&b>");
    CHECK_EQUAL(tokens("&nowhere;&#;"), "'&nowhere;&#;'");
}

TEST(comments_and_declarations)
{
    CHECK_EQUAL(tokens("<!-- a > b -->c"), "{<!-- a > b -->}'c'");
    CHECK_EQUAL(tokens("<!DOCTYPE html>x"), "[<!DOCTYPE html>]'x'");
}

TEST(what_is_no_markup_is_text)
{
    CHECK_EQUAL(tokens("1 < 2"), "'1 ''<'' 2'");
    CHECK_EQUAL(tokens("a<9>"), "'a''<9>'");
}

TEST(broken_markup_is_a_comment)
{
    CHECK_EQUAL(tokens("</ a>"), "{</ a>}");
    CHECK_EQUAL(tokens("<a b='"), "{<a b='}");
}

TEST(scripts_are_no_markup)
{
    CHECK_EQUAL(tokens("<script>if (a<b) '<i>'</script>x"),
                "<script>'if (a<b) '<i>''</script>'x'");
}

TEST(pieces_make_the_same_as_the_whole)
{
    constexpr std::string_view html = "<p class=\"a\">x<!-- c --><b>y</b>";
    Log log;
    HtmlTokenizer tokenizer(log, false);
    for (const char c : html)
        tokenizer.parse({&c, 1});
    tokenizer.finish();
    CHECK(log.out.find("<p class=a>") == 0);
    CHECK(log.out.find("{<!-- c -->}<b>'y'</b>") != std::string::npos);
}

TEST(markup_that_never_ends_takes_no_time)
{
    const Stopwatch watch;
    for (const std::string_view piece :
         {"<!--", "<a b='", "<a ", "<", "</", "<!", "&#"}) {
        std::string html;
        while (html.size() < 1'000'000)
            html += piece;
        tokens(html);
    }
    CHECK(watch.seconds() < 10);
}
