// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/settings.h"

#include "base/text.h"
#include "config/complaint.h"
#include "config/variables.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <set>

namespace chainmail::config {

namespace {

/// A short text that shows `value` in a message.
std::string show(const Value& value)
{
    const auto text = value.is_undef() ? std::nullopt : value.text();
    return text ? *text : std::string(value.kind());
}

/// Adds the names that `value` refers to. The depth of a value is bounded by the
/// parser.
void add_references(const Value& value, std::vector<std::string>& names)
{
    if (const auto* reference = value.get<Reference>())
        names.push_back(reference->name);
    if (const auto* list = value.get<List>()) {
        for (const auto& element : *list)
            add_references(element, names);
    }
    if (const auto* hash = value.get<Hash>()) {
        for (const auto& [key, element] : *hash)
            add_references(element, names);
    }
    if (const auto* table = value.get<RegexTable>()) {
        for (const auto& row : table->rows)
            add_references(row.value, names);
    }
    if (const auto* special = value.get<Special>()) {
        for (const auto& argument : special->arguments)
            add_references(argument, names);
    }
}

} // namespace

std::string text(const Origin& origin)
{
    if (origin.line == 0) return "built-in default";
    return text::cat(origin.file, ':', origin.line, ':', origin.column);
}

const Setting& Settings::at(std::string_view name) const
{
    if (const auto found = assigned_.find(name); found != assigned_.end())
        return found->second;
    if (const auto found = defaults_.find(name); found != defaults_.end())
        return found->second;
    std::fprintf(stderr,
                 "%.*s: looked up, but not among this program's settings\n",
                 static_cast<int>(name.size()),
                 name.data());
    std::abort();
}

Setting* Settings::find(std::string_view name)
{
    const auto found = assigned_.find(name);
    return found == assigned_.end() ? nullptr : &found->second;
}

Setting& Settings::assign(std::string name, Setting setting)
{
    return assigned_.insert_or_assign(std::move(name), std::move(setting))
        .first->second;
}

void Settings::forget(std::string_view name)
{
    const auto found = assigned_.find(name);
    if (found != assigned_.end()) assigned_.erase(found);
}

void Settings::set_default(std::string name, Value value)
{
    defaults_.insert_or_assign(std::move(name),
                               Setting{std::move(value), {}, false, {}});
}

bool Settings::has(std::string_view name) const
{
    return assigned_.contains(name);
}

Origin Settings::origin(std::string_view name) const
{
    return at(name).origin;
}

Origin Settings::origin(std::string_view name, std::string_view key) const
{
    const Setting& setting = at(name);
    const auto found = setting.keys.find(key);
    return found == setting.keys.end() ? setting.origin : found->second;
}

const Value& Settings::scalar(std::string_view name) const
{
    const Value& value = at(name).value;
    const auto* reference = value.get<Reference>();
    const bool follow = reference != nullptr && reference->name.starts_with('$');
    return follow ? target(*reference) : value;
}

const Value& Settings::target(const Reference& reference) const
{
    return at(reference.name).value;
}

List Settings::list(std::string_view name) const
{
    const Value* value = &scalar(name);
    const auto* reference = value->get<Reference>();
    if (reference != nullptr && reference->name.starts_with('@'))
        value = &target(*reference);
    if (const auto* elements = value->get<List>()) return *elements;
    if (value->is_undef()) return {};
    return {*value};
}

Result<std::optional<std::string>> Settings::as_text(std::string_view name) const
{
    const Value& value = scalar(name);
    if (value.is_undef()) return std::optional<std::string>();
    auto content = value.text();
    if (!content) return refuse(name, "a text is needed");
    return content;
}

Result<std::optional<double>> Settings::as_number(std::string_view name) const
{
    const Value& value = scalar(name);
    const auto* empty = value.get<std::string>();
    if (value.is_undef() || (empty != nullptr && empty->empty()))
        return std::optional<double>();
    const auto number = value.number();
    if (!number) return refuse(name, "a number is needed");
    return number;
}

Result<std::optional<std::uint64_t>> Settings::as_count(std::string_view name,
                                                        std::uint64_t lowest,
                                                        std::uint64_t highest) const
{
    const auto number = as_number(name);
    if (!number) return number.error();
    if (!*number) return std::optional<std::uint64_t>();
    const double value = **number;
    if (std::trunc(value) != value || value < static_cast<double>(lowest) ||
        value > static_cast<double>(highest)) {
        return refuse(
            name,
            text::cat("a whole number from ", lowest, " to ", highest, " is needed"));
    }
    return std::optional(static_cast<std::uint64_t>(value));
}

bool Settings::as_bool(std::string_view name) const
{
    return scalar(name).is_true();
}

Result<std::vector<std::string>> Settings::as_texts(std::string_view name) const
{
    std::vector<std::string> texts;
    for (const auto& element : list(name)) {
        auto content = element.is_undef() ? std::nullopt : element.text();
        if (!content) {
            return complain(origin(name),
                            text::cat(name, ": only texts may stand in this list"),
                            element.kind());
        }
        texts.push_back(std::move(*content));
    }
    return texts;
}

Error Settings::refuse(std::string_view name, std::string_view why) const
{
    const auto shown = is_secret(name) ? std::string() : show(scalar(name));
    return complain(origin(name), text::cat(name, ": ", why), shown);
}

Settings Settings::only(const std::vector<std::string>& names) const
{
    Settings some;
    std::vector<std::string> wanted = names;
    std::set<std::string, std::less<>> seen;
    while (!wanted.empty()) {
        const std::string name = std::move(wanted.back());
        wanted.pop_back();
        if (!seen.insert(name).second) continue;
        const Setting& setting = at(name);
        (has(name) ? some.assigned_ : some.defaults_).emplace(name, setting);
        add_references(setting.value, wanted);
    }
    return some;
}

} // namespace chainmail::config
