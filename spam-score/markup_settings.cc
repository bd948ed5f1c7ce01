// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "markup_settings.h"

#include "scan.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

std::pair<std::string_view, std::string_view> first_word(std::string_view value)
{
    const auto end = skip_while(value, 0, [](char c) { return !text::is_space(c); });
    return {value.substr(0, end), text::trim(value.substr(end))};
}

std::string_view without_quotes(std::string_view value)
{
    const bool quoted =
        value.size() > 1 && value.starts_with('"') && value.ends_with('"');
    return quoted ? value.substr(1, value.size() - 2) : value;
}

// "\t", "\n" and "\\"; a backslash before anything else takes that with it.
std::string without_escapes(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out += text[i];
        } else if (++i < text.size()) {
            if (text[i] == 't') out += '\t';
            if (text[i] == 'n') out += '\n';
            if (text[i] == '\\') out += '\\';
        }
    }
    return out;
}

bool is_field_name(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return is_word(c) || c == '-';
    });
}

void remove(std::vector<AddedField>& fields, std::string_view name)
{
    std::erase_if(fields, [&](const AddedField& field) {
        return text::equal_ignore_case(field.name, name);
    });
}

// Who made the mark can not be hidden.
constexpr std::string_view kept_field = "Checker-Version";

template <typename Change>
Status change_fields(MarkupSettings& settings, std::string_view type, Change change)
{
    if (type != "ham" && type != "spam" && type != "all")
        return permanent("ham, spam or all is needed");
    if (type != "spam") change(settings.for_ham);
    if (type != "ham") change(settings.for_spam);
    return {};
}

Status add_field(MarkupSettings& settings, std::string_view value)
{
    const auto [type, rest] = first_word(value);
    const auto [name, content] = first_word(rest);
    if (!is_field_name(name) || content.empty())
        return permanent("a field name and its text are needed");
    const AddedField field{std::string(name), without_escapes(without_quotes(content))};
    return change_fields(settings, type, [&](std::vector<AddedField>& fields) {
        remove(fields, field.name);
        fields.push_back(field);
    });
}

Status remove_field(MarkupSettings& settings, std::string_view value)
{
    const auto [type, name] = first_word(value);
    if (!is_field_name(name)) return permanent("a field name is needed");
    if (name == kept_field) return {};
    return change_fields(
        settings, type, [&name = name](std::vector<AddedField>& fields) {
            remove(fields, name);
        });
}

void clear_fields(std::vector<AddedField>& fields)
{
    std::erase_if(fields, [](const AddedField& field) {
        return !text::equal_ignore_case(field.name, kept_field);
    });
}

Status rewrite_field(MarkupSettings& settings, std::string_view value)
{
    const auto [word, content] = first_word(value);
    std::string name = text::lower(word);
    if (name != "from" && name != "subject" && name != "to")
        return permanent("only From, Subject and To can be rewritten");
    name.front() = text::to_upper(name.front());
    if (content.empty()) {
        settings.rewritten.erase(name);
        return {};
    }
    std::string text(content);
    if (name != "Subject") { // it will stand in a comment
        std::replace(text.begin(), text.end(), '(', '[');
        std::replace(text.begin(), text.end(), ')', ']');
    }
    settings.rewritten[name] = std::move(text);
    return {};
}

Status set_report_safe(MarkupSettings& settings, std::string_view value)
{
    const auto number = text::to_number(value);
    if (!number) return permanent("0, 1 or 2 is needed");
    settings.report_safe = static_cast<int>(std::min<std::uint64_t>(*number, 2));
    auto& fields = settings.for_spam;
    const bool has_report =
        std::any_of(fields.begin(), fields.end(), [](const AddedField& field) {
            return text::equal_ignore_case(field.name, "Report");
        });
    if (settings.report_safe == 0 && !has_report)
        fields.push_back({"Report", "_REPORT_"});
    return {};
}

Status set_wrap_width(MarkupSettings& settings, std::string_view value)
{
    const auto number = text::to_number(value);
    if (!number || *number == 0) return permanent("not a number of columns");
    settings.wrap_width = static_cast<std::size_t>(*number);
    return {};
}

} // namespace

std::optional<Status> MarkupSettings::take(std::string_view key, std::string_view value)
{
    const auto append = [&](std::string& to) {
        to += without_quotes(value);
        to += '\n';
        return Status{};
    };
    const auto set = [&](std::string& to) {
        to = value;
        return Status{};
    };
    if (key == "report") return append(report);
    if (key == "unsafe_report") return append(unsafe_report);
    if (key == "clear_report_template") report.clear();
    if (key == "clear_unsafe_report_template") unsafe_report.clear();
    if (key.starts_with("clear_") && key.ends_with("report_template")) return Status{};
    if (key == "report_contact") return set(contact);
    if (key == "report_hostname") return set(hostname);
    if (key == "report_charset") return set(charset);
    if (key == "report_safe") return set_report_safe(*this, value);
    if (key == "report_wrap_width") return set_wrap_width(*this, value);
    if (key == "report_safe_copy_headers") {
        for (const auto word : split_words(value))
            copied_fields.emplace_back(word.substr(0, word.find_last_not_of(',') + 1));
        return Status{};
    }
    if (key == "add_header") return add_field(*this, value);
    if (key == "remove_header") return remove_field(*this, value);
    if (key == "clear_headers") {
        clear_fields(for_ham);
        for_spam = for_ham;
        return Status{};
    }
    if (key == "fold_headers") {
        fold = value == "1" || text::equal_ignore_case(value, "yes");
        return Status{};
    }
    if (key == "rewrite_header") return rewrite_field(*this, value);
    if (key == "subjprefix") {
        const auto [rule, prefix] = first_word(value);
        if (prefix.empty()) return Status(permanent("a rule and a text are needed"));
        subject_prefixes.insert_or_assign(std::string(rule), std::string(prefix));
        return Status{};
    }
    return {};
}

} // namespace chainmail::spam_score
