// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "html_elements.h"

#include "scan.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

// The elements of HTML 4.01 and XHTML 1.0, and three that mail programs make; sorted.
constexpr std::array elements{
    std::string_view("a"),        std::string_view("abbr"),
    std::string_view("acronym"),  std::string_view("address"),
    std::string_view("applet"),   std::string_view("area"),
    std::string_view("b"),        std::string_view("base"),
    std::string_view("basefont"), std::string_view("bdo"),
    std::string_view("big"),      std::string_view("blockquote"),
    std::string_view("body"),     std::string_view("br"),
    std::string_view("button"),   std::string_view("caption"),
    std::string_view("center"),   std::string_view("cite"),
    std::string_view("code"),     std::string_view("col"),
    std::string_view("colgroup"), std::string_view("dd"),
    std::string_view("del"),      std::string_view("dfn"),
    std::string_view("dir"),      std::string_view("div"),
    std::string_view("dl"),       std::string_view("dt"),
    std::string_view("em"),       std::string_view("fieldset"),
    std::string_view("font"),     std::string_view("form"),
    std::string_view("frame"),    std::string_view("frameset"),
    std::string_view("h1"),       std::string_view("h2"),
    std::string_view("h3"),       std::string_view("h4"),
    std::string_view("h5"),       std::string_view("h6"),
    std::string_view("head"),     std::string_view("hr"),
    std::string_view("html"),     std::string_view("i"),
    std::string_view("iframe"),   std::string_view("img"),
    std::string_view("input"),    std::string_view("ins"),
    std::string_view("isindex"),  std::string_view("kbd"),
    std::string_view("label"),    std::string_view("legend"),
    std::string_view("li"),       std::string_view("link"),
    std::string_view("map"),      std::string_view("menu"),
    std::string_view("meta"),     std::string_view("nobr"),
    std::string_view("noframes"), std::string_view("noscript"),
    std::string_view("object"),   std::string_view("ol"),
    std::string_view("optgroup"), std::string_view("option"),
    std::string_view("p"),        std::string_view("param"),
    std::string_view("pre"),      std::string_view("q"),
    std::string_view("s"),        std::string_view("samp"),
    std::string_view("script"),   std::string_view("select"),
    std::string_view("small"),    std::string_view("span"),
    std::string_view("strike"),   std::string_view("strong"),
    std::string_view("style"),    std::string_view("sub"),
    std::string_view("sup"),      std::string_view("table"),
    std::string_view("tbody"),    std::string_view("td"),
    std::string_view("textarea"), std::string_view("tfoot"),
    std::string_view("th"),       std::string_view("thead"),
    std::string_view("title"),    std::string_view("tr"),
    std::string_view("tt"),       std::string_view("u"),
    std::string_view("ul"),       std::string_view("var"),
    std::string_view("x-sigsep"), std::string_view("x-tab"),
};

} // namespace

bool is_one_of(std::string_view s, std::initializer_list<std::string_view> list)
{
    return std::find(list.begin(), list.end(), s) != list.end();
}

bool is_element(std::string_view tag)
{
    return std::binary_search(elements.begin(), elements.end(), tag);
}

bool is_trick(std::string_view tag)
{
    return is_one_of(tag, {"bgsound", "embed", "listing", "plaintext", "xmp"});
}

bool is_namespaced(std::string_view tag)
{
    std::size_t at = 0;
    if (tag.starts_with("o:"))
        at = 2;
    else if (tag.size() > 4 && tag.starts_with("st") && text::is_digit(tag[2]) &&
             tag[3] == ':')
        at = 4;
    else
        return false;
    if (tag.ends_with('/')) tag.remove_suffix(1);
    const auto end = skip_while(tag, at, [](char c) { return is_word(c) || c == '-'; });
    return end == tag.size() && end > at;
}

std::string_view space_of(std::string_view tag)
{
    if (is_one_of(tag, {"br", "div"})) return "\n";
    if (is_one_of(
            tag,
            {"p", "hr", "blockquote", "pre", "listing", "plaintext", "xmp", "title"}))
        return "\n\n";
    if (is_one_of(tag,
                  {"li",
                   "th",
                   "td",
                   "dd",
                   "dt",
                   "embed",
                   "h1",
                   "h2",
                   "h3",
                   "h4",
                   "h5",
                   "h6"}))
        return " ";
    return {};
}

} // namespace chainmail::spam_score
