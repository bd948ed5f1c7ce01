// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evals on the MIME structure.
#include "eval_argument.h"
#include "examination.h"
#include "locales.h"
#include "scan.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

// Text of fewer bytes says nothing about its case.
constexpr std::size_t least_for_case = 200;

bool is_html_message(Examination& mail)
{
    return text::starts_with_ignore_case(mail.header().scalar("Content-Type"),
                                         "text/html");
}

Result<Eval> check_for_mime(const EvalArguments& arguments)
{
    std::string name = text_argument(arguments, 0);
    if (name == "mime_faraway_charset")
        return Eval([](Examination& mail) {
            const auto& charsets = mail.attachments().charsets;
            return hit(std::any_of(
                charsets.begin(), charsets.end(), [&](const std::string& charset) {
                    return is_faraway(charset, mail.settings().ok_locales);
                }));
        });
    return Eval([name = std::move(name)](Examination& mail) {
        return hit(mail.attachments().value(name) != 0);
    });
}

Result<Eval> check_for_mime_html(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        return hit(is_html_message(mail) || mail.attachments().body_html_count > 0);
    });
}

Result<Eval> check_for_mime_html_only(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        const Attachments& a = mail.attachments();
        return hit(is_html_message(mail) ||
                   (a.body_html_count > 0 && a.body_text_count == 0));
    });
}

Result<Eval> check_mime_multipart_ratio(const EvalArguments& arguments)
{
    const double least = number_argument(arguments, 0).value_or(0);
    const double below = number_argument(arguments, 1).value_or(0);
    return Eval([=](Examination& mail) {
        const double ratio = mail.attachments().multipart_ratio;
        return hit(ratio >= least && ratio < below);
    });
}

Result<Eval> check_msg_parse_flags(const EvalArguments& arguments)
{
    struct Flag {
        std::string_view name;
        bool ParseFlags::*is_set;
    };
    static constexpr std::array flags{
        Flag{"missing_head_body_separator", &ParseFlags::missing_head_body_separator},
        Flag{"missing_mime_headers", &ParseFlags::missing_mime_headers},
        Flag{"missing_mime_head_body_separator",
             &ParseFlags::missing_mime_head_body_separator},
        Flag{"truncated_header", &ParseFlags::truncated_header},
        Flag{"mime_epilogue_exists", &ParseFlags::mime_epilogue_exists},
    };
    const std::string name = text_argument(arguments, 0);
    const auto at = std::find_if(flags.begin(), flags.end(), [&](const Flag& flag) {
        return flag.name == name;
    });
    if (at == flags.end()) return permanent(text::cat("no flag is called ", name));
    return Eval([is_set = at->is_set](Examination& mail) {
        return hit(mail.message().flags.*is_set);
    });
}

Result<Eval> check_for_ascii_text_illegal(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        return hit(mail.attachments().ascii_text_illegal > 0);
    });
}

Result<Eval> check_abundant_unicode_ratio(const EvalArguments& arguments)
{
    const double least = number_argument(arguments, 0).value_or(1);
    return Eval([=](Examination& mail) {
        return hit(mail.attachments().text_unicode_ratio >= least);
    });
}

Result<Eval> check_qp_ratio(const EvalArguments& arguments)
{
    const double least = number_argument(arguments, 0).value_or(1);
    return Eval(
        [=](Examination& mail) { return hit(mail.attachments().qp_ratio >= least); });
}

bool has_caps_charset(Examination& mail)
{
    const auto& declared = mail.attachments().charsets;
    const auto line = mail.header().scalar("Content-Type");
    return is_caps_charset(charset_of_line(line)) ||
           std::any_of(
               declared.begin(), declared.end(), [](const std::string& charset) {
                   return is_caps_charset(charset);
               });
}

