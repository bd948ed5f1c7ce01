// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "html_elements.h"

#include "scan.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

constexpr std::array elements{
    HtmlElement{.name = "a", .has_style = true},
    HtmlElement{.name = "abbr"},
    HtmlElement{.name = "acronym"},
    HtmlElement{.name = "address"},
    HtmlElement{.name = "applet"},
    HtmlElement{.name = "area"},
    HtmlElement{.name = "b"},
    HtmlElement{.name = "base"},
    HtmlElement{.name = "basefont", .has_style = true},
    HtmlElement{.name = "bdo"},
    HtmlElement{.name = "bgsound", .is_trick = true},
    HtmlElement{.name = "big", .has_style = true},
    HtmlElement{.name = "blockquote", .space = "\n\n"},
    HtmlElement{.name = "body", .has_style = true},
    HtmlElement{.name = "br", .space = "\n"},
    HtmlElement{.name = "button"},
    HtmlElement{.name = "caption"},
    HtmlElement{.name = "center"},
    HtmlElement{.name = "cite"},
    HtmlElement{.name = "code"},
    HtmlElement{.name = "col"},
    HtmlElement{.name = "colgroup"},
    HtmlElement{.name = "dd", .space = " "},
    HtmlElement{.name = "del"},
    HtmlElement{.name = "dfn"},
    HtmlElement{.name = "dir"},
    HtmlElement{.name = "div", .space = "\n", .has_style = true},
    HtmlElement{.name = "dl"},
    HtmlElement{.name = "dt", .space = " "},
    HtmlElement{.name = "em"},
    HtmlElement{.name = "embed", .space = " ", .is_trick = true},
    HtmlElement{.name = "fieldset"},
    HtmlElement{.name = "font", .has_style = true},
    HtmlElement{.name = "form"},
    HtmlElement{.name = "frame"},
    HtmlElement{.name = "frameset"},
    HtmlElement{.name = "h1", .space = " "},
    HtmlElement{.name = "h2", .space = " "},
    HtmlElement{.name = "h3", .space = " "},
    HtmlElement{.name = "h4", .space = " "},
    HtmlElement{.name = "h5", .space = " "},
    HtmlElement{.name = "h6", .space = " "},
    HtmlElement{.name = "head"},
    HtmlElement{.name = "hr", .space = "\n\n"},
    HtmlElement{.name = "html"},
    HtmlElement{.name = "i"},
    HtmlElement{.name = "iframe"},
    HtmlElement{.name = "img"},
    HtmlElement{.name = "input"},
    HtmlElement{.name = "ins"},
    HtmlElement{.name = "isindex"},
    HtmlElement{.name = "kbd"},
    HtmlElement{.name = "label"},
    HtmlElement{.name = "legend"},
    HtmlElement{.name = "li", .space = " "},
    HtmlElement{.name = "link"},
    HtmlElement{.name = "listing", .space = "\n\n", .is_trick = true},
    HtmlElement{.name = "map"},
    HtmlElement{.name = "menu"},
    HtmlElement{.name = "meta"},
    HtmlElement{.name = "nobr"},
    HtmlElement{.name = "noframes"},
    HtmlElement{.name = "noscript"},
    HtmlElement{.name = "object"},
    HtmlElement{.name = "ol"},
    HtmlElement{.name = "optgroup"},
    HtmlElement{.name = "option"},
    HtmlElement{.name = "p", .space = "\n\n", .has_style = true},
    HtmlElement{.name = "param"},
    HtmlElement{.name = "plaintext", .space = "\n\n", .is_trick = true},
    HtmlElement{.name = "pre", .space = "\n\n"},
    HtmlElement{.name = "q"},
    HtmlElement{.name = "s"},
    HtmlElement{.name = "samp"},
    HtmlElement{.name = "script"},
    HtmlElement{.name = "select"},
    HtmlElement{.name = "small", .has_style = true},
    HtmlElement{.name = "span", .has_style = true},
    HtmlElement{.name = "strike"},
    HtmlElement{.name = "strong"},
    HtmlElement{.name = "style"},
    HtmlElement{.name = "sub"},
    HtmlElement{.name = "sup"},
    HtmlElement{.name = "table", .has_style = true},
    HtmlElement{.name = "tbody"},
    HtmlElement{.name = "td", .space = " ", .has_style = true},
    HtmlElement{.name = "textarea"},
    HtmlElement{.name = "tfoot"},
    HtmlElement{.name = "th", .space = " ", .has_style = true},
    HtmlElement{.name = "thead"},
    HtmlElement{.name = "title", .space = "\n\n"},
    HtmlElement{.name = "tr", .has_style = true},
    HtmlElement{.name = "tt"},
    HtmlElement{.name = "u"},
    HtmlElement{.name = "ul"},
    HtmlElement{.name = "var"},
    HtmlElement{.name = "x-sigsep"},
    HtmlElement{.name = "x-tab"},
    HtmlElement{.name = "xmp", .space = "\n\n", .is_trick = true},
};

static_assert(std::is_sorted(elements.begin(),
                             elements.end(),
                             [](const HtmlElement& a, const HtmlElement& b) {
                                 return a.name < b.name;
                             }));

constexpr std::size_t letters = 26;

// Where the elements of each letter begin.
constexpr std::array<std::size_t, letters + 1> make_starts()
{
    std::array<std::size_t, letters + 1> starts{};
    for (std::size_t letter = 0; letter <= letters; ++letter) {
        while (starts[letter] < elements.size() &&
               elements[starts[letter]].name.front() <
                   static_cast<char>('a' + static_cast<int>(letter)))
            ++starts[letter];
    }
    return starts;
}

constexpr auto starts = make_starts();

} // namespace

std::span<const HtmlElement> html_elements()
{
    return elements;
}

const HtmlElement* find_element(std::string_view tag)
{
    if (tag.empty() || !text::is_lower(tag.front())) return nullptr;
    const auto letter = static_cast<std::size_t>(tag.front() - 'a');
    const auto* const end = elements.data() + starts[letter + 1];
    const auto* const found =
        std::find_if(elements.data() + starts[letter], end, [&](const auto& element) {
            return element.name == tag;
        });
    return found == end ? nullptr : found;
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

} // namespace chainmail::spam_score
