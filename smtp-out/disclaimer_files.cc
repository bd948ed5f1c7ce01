// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "disclaimer_files.h"

#include "base/text.h"
#include "config/banks.h"
#include "mail/alter_options.h"
#include "mail/charset.h"
#include "os/fd.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace chainmail::smtp_out {

namespace {

using config::Value;
using mail::option_mark;
using text::cat;

constexpr std::string_view arguments_name = "@altermime_args_disclaimer";
constexpr std::string_view allowed_name = "$allow_disclaimers";

std::vector<std::string> texts_of(const config::List& list)
{
    std::vector<std::string> texts;
    for (const auto& value : list)
        texts.push_back(value.text().value_or(""));
    return texts;
}

// What one set of settings says: that of the files, or that of a bank.
struct Wish {
    bool allowed = false;
    std::vector<std::string> arguments;
};

Wish wish_of(const config::Settings& settings, const config::Bank& bank)
{
    const auto followed = [&](const Value& value) {
        const auto* reference = value.get<config::Reference>();
        return reference == nullptr ? value : settings.target(*reference);
    };
    Wish wish;
    if (const auto* value = bank.find(allowed_name))
        wish.allowed = followed(*value).is_true();
    if (const auto* value = bank.find(arguments_name)) {
        const auto list = followed(*value);
        if (const auto* elements = list.get<config::List>())
            wish.arguments = texts_of(*elements);
    }
    return wish;
}

std::vector<Wish> all_wishes(const config::Settings& settings)
{
    std::vector<Wish> all{
        {settings.as_bool(allowed_name), texts_of(settings.list(arguments_name))}};
    if (const auto* banks = settings.scalar("%policy_bank").get<config::Hash>())
        for (const auto& [name, keys] : *banks)
            all.push_back(wish_of(settings, config::find_bank(settings, name)));
    return all;
}

// Text of people, in the charset they have: UTF-8 or what Windows writes.
std::string as_text(std::string_view bytes)
{
    auto text = mail::to_utf8(bytes, "us-ascii");
    std::erase_if(text, [](char c) { return c == '\r' || c == '\0'; });
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    return text;
}

std::string with_option(std::string_view pattern, std::string_view option)
{
    std::string out;
    for (auto at = pattern.find(option_mark); at != std::string_view::npos;
         at = pattern.find(option_mark)) {
        out += pattern.substr(0, at);
        out += option;
        pattern.remove_prefix(at + option_mark.size());
    }
    return out + std::string(pattern);
}

} // namespace

std::vector<std::string> disclaimer_setting_names()
{
    return {std::string(allowed_name), std::string(arguments_name), "%policy_bank"};
}

DisclaimerFiles DisclaimerFiles::read(const config::Settings& settings,
                                      std::vector<std::string>& remarks)
{
    DisclaimerFiles files;
    const auto wishes = all_wishes(settings);
    if (std::ranges::none_of(wishes, &Wish::allowed)) return files;
    std::set<std::string> paths;
    for (const auto& wish : wishes) {
        if (wish.arguments.empty()) continue;
        const auto options = mail::read_alter_options(wish.arguments);
        if (!options) {
            remarks.push_back(cat("no disclaimers by @altermime_args_disclaimer: ",
                                  options.error().what));
            continue;
        }
        paths.insert({options->text_file, options->html_file, options->base64_file});
    }
    for (const auto& path : paths) {
        if (path.find(option_mark) != path.npos)
            files.add_pattern(path);
        else if (auto added = path.empty() ? Status{} : files.add(path); !added)
            remarks.push_back(cat("disclaimer: ", added.error().what));
    }
    return files;
}

Status DisclaimerFiles::add(const std::string& path)
{
    if (texts_.size() >= most_files) return permanent("too many files");
    const auto bytes = os::read_file(path, most_bytes);
    if (!bytes) return bytes.error();
    texts_[path] = as_text(*bytes);
    return {};
}

// The options are all names that stand at the place of the first mark.
void DisclaimerFiles::add_pattern(std::string_view pattern)
{
    const auto mark = pattern.find(option_mark);
    const auto begin = pattern.rfind('/', mark) + 1;
    const auto before = pattern.substr(begin, mark - begin);
    const auto behind = pattern.substr(mark + option_mark.size());
    const auto after = behind.substr(0, behind.find('/'));
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(pattern.substr(0, begin), failed),
         end;
         !failed && entry != end && texts_.size() < most_files;
         entry.increment(failed)) {
        const auto name = entry->path().filename().string();
        if (name.size() < before.size() + after.size() || !name.starts_with(before) ||
            !name.ends_with(after))
            continue;
        const auto option = std::string_view(name).substr(
            before.size(), name.size() - before.size() - after.size());
        // A name with this option for which there is no file is nobody's.
        if (auto added = add(with_option(pattern, option)); !added) continue;
    }
}

Result<std::string_view> DisclaimerFiles::text(const std::string& path) const
{
    const auto found = texts_.find(path);
    if (found != texts_.end()) return std::string_view(found->second);
    return permanent(cat("no file ",
                         text::printable(path, 200),
                         " was there when chainmail was started or last reloaded"));
}

} // namespace chainmail::smtp_out