// Several words on it, and not base64 in plain sight.
bool counts_for_case(std::string_view line)
{
    const auto first = skip_space(line, 0);
    bool words = false;
    for (std::size_t at = first + 1; at < line.size() && !words; ++at)
        words = text::is_space(line[at]) && skip_space(line, at) < line.size();
    if (!words || first >= line.size()) return false;
    const auto in_base64 = [](char c) {
        return text::is_alnum(c) || c == '+' || c == '/' || c == '=';
    };
    std::size_t at = 0;
    for (int runs = 0; runs < 2; ++runs) {
        const auto end = skip_while(line, at, in_base64);
        if (end - at < 60 || end - at > 76 || end >= line.size() || line[end] != ' ')
            return true;
        at = end + 1;
    }
    return false;
}

// Between the shifts to a Japanese character set and back nothing is Latin: what stands
// there.
std::string_view japanese_in(std::string_view line)
{
    const auto begin = line.find("\x1b$B");
    const auto end = begin == npos ? npos : line.rfind("\x1b(B");
    if (begin == npos || end == npos || end < begin + 3) return {};
    return line.substr(begin, end + 3 - begin);
}

struct Letters {
    std::size_t length = 0;
    std::size_t lower = 0; ///< with digits
    std::size_t upper = 0;
};

Letters letters_of(std::string_view text)
{
    Letters out;
    out.length = text.size();
    for (const char c : text) {
        out.lower += text::is_lower(c) || text::is_digit(c) ? 1U : 0U;
        out.upper += text::is_upper(c) ? 1U : 0U;
    }
    return out;
}

double find_upper_percent(Examination& mail)
{
    if (has_caps_charset(mail)) return 0;
    std::size_t length = 0;
    std::size_t lower = 0;
    std::size_t upper = 0;
    for (const auto line : mail.body()) {
        if (!counts_for_case(line)) continue;
        const auto all = letters_of(line);
        const auto hidden = letters_of(japanese_in(line));
        length += all.length - hidden.length;
        lower += all.lower - hidden.lower;
        upper += all.upper - hidden.upper;
    }
    if (length < least_for_case || upper + lower == 0) return 0;
    return static_cast<double>(upper) / static_cast<double>(upper + lower) * 100;
}

Result<Eval> check_for_uppercase(const EvalArguments& arguments)
{
    const double above = number_argument(arguments, 0).value_or(0);
    const double most = number_argument(arguments, 1).value_or(0);
    return Eval([=](Examination& mail) {
        if (!mail.upper_percent) mail.upper_percent = find_upper_percent(mail);
        const double percent = *mail.upper_percent;
        return hit(percent > above && percent <= most);
    });
}

// An alternative to text should be text, or text with its pictures.
Result<Eval> check_ma_non_text(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        const Message& message = mail.message();
        for (const auto& part : message.parts) {
            if (part.type != "multipart/alternative") continue;
            for (const auto index : part.children) {
                const MessagePart& child = message.parts[index];
                if (child.is_leaf && !child.type.empty() &&
                    child.type != "application/rtf" && !child.type.starts_with("text/"))
                    return 1.0;
            }
        }
        return 0.0;
    });
}

Result<Eval> check_base64_length(const EvalArguments& arguments)
{
    const double least = number_argument(arguments, 0).value_or(0);
    const auto most = number_argument(arguments, 1);
    return Eval([=](Examination& mail) {
        const auto longest =
            static_cast<double>(mail.attachments().longest_base64_line);
        return hit(longest >= least && (!most || longest <= *most));
    });
}

constexpr std::array entries{
    EvalEntry{"check_for_mime", check_for_mime},
    EvalEntry{"check_for_mime_html", check_for_mime_html},
    EvalEntry{"check_for_mime_html_only", check_for_mime_html_only},
    EvalEntry{"check_mime_multipart_ratio", check_mime_multipart_ratio},
    EvalEntry{"check_msg_parse_flags", check_msg_parse_flags},
    EvalEntry{"check_for_ascii_text_illegal", check_for_ascii_text_illegal},
    EvalEntry{"check_abundant_unicode_ratio", check_abundant_unicode_ratio},
    EvalEntry{"check_qp_ratio", check_qp_ratio},
    EvalEntry{"check_for_uppercase", check_for_uppercase},
    EvalEntry{"check_ma_non_text", check_ma_non_text},
    EvalEntry{"check_base64_length", check_base64_length},
};

} // namespace

std::span<const EvalEntry> mime_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
