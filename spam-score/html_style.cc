// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "html_style.h"

#include "scan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace chainmail::spam_score {

namespace {

// Weighted by how bright the eye sees a colour; text nearer than this to its background
// cannot be read.
constexpr double legible_distance = 12;

bool is_allowed(std::string_view tag, std::string_view attribute)
{
    if (is_one_of(tag, {"basefont", "font"}))
        return is_one_of(attribute, {"color", "face", "size"});
    if (tag == "body")
        return is_one_of(attribute,
                         {"text", "bgcolor", "link", "alink", "vlink", "background"});
    if (tag == "marquee") return is_one_of(attribute, {"bgcolor", "background"});
    if (is_one_of(tag, {"table", "td", "th", "tr"}))
        return is_one_of(attribute, {"bgcolor", "style"});
    return is_one_of(tag, {"span", "p", "div", "a"}) && attribute == "style";
}

std::string last_six(const std::string& s)
{
    return s.size() > 6 ? s.substr(s.size() - 6) : s;
}

bool is_rgb(const std::string& color)
{
    return color.size() == 7 && color.front() == '#' &&
           std::all_of(color.begin() + 1, color.end(), is_hex);
}

double distance(const std::string& a, const std::string& b)
{
    static constexpr std::array weight{0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (std::size_t i = 0; i < weight.size(); ++i) {
        const auto channel = [i](const std::string& color) {
            return text::hex_value(color[1 + 2 * i]) * 16 +
                   text::hex_value(color[2 + 2 * i]);
        };
        const double part = weight[i] * (channel(a) - channel(b));
        sum += part * part;
    }
    return std::sqrt(sum);
}

// "rgb(255, 0, 0)" and everything like it in CSS: three numbers, too large ones cut.
std::string css_rgb(std::string_view value)
{
    std::string numbers;
    for (const char c : value) {
        if (text::is_digit(c) || c == ',') numbers += c;
    }
    const auto fields = text::split(numbers, ',');
    std::string out = "#";
    for (std::size_t i = 0; i < 3; ++i) {
        const auto level =
            i < fields.size() ? text::to_number(fields[i]) : std::nullopt;
        char digits[8];
        const bool too_large = i < fields.size() && !fields[i].empty() && !level;
        const unsigned long shown =
            too_large ? 255 : std::min<unsigned long>(level.value_or(0), 255);
        std::snprintf(digits, sizeof digits, "%02lx", shown);
        out += digits;
    }
    return out;
}

// The values of the last layer of a CSS "background": blanks separate values, commas
// layers, neither counts in quotes or parentheses.
std::vector<std::string> background_values(std::string_view css)
{
    std::vector<std::string> layer;
    std::vector<std::string> last;
    std::string token;
    bool in_quotes = false;
    bool in_parentheses = false;
    const auto end_token = [&] {
        if (!token.empty()) layer.push_back(std::exchange(token, {}));
    };
    for (const char c : css) {
        if (in_quotes || in_parentheses) {
            token += c;
            if (c == '"') {
                in_quotes = !in_quotes;
            } else if (c == ')' && !in_quotes) {
                in_parentheses = false;
                end_token();
            }
        } else if (c == ' ') {
            end_token();
        } else if (c == ',') {
            end_token();
            last = std::exchange(layer, {});
        } else {
            token += c;
            in_parentheses = c == '(';
            in_quotes = c == '"';
        }
    }
    end_token();
    return layer.empty() ? last : layer;
}

std::string_view without_important(std::string_view value)
{
    constexpr std::string_view word = "important";
    if (!value.ends_with(word)) return value;
    auto rest = text::trim(value.substr(0, value.size() - word.size()));
    if (!rest.ends_with('!')) return value;
    rest.remove_suffix(1);
    return text::trim(rest);
}

Legibility legibility_of(const TextStyle& style)
{
    const std::string& front = style.foreground;
    const std::string& back = style.background;
    if (last_six(front) == last_six(back)) return Legibility::low_contrast;
    if (is_rgb(front) && is_rgb(back) && distance(front, back) < legible_distance)
        return Legibility::low_contrast;
    if (front == "invalid" || back == "invalid") return Legibility::invalid_color;
    const bool is_hidden = style.size <= 1 || style.is_not_displayed || style.is_hidden;
    return is_hidden ? Legibility::hidden : Legibility::visible;
}

} // namespace

StyleStack::StyleStack()
{
    open_.emplace_back();
    open_.back().tag = "default";
}

bool StyleStack::is_open(std::string_view tag) const
{
    return std::any_of(open_.begin(), open_.end(), [&](const TextStyle& style) {
        return style.tag == tag;
    });
}

// A cell ends the cell before it, a row its cells; fonts in them end too.
void StyleStack::close_cells(std::string_view tag)
{
    if (!is_open(tag)) return;
    while (open_.back().tag == "font" || open_.back().tag == "td" ||
           (tag == "tr" && open_.back().tag == "tr"))
        open_.pop_back();
}

void StyleStack::close(std::string_view tag)
{
    if (tag == "body") return; // text behind </body> is shown like the rest
    if (tag == "th") tag = "td";
    if (!is_open(tag)) return;
    while (open_.back().tag != tag)
        open_.pop_back();
    open_.pop_back();
}

void StyleStack::open(std::string_view tag, const HtmlAttributes& attributes)
{
    constexpr std::size_t most_open = 10'000; // nesting that no document needs
    if (tag == "th") tag = "td";
    if (tag == "basefont") {
        if (const auto* size = find_attribute(attributes, "size")) {
            const auto at = skip_space(size->utf8, 0);
            if (at < size->utf8.size() && text::is_digit(size->utf8[at])) {
                base_size_ = std::atof(size->utf8.c_str() + at);
                return;
            }
        }
    }
    if (tag == "td" || tag == "tr") close_cells(tag);
    if (open_.size() >= most_open) return;
    open_.push_back(open_.back());
    TextStyle& style = open_.back();
    style.tag = tag;
    if (change(style, attributes)) style.legibility = legibility_of(style);
}

// Returns whether it looks different now, perhaps.
bool StyleStack::change(TextStyle& style, const HtmlAttributes& attributes)
{
    if (style.tag == "big" || style.tag == "small") {
        style.size += style.tag == "big" ? 1 : -1;
        return true;
    }
    bool is_changed = false;
    for (const auto& attribute : attributes) {
        if (!is_allowed(style.tag, attribute.name)) continue;
        is_changed = true;
        apply(style, attribute);
        if (style.size > largest_)
            largest_ = style.size;
        else if (style.size < smallest_)
            smallest_ = style.size;
    }
    return is_changed;
}

void StyleStack::apply(TextStyle& style, const HtmlAttribute& attribute) const
{
    const std::string& value = attribute.value.utf8;
    if (attribute.name == "text" || attribute.name == "color") {
        style.foreground = color_of(value);
    } else if (attribute.name == "style") {
        apply_css(style, value);
    } else if (attribute.name == "size") {
        const auto at = skip_space(value, 0);
        if (at >= value.size()) return;
        const bool relative = value[at] == '+' || value[at] == '-';
        const std::size_t digits = at + (relative ? 1U : 0U);
        if (digits >= value.size() || !text::is_digit(value[digits])) return;
        const auto end = skip_while(value, digits, text::is_digit);
        const double number = std::atof(value.substr(at, end - at).c_str());
        style.size = relative ? base_size_ + number : number;
    }
}

void StyleStack::apply_css(TextStyle& style, std::string_view css) const
{
    for (const auto declaration : text::split(css, ';')) {
        const auto colon = declaration.find(':');
        if (colon == npos) continue;
        const auto name = declaration.substr(skip_space(declaration, 0),
                                             colon - skip_space(declaration, 0));
        const auto value = text::trim(declaration.substr(colon + 1));
        const bool is_background = text::equal_ignore_case(name, "background-color");
        const bool is_color = is_background || text::equal_ignore_case(name, "color");
        // A colour of nothing but blanks is no colour, one of nothing at all is not
        // said.
        const bool is_said = !value.empty() || (is_color && declaration.ends_with(' '));
        if (!is_said || value.find('\n') != npos) continue; // of one line only
        if (is_color) {
            std::string& target = is_background ? style.background : style.foreground;
            const std::string lowered = text::lower(value);
            const auto color = without_important(lowered);
            if (color.find("rgb") != npos)
                target = css_rgb(color);
            else if (color == "transparent")
                target = color;
            else if (color != "inherit")
                target = color_of(color);
        } else if (name == "background") {
            for (const auto& word : background_values(text::lower(value))) {
                const auto color = color_of(word);
                if (color == "invalid") continue;
                style.background = color;
                break;
            }
        } else if (text::trim(name) == "display") {
            style.is_not_displayed = text::equal_ignore_case(value, "none");
        } else if (text::trim(name) == "visibility") {
            style.is_hidden = text::equal_ignore_case(value, "hidden");
        }
    }
    if (style.background == "transparent") style.background = around().background;
    if (style.foreground == "transparent") style.foreground = style.background;
}

} // namespace chainmail::spam_score
