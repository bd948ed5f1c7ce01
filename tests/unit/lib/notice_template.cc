// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice/template.h"

#include "notice/text_macros.h"
#include "tests/unit/check.h"

using namespace chainmail::notice;

namespace {

std::optional<Value> macro(std::string_view name, const List& arguments)
{
    if (name == "V") return Value(List{"A", "B"});
    if (name == "E") return Value(List{});
    if (name == "R") return Value(List{"r1"});
    if (name == "s") return Value(std::string("a|b]%V"));
    if (name == "e") return Value(std::string(" "));
    if (name == "n") return Value(std::string("2"));
    if (name == "AUTOLEARN") return Value(std::string("ham"));
    return text_macro(name, arguments);
}

std::string expanded(std::string_view form)
{
    const auto text = expand(form, macro);
    return text ? *text : text.error().what;
}

} // namespace

TEST(simple_macros)
{
    CHECK_EQUAL(expanded("%V %#V %#E %#s %#e %z%#z."), "A, B 2 0 1 0 0.");
    // What a macro gives is never read again.
    CHECK_EQUAL(expanded("%s"), "a|b]%V");
    CHECK_EQUAL(expanded("[:lc|%s]"), "a|b]%v");
}

TEST(escapes)
{
    CHECK_EQUAL(expanded("a\\tb\\n\\101\\[x\\]%%\\\nc\\_d"), "a\tb\nA[x]%cd");
    CHECK_EQUAL(expanded("a # comment\nb"), "a b");
    CHECK_EQUAL(expanded("100\\% | ] ok"), "100% | ] ok");
}

TEST(the_selector)
{
    CHECK_EQUAL(expanded("[? 2 |zero|one|two|three]"), "two");
    CHECK_EQUAL(expanded("[? foo |none|any|two]"), "any");
    CHECK_EQUAL(expanded("[? 24 |0|one|many]"), "many");
    CHECK_EQUAL(expanded("[? 2 |No recipients]"), "");
    CHECK_EQUAL(expanded("[?%#E|none|%V]"), "none");
    CHECK_EQUAL(expanded("[? %n |a|b|[? %#V |x|y|z%V]]"), "zA, B");
    CHECK_EQUAL(expanded("x[? %#E |#|Cc: y]\nz"), "xz");
}

TEST(the_iterator)
{
    CHECK_EQUAL(expanded("[%V|; ]"), "A; B");
    CHECK_EQUAL(expanded("[\n -> %V]"), "\n -> A\n -> B");
    CHECK_EQUAL(expanded("[ %V |<%V>-%R|, ]"), "<A>-r1, <B>-r1");
    CHECK_EQUAL(expanded("[%R|[%V|%R+%V|,]|;]"), "r1+A,r1+B");
    CHECK_EQUAL(expanded("[%E|, ][no name]"), "");
    CHECK_EQUAL(expanded("[[:wrap|78|  |  |%V]\\n]"), "  A\n  B\n");
}

TEST(the_regexp_selector)
{
    CHECK_EQUAL(expanded("[~abc|^a(.)|[\"<%1>\"]|[\"no\"]]"), "<b>");
    CHECK_EQUAL(expanded("[~xyz|^a|[\"yes\"]|[\"no %0\"]]"), "no xyz");
    CHECK_EQUAL(expanded("[~xyz|^a|1|^x|2|3]"), "2");
    CHECK_EQUAL(expanded("[~xyz|(|1|2]"), "2");
}

TEST(definitions)
{
    CHECK_EQUAL(expanded("[=x|[\"<%1,%2>\"]][:x|a|b][:x|a]"), "<a,b><a,>");
    CHECK_EQUAL(expanded("[= flag |1][? [:flag] |off|on]"), "on");
}

TEST(capital_names)
{
    CHECK_EQUAL(expanded("_AUTOLEARN_ a_b_ _NOTHING(x)_"), "ham a_b_ ");
}

TEST(what_never_ends_is_an_error)
{
    CHECK_EQUAL(expanded("[=x|[\"[@x][@x]\"]][@x]"),
                "a template that does not come to an end");
    const Limits few{1000, 100, 10};
    CHECK(!expand(std::string(101, 'x') + "\n", macro, few));
    std::string deep;
    for (int i = 0; i < 20; ++i)
        deep += "[:lc|";
    CHECK(!expand(deep, macro, few));
}

TEST(functions_of_text)
{
    CHECK_EQUAL(expanded("[:uc|ab][:len|abc][:incr|4][:decr|4|2]"), "AB352");
    CHECK_EQUAL(expanded("[:substr|abcdef|2|3][:substr|abc|-1]"), "cdec");
    CHECK_EQUAL(expanded("[:index|abc|c][:min|3|1|2][:max|3| |5]"), "215");
    CHECK_EQUAL(expanded("[:join|-|a|b][:limit|8|abcdefghi][:dquote|a\"b]"),
                "a-babc[...]\"a\"\"b\"");
    CHECK_EQUAL(expanded("[:uquote|a  b][:hexenc|aB][:rot13|Nop]"), "a_b6142Abc");
    CHECK_EQUAL(expanded("[:mime2utf8|=?utf-8?Q?J=C3=B6rg?=|2]"), "J");
}

TEST(wrapping)
{
    CHECK_EQUAL(wrap("aa bb cc dd", 8, "", "  "), "aa bb cc\n  dd");
    CHECK_EQUAL(wrap("aa bb", 4, "> ", ""), "> aa\n> bb");
    CHECK_EQUAL(wrap("toolongword x", 5, "", " "), "toolongword\n x");
    CHECK_EQUAL(wrap("", 5, ">", ""), "");
}
