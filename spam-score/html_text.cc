// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "html_text.h"

#include "html_elements.h"
#include "html_style.h"
#include "html_tokens.h"
#include "relative_uri.h"
#include "scan.h"
#include "word_runs.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

namespace chainmail::spam_score {

namespace {

// U+00C2 U+00A0: a no-break space that was decoded twice. The true one is no space.
constexpr std::string_view doubled_nbsp = "\xC3\x82\xC2\xA0";

bool is_blank_text(std::string_view s)
{
    while (!s.empty()) {
        if (text::is_space(s.front()))
            s.remove_prefix(1);
        else if (s.starts_with(doubled_nbsp))
            s.remove_prefix(doubled_nbsp.size());
        else
            return false;
    }
    return true;
}

// Appends `s` with each run of white space as one blank.
void append_squeezed(std::string& out, std::string_view s)
{
    for (std::size_t at = 0; at < s.size();) {
        if (s[at] == doubled_nbsp.front()) {
            const bool is_space = s.substr(at).starts_with(doubled_nbsp);
            out += is_space ? ' ' : s[at];
            at += is_space ? doubled_nbsp.size() : 1;
        } else if (text::is_space(s[at])) {
            out += ' ';
            at = skip_space(s, at);
        } else {
            const auto end = skip_while(s, at, [](char c) {
                return !text::is_space(c) && c != doubled_nbsp.front();
            });
            out += s.substr(at, end - at);
            at = end;
        }
    }
}

// One name of a font list: two letters or more, perhaps a digit, perhaps in quotes.
bool is_font_name(std::string_view s, bool is_first)
{
    s.remove_prefix(skip_space(s, 0));
    if (!s.empty() &&
        (s.front() == '"' || s.front() == '\'' || (is_first && s.front() == '.')))
        s.remove_prefix(1);
    if (is_first) s.remove_prefix(skip_space(s, 0));
    if (s.ends_with('"') || s.ends_with('\'')) s.remove_suffix(1);
    if (!s.empty() && text::is_digit(s.back())) s.remove_suffix(1);
    return s.size() >= 2 && text::is_alpha(s.front()) && text::is_alpha(s.back()) &&
           std::all_of(s.begin(), s.end(), [](char c) {
               return text::is_alpha(c) || c == ' ' || c == '-';
           });
}

bool is_font_list(std::string_view s)
{
    if (s.ends_with('\n')) s.remove_suffix(1);
    if (s.ends_with(';')) s.remove_suffix(1);
    bool is_first = true;
    for (const auto name : text::split(s, ',')) {
        if (!is_font_name(name, is_first)) return false;
        is_first = false;
    }
    return true;
}

class Renderer : public HtmlEvents {
public:
    explicit Renderer(HtmlDocument& document)
        : document_(document),
          known_(html_elements().size())
    {
    }

    void start_tag(const std::string& tag, HtmlAttributes& attributes) override;
    void end_tag(const std::string& tag) override;
    void text(const Characters& text) override;
    void comment(std::string_view whole) override;
    void declaration(std::string_view whole) override;

    bool is_inside(const HtmlElement* element) const
    {
        return known_[number_of(element)].open > 0;
    }
    void finish();

private:
    struct Count {
        bool is_seen = false;
        int open = 0;
    };
    enum class Segment { none, space, text, invisible };

    static std::size_t number_of(const HtmlElement* element)
    {
        return static_cast<std::size_t>(element - html_elements().data());
    }
    void count_tag(const std::string& tag, const HtmlElement* element, int step);
    void add_space(std::string_view space);
    void add_text(const Characters& text, bool invisible);
    void begin_segment(Segment kind, bool wide);
    void look_for_obfuscation(const Characters& text);
    void take_uris(std::string_view tag, HtmlAttributes& attributes);
    void take_base(const Characters& href);
    void take_refresh(const HtmlAttributes& attributes);
    void push_uri(std::string_view type, const Characters& uri);
    Characters trim_uri(const Characters& uri);
    HtmlLink& link(const Characters& uri);
    void look_at(std::string_view tag, const HtmlAttributes& attributes);
    void measure_image(const HtmlAttributes& attributes);
    void open_anchor(const HtmlAttributes& attributes);
    void append_to_anchor(const Characters& text);

