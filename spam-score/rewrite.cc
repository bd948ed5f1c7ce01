// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "rewrite.h"

#include "field_markup.h"
#include "header_lines.h"
#include "scan.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

constexpr std::string_view original_description =
    "original message before SpamAssassin";

std::string on_one_line(std::string text)
{
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

std::string with_line_ends(std::string text, bool crlf)
{
    return crlf ? replace_all(text, "\n", "\r\n") : text;
}

class Rewriter {
public:
    Rewriter(const RuleSet& rules,
             const Message& message,
             const MailTags& tags,
             const MarkupContext& context)
        : markup_(rules.settings.markup),
          message_(message),
          tags_(tags),
          context_(context)
    {
    }

    std::string with_fields() const;
    std::string attached(std::string_view unique) const;

private:
    std::string added_fields() const;
    std::string marked(const std::string& field) const;
    void mark_fields(std::vector<std::string>& fields) const;
    std::string marked_value(std::string_view name, std::string value) const;
    std::string own_header() const;
    std::string copied_fields() const;

    const MarkupSettings& markup_;
    const Message& message_;
    const MailTags& tags_;
    const MarkupContext& context_;
};

std::string Rewriter::added_fields() const
{
    std::string out;
    for (const auto& [name, text] :
         tags_.is_spam() ? markup_.for_spam : markup_.for_ham) {
        const auto value = fold_field(name, tags_.expand(text), markup_.fold);
        out += text::cat("X-Spam-", name, ": ", encode_field(value), "\n");
    }
    return out;
}

// One of From, Subject, To with what the settings want in front of its value.
std::string Rewriter::marked(const std::string& field) const
{
    const auto colon = field.find(':');
    std::string name = text::lower(field.substr(0, colon));
    name.front() = text::to_upper(name.front());
    const auto rewrite = markup_.rewritten.find(name);
    if (rewrite == markup_.rewritten.end()) return field;
    std::string out = field;
    const auto put_in_front = [&](const std::string& mark) {
        const auto begin = skip_while(out, colon + 1, text::is_blank);
        std::string_view value = std::string_view(out).substr(begin);
        if (text::starts_with_ignore_case(value, mark + " "))
            value.remove_prefix(mark.size() + 1);
        out = text::cat(out.substr(0, colon + 1), " ", mark, " ", value);
    };
    const std::string prefix = on_one_line(tags_.expand(tags_.subject_prefix()));
    if (!prefix.empty() && (tags_.is_spam() || name == "Subject"))
        put_in_front(std::string(text::trim(prefix)));
    if (!tags_.is_spam()) return out;
    const std::string mark = on_one_line(tags_.expand(rewrite->second));
    put_in_front(name == "Subject" ? mark : text::cat("(", mark, ")"));
    return out;
}

void Rewriter::mark_fields(std::vector<std::string>& fields) const
{
    const bool has_subject =
        std::any_of(fields.begin(), fields.end(), [](const std::string& field) {
            return is_field(field, "subject");
        });
    const bool wants_subject = markup_.rewritten.contains("Subject");
    const bool made = !has_subject && wants_subject;
    if (made) fields.emplace_back("Subject: \n");
    std::vector<std::string> before;
    for (auto& field : fields) {
        if (!is_field(field, "from") && !is_field(field, "subject") &&
            !is_field(field, "to"))
            continue;
        std::string after = marked(field);
        if (after == field) continue;
        if (tags_.is_spam())
            before.push_back(made && is_field(field, "subject")
                                 ? "X-Spam-Prev-Subject: (nonexistent)\n"
                                 : "X-Spam-Prev-" + field);
        field = std::move(after);
    }
    fields.insert(fields.end(), before.begin(), before.end());
}

std::string Rewriter::with_fields() const
{
    auto split = split_header(without_crlf(message_.pristine_header));
    auto& fields = split.fields;
    std::erase_if(fields, [](const std::string& field) {
        return text::starts_with_ignore_case(field, "x-spam-") &&
               !text::starts_with_ignore_case(field, "x-spam-prev-");
    });
    mark_fields(fields);
    std::string out;
    auto next = fields.begin();
    if (next != fields.end() && is_field(*next, "return-path")) out += *next++;
    out += added_fields();
    for (; next != fields.end(); ++next)
        out += *next;
    out += split.separator;
    return with_line_ends(std::move(out), message_.crlf) +
           std::string(message_.pristine_body);
}

std::string Rewriter::marked_value(std::string_view name, std::string value) const
{
    const auto rewrite = markup_.rewritten.find(name);
    if (rewrite == markup_.rewritten.end()) return value;
    const std::string mark = on_one_line(tags_.expand(rewrite->second));
    if (name == "Subject") {
        value.insert(0, on_one_line(tags_.expand(tags_.subject_prefix())));
        return value.starts_with(mark + " ") ? value : text::cat(mark, " ", value);
    }
    const std::string comment = text::cat("\t(", mark, ")");
    const auto end = value.find_last_not_of('\n');
    if (std::string_view(value).substr(0, end + 1).ends_with(comment)) return value;
    return text::cat(value.substr(0, end + 1), comment, "\n");
}

// Who it is from and for, and the verdict.
std::string Rewriter::own_header() const
{
    const auto split = split_header(without_crlf(message_.pristine_header));
    std::string out;
    for (const std::string_view name :
         {"From", "To", "Cc", "Subject", "Date", "Message-Id"}) {
        auto value = last_value(split.fields, name);
        const bool is_marked = markup_.rewritten.contains(name);
        if (!value && !is_marked) continue;
        out += text::cat(name, ": ", marked_value(name, value.value_or("\n")));
    }
    return out + added_fields();
}

std::string Rewriter::copied_fields() const
{
    const auto split = split_header(without_crlf(message_.pristine_header));
    std::string out;
    for (const auto& name : markup_.copied_fields) {
        for (const auto& field : split.fields)
            if (is_field(field, name)) out += field;
    }
    return out;
}

std::string Rewriter::attached(std::string_view unique) const
{
    std::string boundary = text::cat("----------=_", unique);
    while (message_.pristine.find("--" + boundary) != npos)
        boundary += "/1";
    const auto* const type = message_.header().last("content-type");
    const bool is_plain = type == nullptr || type->decoded.empty() ||
                          contains_ignore_case(type->decoded, "text/plain");
    std::string report = tags_.report();
    if (!is_plain) report += tags_.expand(markup_.unsafe_report);
    const std::string out =
        text::cat("Received: from localhost by ",
                  context_.hostname,
                  "\n\twith spam-score (chainmail);\n\t",
                  context_.date,
                  "\n",
                  own_header(),
                  copied_fields(),
                  "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"",
                  boundary,
                  "\"\n\nThe report on a message, and the message.\n\n--",
                  boundary,
                  "\nContent-Type: text/plain; charset=",
                  markup_.charset,
                  "\nContent-Disposition: inline\nContent-Transfer-Encoding: 8bit\n\n",
                  report,
                  "\n\n--",
                  boundary,
                  "\nContent-Type: ",
                  markup_.report_safe > 1 ? "text/plain" : "message/rfc822",
                  "; x-spam-type=original\nContent-Description: ",
                  original_description,
                  "\nContent-Disposition: ",
                  is_plain ? "inline" : "attachment",
                  "\nContent-Transfer-Encoding: 8bit\n\n");
    const std::string end = text::cat("\n--", boundary, "--\n\n");
    return with_line_ends(out, message_.crlf) + std::string(message_.pristine) +
           with_line_ends(end, message_.crlf);
}

} // namespace

std::string rewritten_mail(const RuleSet& rules,
                           const Message& message,
                           const MailTags& tags,
                           const MarkupContext& context,
                           std::string_view unique)
{
    const Rewriter rewriter(rules, message, tags, context);
    if (tags.is_spam() && rules.settings.markup.report_safe > 0)
        return rewriter.attached(unique);
    return rewriter.with_fields();
}

} // namespace chainmail::spam_score
