// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: functions that read files, all by way of Surroundings.
#include "base/text.h"
#include "config/address_files.h"
#include "config/evaluator.h"
#include "config/reader.h"

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

} // namespace

/// -e FILE and its like
void Evaluator::file_test(const Expr& expr, List& out)
{
    const auto file = text_argument(expr, 0);
    const bool holds = !failed() && around_.holds && around_.holds(expr.text[1], file);
    out.push_back(holds ? Value(1.0) : Value(""));
}

std::optional<std::string> Evaluator::content_of(const std::string& file,
                                                 const Expr& expr)
{
    if (failed()) return {};
    auto content = around_.content ? around_.content(file)
                                   : Result<std::string>(permanent(
                                         text::cat(file, ": no files are read here")));
    if (!content) {
        fail(expr, content.error().what, expr.source, "the file has to exist");
        return {};
    }
    spend(1, content->size(), expr);
    return std::move(*content);
}

/// read_hash(FILE), read_hash(\%h, FILE), read_array(...), read_cidr(FILE [, \@a])
void Evaluator::read_table(const Expr& expr, List& out)
{
    List arguments;
    for (const auto& part : expr.parts)
        list(part, arguments);
    const bool cidr = expr.text == "read_cidr";
    const bool given = arguments.size() > 1;
    const std::size_t file_at = given && !cidr ? 1 : 0;
    if (arguments.empty() || arguments.size() > 3) {
        fail(expr, text::cat(expr.text, " needs the name of a file"), expr.source);
        return;
    }
    const auto content = content_of(text_of(arguments[file_at], expr), expr);
    if (!content) return;
    if (!given) {
        const bool hash = expr.text == "read_hash";
        Value table = hash ? Value(Hash()) : Value(List());
        fill(table, expr.text, *content);
        out.push_back(copy(table, expr));
        return;
    }
    Value& into = arguments[cidr ? 1 : 0];
    const auto* reference = into.get<Reference>();
    Setting* setting = reference == nullptr ? nullptr : editable(reference->name, expr);
    Value& table = setting == nullptr ? into : setting->value;
    const bool fits = expr.text == "read_hash" ? table.get<Hash>() != nullptr
                      : expr.text == "read_array"
                          ? table.get<List>() != nullptr
                          : table.get<Hash>() || table.get<List>();
    if (!fits) {
        fail(expr,
             "the table to fill has to be a reference",
             expr.source,
             text::cat("write ", expr.text, "(FILE), or \\%hash or \\@list with it"));
        return;
    }
    fill(table, expr.text, *content);
    spend(content->size() / 16, content->size(), expr);
    out.push_back(into);
}

/// Adds what `text`, the content of a file, says. `table` has the right kind.
void Evaluator::fill(Value& table, const std::string& function, const std::string& text)
{
    const auto is_true = [this](const std::string& name) {
        const Value* value = kept_value(name);
        return value != nullptr && value->is_true();
    };
    if (function == "read_hash") {
        const AddressRules rules{
            is_true("$localpart_is_case_sensitive"),
            is_true("$trim_trailing_space_in_lookup_result_fields")};
        for (auto& [key, value] : parse_address_hash(text, rules))
            table.get<Hash>()->insert_or_assign(std::move(key), std::move(value));
    } else if (function == "read_array") {
        for (auto& one : parse_address_list(text))
            table.get<List>()->emplace_back(std::move(one));
    } else {
        for (auto& [key, value] : parse_networks(text)) {
            if (auto* hash = table.get<Hash>())
                hash->insert_or_assign(text::lower(key), std::move(value));
            else
                table.get<List>()->emplace_back(std::move(key));
        }
    }
}

/// read_text(FILE [, ENCODING]): the bytes as they are.
void Evaluator::read_text(const Expr& expr, List& out)
{
    auto content = content_of(text_argument(expr, 0), expr);
    if (content && content->size() > longest_text)
        fail(expr,
             text::cat("a text of more than ", longest_text, " bytes"),
             expr.source);
    out.emplace_back(content ? std::move(*content) : std::string());
}

/// read_l10n_templates(LANGUAGE, DIRECTORY), read_l10n_templates(DIRECTORY)
void Evaluator::read_templates(const Expr& expr, List& out)
{
    constexpr struct {
        const char* file;
        const char* setting;
    } templates[] = {
        {"template-dsn.txt", "$notify_sender_templ"},
        {"template-virus-sender.txt", "$notify_virus_sender_templ"},
        {"template-virus-admin.txt", "$notify_virus_admin_templ"},
        {"template-virus-recipient.txt", "$notify_virus_recips_templ"},
        {"template-spam-sender.txt", "$notify_spam_sender_templ"},
        {"template-spam-admin.txt", "$notify_spam_admin_templ"},
    };
    std::string directory = text_argument(expr, 0);
    if (expr.parts.size() > 1)
        directory = text::cat(text_argument(expr, 1), "/", directory);
    for (const auto& one : templates) {
        auto content = content_of(text::cat(directory, "/", one.file), expr);
        Setting* setting = content ? editable(one.setting, expr) : nullptr;
        if (setting == nullptr) return;
        setting->value = Value(std::move(*content));
    }
    out.emplace_back(1.0);
}

/// include_config_files(FILE, ...), include_optional_config_files(FILE, ...)
void Evaluator::include(const Expr& expr, List& out)
{
    List files;
    for (const auto& part : expr.parts)
        list(part, files);
    const bool optional = expr.text == "include_optional_config_files";
    for (const auto& one : files) {
        const auto file = text_of(one, expr);
        if (failed()) return;
        if (optional && !(around_.holds && around_.holds('e', file))) continue;
        if (++includes_ > most_includes) {
            fail(expr,
                 text::cat("more than ", most_includes, " files include each other"),
                 expr.source);
            return;
        }
        auto content = around_.configuration ? around_.configuration(file)
                                             : Result<std::string>(permanent(text::cat(
                                                   file, ": no files are read here")));
        if (!content) {
            fail(expr, content.error().what, expr.source);
            return;
        }
        spend(1, content->size(), expr);
        const auto done = read(quotable(file), std::move(*content));
        if (!done && !error_) error_ = done.error();
        if (failed()) return;
        --includes_;
    }
    out.emplace_back(1.0);
}

} // namespace chainmail::config
