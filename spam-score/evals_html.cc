// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evals on the HTML parts. Each asks one part after the other; one that answers yes is
// enough.
#include "base/text.h"
#include "eval_argument.h"
#include "examination.h"
#include "expression.h"
#include "regex.h"

#include <algorithm>
#include <array>
#include <memory>

namespace chainmail::spam_score {

namespace {

template <typename Test>
Eval any_html(Test test)
{
    return [test](Examination& mail) {
        for (const auto& part : mail.rendered()) {
            if (part.html && test(*part.html, mail)) return 1.0;
        }
        return 0.0;
    };
}

std::optional<double> number(std::size_t n)
{
    return static_cast<double>(n);
}

std::optional<double> flag(bool set)
{
    return set ? std::optional(1.0) : std::nullopt;
}

// The figures by the names that rules use; nothing for one that the part does not have.
std::optional<double> figure(const HtmlDocument& html, std::string_view name)
{
    if (name == "html") return 1.0;
    if (name == "length") return number(html.length);
    if (name == "html_length") return number(html.html_length);
    if (name == "non_space_len") return number(html.non_space_length);
    if (name == "ratio") return html.ratio;
    if (name == "image_area") return html.image_area;
    if (name == "min_size") return html.min_size;
    if (name == "max_size") return html.max_size;
    if (name == "closed_extra_ratio") return html.closed_extra_ratio;
    if (name == "bad_tag_ratio") return html.bad_tag_ratio;
    if (name == "non_element_ratio") return html.non_element_ratio;
    if (name == "obfuscation_ratio") return html.obfuscation_ratio;
    if (name == "backhair_count")
        return html.backhair_count ? number(*html.backhair_count) : std::nullopt;
    if (name == "font_low_contrast") return flag(html.font_low_contrast);
    if (name == "font_invalid_color") return flag(html.font_invalid_color);
    if (name == "font_face_bad") return flag(html.font_face_bad);
    if (name == "form_action_mailto") return flag(html.form_action_mailto);
    if (name == "embeds") return flag(html.embeds);
    if (name == "uri_truncated") return flag(html.uri_truncated);
    return {};
}

// A comparison like "> 1", the value in front of it.
Result<Expression> comparison(const std::string& condition)
{
    const Expression::Names names{
        {}, [](std::string_view, std::string_view) -> Result<Expression::Leaf> {
            return Expression::Leaf(std::size_t{0});
        }};
    return Expression::parse(text::cat("value ", condition), names);
}

Result<Eval> html_tag_balance(const EvalArguments& arguments)
{
    auto compare = comparison(text_argument(arguments, 1));
    if (!compare) return compare.error();
    return any_html([tag = text_argument(arguments, 0),
                     compare = *compare](const HtmlDocument& html, Examination&) {
        const auto at = html.inside.find(tag);
        if (at == html.inside.end()) return false;
        const double open = at->second;
        return compare.value({&open, 1}) != 0;
    });
}

Result<Eval> html_eval(const EvalArguments& arguments)
{
    auto compare = comparison(text_argument(arguments, 1));
    if (!compare) return compare.error();
    return any_html([name = text_argument(arguments, 0),
                     compare = *compare](const HtmlDocument& html, Examination&) {
        const auto value = figure(html, name);
        return value && compare.value({&*value, 1}) != 0;
    });
}

Result<Eval> html_image_only(const EvalArguments& arguments)
{
    const double above = number_argument(arguments, 0).value_or(0);
    const double most = number_argument(arguments, 1).value_or(0);
    return any_html([=](const HtmlDocument& html, Examination&) {
        const auto length = static_cast<double>(html.length);
        return html.inside.contains("img") && length > above && length <= most;
    });
}

Result<Eval> html_image_ratio(const EvalArguments& arguments)
{
    const double above = number_argument(arguments, 0).value_or(0);
    const double most = number_argument(arguments, 1).value_or(0);
    return any_html([=](const HtmlDocument& html, Examination&) {
        if (html.image_area <= 0) return false;
        const double ratio =
            static_cast<double>(html.non_space_length) / html.image_area;
        return ratio > above && ratio <= most;
    });
}

Result<Eval> html_tag_exists(const EvalArguments& arguments)
{
    return any_html(
        [tag = text_argument(arguments, 0)](const HtmlDocument& html, Examination&) {
            return html.inside.contains(tag);
        });
}

Result<Eval> html_test(const EvalArguments& arguments)
{
    return any_html(
        [name = text_argument(arguments, 0)](const HtmlDocument& html, Examination&) {
            return figure(html, name).value_or(0) != 0;
        });
}

std::vector<std::string> texts_of(const HtmlDocument& html, std::string_view name)
{
    if (name == "comment") return html.comments;
    const auto& texts = name == "script"   ? html.scripts
                        : name == "anchor" ? html.anchors
                                           : html.titles;
    std::vector<std::string> out;
    for (const auto& one : texts)
        out.push_back(one.octets());
    return out;
}

Result<Eval> match_texts(const EvalArguments& arguments, bool wanted)
{
    const std::string name = text_argument(arguments, 0);
    if (name != "comment" && name != "script" && name != "anchor" && name != "title")
        return permanent(text::cat("HTML has no texts called ", name));
    auto regex = Regex::compile(text_argument(arguments, 1));
    if (!regex) return regex.error();
    const auto shared = std::make_shared<const Regex>(std::move(*regex));
    return any_html([=](const HtmlDocument& html, Examination& mail) {
        const auto texts = texts_of(html, name);
        return std::any_of(texts.begin(), texts.end(), [&](const std::string& one) {
            return shared->matches(one, mail.scratch()) == wanted;
        });
    });
}

Result<Eval> html_text_match(const EvalArguments& arguments)
{
    return match_texts(arguments, true);
}

Result<Eval> html_text_not_match(const EvalArguments& arguments)
{
    return match_texts(arguments, false);
}

Result<Eval> html_title_subject_ratio(const EvalArguments& arguments)
{
    const double above = number_argument(arguments, 0).value_or(0);
    return any_html([=](const HtmlDocument& html, Examination& mail) {
        const std::string subject = mail.header().scalar("Subject");
        if (subject.empty()) return false;
        std::size_t longest = 0;
        for (const auto& title : html.titles)
            longest = std::max(longest, count_characters(title.utf8));
        return static_cast<double>(longest) / static_cast<double>(subject.size()) >
               above;
    });
}

Result<Eval> html_range(const EvalArguments& arguments)
{
    const double above = number_argument(arguments, 1).value_or(0);
    const auto most = text_argument(arguments, 2) == "inf"
                          ? std::nullopt
                          : number_argument(arguments, 2);
    return any_html([=, name = text_argument(arguments, 0)](const HtmlDocument& html,
                                                            Examination&) {
        const auto value = figure(html, name);
        return value && *value > above && (!most || *value <= *most);
    });
}

Result<Eval> check_iframe_src(const EvalArguments&)
{
    return any_html([](const HtmlDocument& html, Examination&) {
        return std::any_of(
            html.links.begin(), html.links.end(), [](const HtmlLink& link) {
                return link.types.contains("iframe");
            });
    });
}

constexpr std::array entries{
    EvalEntry{"html_tag_balance", html_tag_balance},
    EvalEntry{"html_image_only", html_image_only},
    EvalEntry{"html_image_ratio", html_image_ratio},
    EvalEntry{"html_tag_exists", html_tag_exists},
    EvalEntry{"html_test", html_test},
    EvalEntry{"html_eval", html_eval},
    EvalEntry{"html_text_match", html_text_match},
    EvalEntry{"html_text_not_match", html_text_not_match},
    EvalEntry{"html_title_subject_ratio", html_title_subject_ratio},
    EvalEntry{"html_range", html_range},
    EvalEntry{"check_iframe_src", check_iframe_src},
};

} // namespace

std::span<const EvalEntry> html_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