    HtmlDocument& document_;
    StyleStack styles_;
    std::vector<Count> known_; ///< of html_elements()
    const HtmlElement* const script_ = find_element("script");
    const HtmlElement* const style_ = find_element("style");
    const HtmlElement* const anchor_ = find_element("a");
    const HtmlElement* const title_ = find_element("title");
    // The newest piece of document_.text.
    Segment segment_ = Segment::none;
    std::size_t segment_begin_ = 0;
    bool segment_wide_ = false;
    std::unordered_map<std::string, std::size_t> link_places_;
    std::string base_;
    std::size_t last_anchor_ = 0; ///< place in document_.links
    std::size_t tags_ = 0;
    std::size_t elements_ = 0;
    std::size_t different_tags_ = 0;
    std::size_t different_elements_ = 0;
    std::size_t closed_extra_ = 0;
    std::size_t obfuscation_ = 0;
    std::set<std::pair<std::size_t, std::size_t>> backhair_;
};

// Returns whether the tag is new.
bool count_open(int& open, bool& is_seen, int step, std::size_t& closed_extra)
{
    open += step;
    if (open < 0) {
        open = 0;
        ++closed_extra;
    }
    return !std::exchange(is_seen, true);
}

void Renderer::count_tag(const std::string& tag, const HtmlElement* element, int step)
{
    bool is_new = false;
    if (element != nullptr) {
        Count& count = known_[number_of(element)];
        is_new = count_open(count.open, count.is_seen, step, closed_extra_);
    } else {
        const auto [at, is_added] = document_.inside.try_emplace(tag, 0);
        bool is_seen = !is_added;
        is_new = count_open(at->second, is_seen, step, closed_extra_);
    }
    ++tags_;
    different_tags_ += is_new ? 1U : 0U;
    if (element == nullptr ? !is_namespaced(tag) : element->is_trick) return;
    ++elements_;
    different_elements_ += is_new ? 1U : 0U;
}

void Renderer::start_tag(const std::string& tag, HtmlAttributes& attributes)
{
    const auto* const element = find_element(tag);
    count_tag(tag, element, 1);
    if (element == nullptr) return;
    if (element->has_style) styles_.open(element->name, attributes);
    add_space(element->space);
    take_uris(tag, attributes);
    look_at(tag, attributes);
}

void Renderer::end_tag(const std::string& tag)
{
    const auto* const element = find_element(tag);
    count_tag(tag, element, -1);
    if (element == nullptr) return;
    if (element->has_style) styles_.close(tag);
    add_space(element->space);
}

void Renderer::begin_segment(Segment kind, bool wide)
{
    segment_ = kind;
    segment_begin_ = document_.text.utf8.size();
    segment_wide_ = wide;
    document_.text.wide = document_.text.wide || wide;
}

void Renderer::add_space(std::string_view space)
{
    if (space.empty()) return;
    std::string& all = document_.text.utf8;
    if (segment_ == Segment::text && all.size() > segment_begin_ && all.back() == ' ')
        all.pop_back();
    begin_segment(Segment::space, false);
    all += space;
}

void Renderer::add_text(const Characters& text, bool invisible)
{
    const bool is_behind_space = !invisible && segment_ == Segment::space;
    begin_segment(invisible ? Segment::invisible : Segment::text, text.wide);
    std::string& all = document_.text.utf8;
    append_squeezed(all, text.utf8);
    if (is_behind_space && all.size() > segment_begin_ && all[segment_begin_] == ' ')
        all.erase(segment_begin_, 1);
}

void Renderer::look_for_obfuscation(const Characters& text)
{
    if (segment_ == Segment::none) return;
    const WordText before{std::string_view(document_.text.utf8).substr(segment_begin_),
                          segment_wide_};
    const WordText behind{text.utf8, text.wide};
    if (cuts_word(before, behind)) ++obfuscation_;
    const std::size_t run = run_at_end(before);
    if (run == 0) return;
    const std::size_t next = run_at_start(behind);
    if (next > 0) backhair_.emplace(run, next);
}

void Renderer::text(const Characters& text)
{
    if (is_inside(script_)) {
        document_.scripts.push_back(text);
        return;
    }
    if (is_inside(style_)) return;
    if (is_inside(anchor_)) append_to_anchor(text);
    if (is_inside(title_) && !document_.titles.empty())
        document_.titles.back().append(text);
    bool invisible = false;
    if (!is_blank_text(text.utf8)) {
        const Legibility legibility = styles_.top().legibility;
        if (legibility == Legibility::low_contrast) document_.font_low_contrast = true;
        if (legibility == Legibility::invalid_color)
            document_.font_invalid_color = true;
        invisible = legibility != Legibility::visible;
    }
    look_for_obfuscation(text);
    add_text(text, invisible);
}

void Renderer::comment(std::string_view whole)
{
    document_.comments.emplace_back(whole);
}

void Renderer::declaration(std::string_view whole)
{
    if (!text::starts_with_ignore_case(whole, "<!doctype")) return;
    ++elements_;
    ++tags_;
    document_.inside["!doctype"] = 0;
}

HtmlLink& Renderer::link(const Characters& uri)
{
    const auto [at, is_new] =
        link_places_.try_emplace(uri.utf8, document_.links.size());
    if (is_new) document_.links.push_back({uri, {}, {}});
    return document_.links[at->second];
}

Characters Renderer::trim_uri(const Characters& uri)
{
    constexpr std::string_view nbsp = "\xC2\xA0";
    std::string_view s = uri.utf8;
    for (;;) {
        const std::size_t before = s.size();
        s = text::trim(s);
        if (s.starts_with(nbsp)) s.remove_prefix(nbsp.size());
        if (s.ends_with(nbsp)) s.remove_suffix(nbsp.size());
        if (s.size() == before) break;
    }
    const auto cut = offset_of_character(s, max_uri_length);
    if (cut < s.size()) document_.uri_truncated = true;
    return {std::string(s.substr(0, cut)), uri.wide};
}

void Renderer::push_uri(std::string_view type, const Characters& uri)
{
    const Characters trimmed = trim_uri(uri);
    if (trimmed.utf8.empty()) return;
    for (const auto* scheme : {"data:", "mailto:", "file:", "cid:", "tel:"}) {
        if (!text::starts_with_ignore_case(trimmed.utf8, scheme)) continue;
        link(trimmed).types.emplace(type);
        return;
    }
    const Characters target{resolve_uri(base_, trimmed.utf8), trimmed.wide};
    if (!target.utf8.empty()) link(target).types.emplace(type);
}

// Some write <a x/href=...>; what follows the slash is taken by its name.
void adopt_slashed(HtmlAttributes& attributes, std::string_view name)
{
    for (auto& attribute : attributes) {
        const auto slash = attribute.name.find('/');
        if (slash == npos || slash == 0 || !is_word(attribute.name[slash - 1]) ||
            !std::string_view(attribute.name).substr(slash + 1).starts_with(name))
            continue;
        const Characters value = attribute.value;
        std::erase_if(attributes,
                      [&](const HtmlAttribute& other) { return other.name == name; });
        attributes.push_back({std::string(name), value});
        return;
    }
}

void Renderer::take_uris(std::string_view tag, HtmlAttributes& attributes)
{
    const auto push = [&](std::string_view name) {
        if (const auto* value = find_attribute(attributes, name)) push_uri(tag, *value);
    };
    if (is_one_of(tag, {"body", "table", "tr", "td"})) {
        push("background");
    } else if (is_one_of(tag, {"a", "area", "link"})) {
        adopt_slashed(attributes, "href");
        for (auto& attribute : attributes) {
            if (attribute.name == "href")
                attribute.value.utf8 =
                    replace_all(attribute.value.utf8, "\xEF\xBB\xBF", "");
        }
        push("href");
        push("data-saferedirecturl");
    } else if (is_one_of(tag,
                         {"img", "frame", "iframe", "embed", "script", "bgsound"})) {
        adopt_slashed(attributes, "src");
        push("src");
    } else if (tag == "form") {
        push("action");
    } else if (tag == "base") {
        if (const auto* href = find_attribute(attributes, "href")) take_base(*href);
    } else if (tag == "meta") {
        take_refresh(attributes);
    }
}

// A base makes later references absolute; its file name does not belong to it.
void Renderer::take_base(const Characters& href)
{
    if (href.utf8.empty() || href.utf8 == "0") return;
    const Characters uri = trim_uri(href);
    push_uri("base", uri);
    std::string base = uri.utf8;
    std::size_t authority = npos;
    for (const auto* scheme : {"http:", "https:", "ftp:"}) {
        if (text::starts_with_ignore_case(base, scheme))
            authority = std::string_view(scheme).size();
    }
    if (authority == npos) return;
    for (int slashes = 0; slashes < 2 && base.substr(authority).starts_with('/');
         ++slashes)
        ++authority;
    const auto path = base.find('/', authority);
    const auto name = base.find_last_of('/') + 1;
    const auto dot = base.rfind('.');
    if (path != npos && path > authority && dot != npos && dot > name &&
        base.find('.', name) == dot && base.size() - dot >= 3 && base.size() - dot <= 5)
        base.resize(name);
    if (!base.ends_with('/')) base += '/';
    base_ = base;
}

void Renderer::take_refresh(const HtmlAttributes& attributes)
{
    const auto* kind = find_attribute(attributes, "http-equiv");
    const auto* content = find_attribute(attributes, "content");
    if (kind == nullptr || content == nullptr ||
        !contains_ignore_case(kind->utf8, "refresh"))
        return;
    const std::string_view s = content->utf8;
    std::size_t value = npos;
    for (auto at = find_ignore_case(s, "url"); at != npos;
         at = find_ignore_case(s, "url", at + 1)) {
        const auto sign = skip_space(s, at + 3);
        if (is_word_edge(s, at) && sign < s.size() && s[sign] == '=')
            value = skip_space(s, sign + 1);
    }
    if (value == npos) return;
    const auto uri = s.substr(value, s.find(';', value) - value);
    push_uri("meta", {std::string(uri), content->wide});
}

void Renderer::look_at(std::string_view tag, const HtmlAttributes& attributes)
{
    if (tag == "font") {
        const auto* face = find_attribute(attributes, "face");
        if (face != nullptr && !is_font_list(face->utf8))
            document_.font_face_bad = true;
    } else if (tag == "img") {
        if (is_inside(anchor_)) append_to_anchor({"<img>\n", false});
        measure_image(attributes);
    } else if (tag == "form") {
        const auto* action = find_attribute(attributes, "action");
        if (action != nullptr && contains_ignore_case(action->utf8, "mailto:"))
            document_.form_action_mailto = true;
    } else if (tag == "object" || tag == "embed") {
        document_.embeds = true;
    } else if (tag == "a") {
        open_anchor(attributes);
    } else if (tag == "title") {
        document_.titles.emplace_back();
    }
}

void Renderer::open_anchor(const HtmlAttributes& attributes)
{
    const auto* href = find_attribute(attributes, "href");
    const Characters uri = href == nullptr ? Characters{} : trim_uri(*href);
    HtmlLink& anchor = link(uri);
    anchor.anchor_texts.emplace_back();
    last_anchor_ = link_places_.at(uri.utf8);
    document_.anchors.emplace_back();
}

void Renderer::append_to_anchor(const Characters& text)
{
    if (document_.anchors.empty()) return;
    document_.links[last_anchor_].anchor_texts.back().append(text);
    document_.anchors.back().append(text);
}

void Renderer::measure_image(const HtmlAttributes& attributes)
{
    // Sizes in percent are of a screen of 800 x 600.
    const auto pixels = [](const Characters& value, double percent) {
        std::string_view s = value.utf8;
        const bool is_percent = s.ends_with('%');
        if (is_percent) s.remove_suffix(1);
        const auto number = text::to_number(s);
        const double size = static_cast<double>(number.value_or(0));
        const double scaled = is_percent ? size * percent : size;
        return scaled <= 0 ? 200 : scaled;
    };
    const auto* width = find_attribute(attributes, "width");
    const auto* height = find_attribute(attributes, "height");
    if (width != nullptr && height != nullptr)
        document_.image_area += pixels(*width, 8) * pixels(*height, 6);
}

void Renderer::finish()
{
    HtmlDocument& d = document_;
    for (std::size_t i = 0; i < known_.size(); ++i) {
        if (known_[i].is_seen)
            d.inside.emplace(html_elements()[i].name, known_[i].open);
    }
    d.min_size = styles_.smallest();
    d.max_size = styles_.largest();
    const auto share = [](std::size_t part, std::size_t whole) {
        return static_cast<double>(part) / static_cast<double>(whole);
    };
    if (tags_ > 0) {
        d.closed_extra_ratio = share(closed_extra_, tags_);
        if (elements_ > 0) d.bad_tag_ratio = share(tags_ - elements_, tags_);
        if (obfuscation_ > 0) d.obfuscation_ratio = share(obfuscation_, tags_);
    }
    if (different_tags_ > 0 && different_elements_ > 0)
        d.non_element_ratio =
            share(different_tags_ - different_elements_, different_tags_);
    if (!backhair_.empty()) d.backhair_count = backhair_.size();
}

// Typographic quotes around attribute values, "<br/>" and "&nbsp;" as mail has them
// become what the tokenizer understands.
std::string prepare(std::string_view source)
{
    std::string out;
    out.reserve(source.size());
    for (std::size_t at = 0; at < source.size();) {
        const auto rest = source.substr(at);
        if (rest.starts_with("&nbsp;")) {
            out += ' ';
            at += 6;
        } else if (rest.starts_with("\xE2\x80\x9C") ||
                   rest.starts_with("\xE2\x80\x9D")) {
            out += '"';
            at += 3;
        } else if (rest.front() == '<') {
            const auto name = skip_while(rest, 1, is_word);
            const auto slash = skip_space(rest, name);
            if (name > 1 && rest.substr(slash).starts_with("/>")) {
                out += rest.substr(0, name);
                out += '>';
                at += slash + 2;
            } else {
                out += '<';
                ++at;
            }
        } else {
            const auto end = skip_while(source, at + 1, [](char c) {
                return c != '&' && c != '<' && c != '\xE2';
            });
            out += source.substr(at, end - at);
            at = end;
        }
    }
    return out;
}

std::size_t count_spaces(const Characters& text)
{
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.utf8.size();) {
        if (text.utf8[at] > ' ') {
            ++at;
            continue;
        }
        const auto [code, length] = character_at(text.utf8, at);
        count += is_white(code, text.wide) && (text.wide || code != '\f') ? 1U : 0U;
        at += length;
    }
    return count;
}

} // namespace

HtmlDocument render_html(const Characters& source, std::size_t byte_count)
{
    HtmlDocument document;
    document.length = count_characters(source.utf8);
    Renderer renderer(document);
    HtmlTokenizer tokens(renderer, source.wide);
    tokens.parse(prepare(source.utf8));
    // Content cut off within them would otherwise be lost as not part of the text.
    for (const auto* tag : {"style", "script"}) {
        for (int tries = 0; renderer.is_inside(find_element(tag)) && tries < 100;
             ++tries)
            tokens.parse(text::cat("</", tag, ">"));
    }
    tokens.finish();
    renderer.finish();
    document.html_length = count_characters(document.text.utf8);
    document.non_space_length = document.html_length - count_spaces(document.text);
    if (byte_count > 0)
        document.ratio = (static_cast<double>(byte_count) -
                          static_cast<double>(document.html_length)) /
                         static_cast<double>(byte_count);
    return document;
}

} // namespace chainmail::spam_score
