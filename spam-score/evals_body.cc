// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evals on the text of the body.
#include "eval_argument.h"
#include "examination.h"
#include "scan.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

namespace chainmail::spam_score {

namespace {

using WordCounts = std::unordered_map<std::string_view, int>;

// The words of a text, and how often each stands there; what has no word character in
// it is none.
void count_words(const Characters& text, WordCounts& counts)
{
    const std::string_view s = text.utf8;
    std::size_t begin = 0;
    bool has_word = false;
    const auto finish = [&](std::size_t end) {
        if (has_word) ++counts[s.substr(begin, end - begin)];
        has_word = false;
    };
    for (std::size_t at = 0; at < s.size();) {
        const auto [code, length] = character_at(s, at);
        if (is_white(code, text.wide)) {
            finish(at);
            begin = at + length;
        } else if (is_word_character(code, text.wide)) {
            has_word = true;
        }
        at += length;
    }
    finish(s.size());
}

const RenderedPart* rendered_part(const Examination& mail, std::size_t index)
{
    const auto& parts = mail.rendered();
    const auto at =
        std::find_if(parts.begin(), parts.end(), [&](const RenderedPart& p) {
            return p.part == index;
        });
    return at == parts.end() ? nullptr : &*at;
}

bool is_below(const Message& message, std::size_t part, std::size_t above)
{
    while (part != no_part && part != above)
        part = message.parts[part].parent;
    return part == above;
}

bool is_text_type(std::string_view type)
{
    return type.starts_with("text") && (type.size() == 4 || !is_word(type[4]));
}

// An invitation says the same in HTML and for the calendar.
bool is_invitation(const Message& message)
{
    const MessagePart& top = message.parts.front();
    if (top.type != "multipart/alternative" || top.children.size() != 2) return false;
    const MessagePart& first = message.parts[top.children[0]];
    const MessagePart& second = message.parts[top.children[1]];
    return first.is_leaf && second.is_leaf && first.type == "text/html" &&
           second.type == "text/calendar";
}

void compare_alternatives(const Examination& mail,
                          std::size_t alternative,
                          AlternativeDifference& out)
{
    const Message& message = mail.message();
    WordCounts html;
    WordCounts plain;
    for (const auto index : message.in_order()) {
        if (!is_below(message, index, alternative) ||
            !is_text_type(message.parts[index].type))
            continue;
        const RenderedPart* part = rendered_part(mail, index);
        if (part == nullptr) continue;
        if (message.parts[index].effective_type() != "text/html") {
            count_words(part->text, plain);
            continue;
        }
        count_words(part->text, html);
        // A picture says something too.
        if (html.empty() && part->html && part->html->inside.contains("img"))
            html["\n"] = 1;
    }
    if (html.empty()) return;
    out.html_words = html.size();
    out.text_words = plain.size();
    const auto missing = std::count_if(html.begin(), html.end(), [&](const auto& word) {
        const auto at = plain.find(word.first);
        return at == plain.end() || word.second > at->second;
    });
    const double percent =
        static_cast<double>(missing) / static_cast<double>(html.size()) * 100;
    out.percent = std::max(out.percent, percent);
}

AlternativeDifference find_difference(const Examination& mail)
{
    AlternativeDifference out;
    const Message& message = mail.message();
    if (is_invitation(message)) return out;
    for (const auto index : message.in_order()) {
        if (message.parts[index].type == "multipart/alternative")
            compare_alternatives(mail, index, out);
    }
    return out;
}

const AlternativeDifference& alternative_difference(Examination& mail)
{
    if (!mail.alternative_difference)
        mail.alternative_difference = find_difference(mail);
    return *mail.alternative_difference;
}

Result<Eval> multipart_alternative_difference(const EvalArguments& arguments)
{
    const double above = number_argument(arguments, 0).value_or(0);
    const auto most = text_argument(arguments, 1) == "undef"
                          ? std::nullopt
                          : number_argument(arguments, 1);
    return Eval([=](Examination& mail) {
        const double percent = alternative_difference(mail).percent;
        return hit((above == 0 || percent > above) && (!most || percent <= *most));
    });
}

Result<Eval> multipart_alternative_difference_count(const EvalArguments& arguments)
{
    const double above = number_argument(arguments, 0).value_or(0);
    const double least_words = number_argument(arguments, 1).value_or(0);
    return Eval([=](Examination& mail) {
        const auto& difference = alternative_difference(mail);
        const auto html = static_cast<double>(difference.html_words);
        const auto plain = static_cast<double>(difference.text_words);
        return hit(html > least_words && html > 0 && plain / html > above);
    });
}

Result<Eval> check_blank_line_ratio(const EvalArguments& arguments)
{
    const double above = number_argument(arguments, 0).value_or(0);
    const double most = number_argument(arguments, 1).value_or(0);
    const double least_lines = std::max(1.0, number_argument(arguments, 2).value_or(1));
    return Eval([=](Examination& mail) {
        std::size_t lines = 0;
        std::size_t blank = 0;
        for (const auto piece : mail.raw_body()) {
            each_line(piece, [&](std::string_view line) {
                ++lines;
                blank += text::trim(line).empty() ? 1U : 0U;
            });
        }
        const auto count = static_cast<double>(lines);
        const double percent =
            count < least_lines ? -1 : 100 * static_cast<double>(blank) / count;
        return hit((above == 0 || percent > above) && percent <= most);
    });
}

Result<Eval> tvd_vertical_words(const EvalArguments& arguments)
{
    const double least = number_argument(arguments, 0).value_or(0);
    const double given = number_argument(arguments, 1).value_or(0);
    const double below = given >= 100 ? 101 : given;
    constexpr std::size_t shortest = 6;
    return Eval([=](Examination& mail) {
        double most = -1;
        for (const auto line : mail.body()) {
            if (line.size() < shortest) continue;
            const auto spaces =
                static_cast<std::size_t>(std::count(line.begin(), line.end(), ' '));
            const std::size_t others = line.size() - spaces;
            const double percent =
                spaces > others ? 100 : static_cast<double>(100 * spaces / others);
            most = std::max(most, percent);
        }
        return hit(most >= least && most < below);
    });
}

Result<Eval> check_body_length(const EvalArguments& arguments)
{
    const double most = number_argument(arguments, 0).value_or(0);
    return Eval([=](Examination& mail) {
        return hit(static_cast<double>(mail.message().pristine_body.size()) <= most);
    });
}

constexpr std::array entries{
    EvalEntry{"multipart_alternative_difference", multipart_alternative_difference},
    EvalEntry{"multipart_alternative_difference_count",
              multipart_alternative_difference_count},
    EvalEntry{"check_blank_line_ratio", check_blank_line_ratio},
    EvalEntry{"tvd_vertical_words", tvd_vertical_words},
    EvalEntry{"check_body_length", check_body_length},
};

} // namespace

std::span<const EvalEntry> body_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
