// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/shapes.h"

#include "base/text.h"
#include "config/complaint.h"
#include "config/constants.h"
#include "config/type_map.h"

#include <algorithm>
#include <cmath>

namespace chainmail::config {

namespace {

template <typename T>
Status status(const Result<T>& result)
{
    return result ? Status() : Status(result.error());
}

bool is_plain(const Value& value)
{
    return value.text().has_value();
}

bool is_list_of_texts(const Value& value)
{
    const auto* list = value.get<List>();
    return list != nullptr && std::all_of(list->begin(), list->end(), is_plain);
}

Status
check_number(const Settings& settings, const std::string& name, bool empty_is_fine)
{
    const auto* text = settings.scalar(name).get<std::string>();
    if (text != nullptr && text->empty() && !empty_is_fine)
        return settings.refuse(name, "a number or undef is needed, and this is ''");
    return status(settings.as_number(name));
}

Status check_count(const Settings& settings, const std::string& name)
{
    const auto number = settings.as_number(name);
    if (!number) return number.error();
    const double value = number->value_or(0);
    if (value >= 0 && std::trunc(value) == value) return {};
    return settings.refuse(name, "a whole number from 0 is needed");
}

Status check_destiny(const Settings& settings, const std::string& name)
{
    const auto number = settings.as_number(name);
    if (!number) return number.error();
    const double value = number->value_or(std::nan(""));
    for (const int known :
         {int{D_PASS}, int{D_DISCARD}, int{D_BOUNCE}, int{D_REJECT}, int{D_TEMPFAIL}}) {
        if (value == known) return {};
    }
    return settings.refuse(
        name, "D_PASS, D_DISCARD, D_BOUNCE, D_REJECT or D_TEMPFAIL is needed");
}

/// "DBI:Pg:...", whatever the case of its first word.
bool is_postgresql(std::string_view dsn)
{
    return text::starts_with_ignore_case(dsn, "DBI:Pg:") ||
           text::starts_with_ignore_case(dsn, "DBI:Pg(");
}

/// The values are not shown: they hold passwords.
Status check_databases(const Settings& settings, const std::string& name)
{
    for (const auto& element : settings.list(name)) {
        const auto* triple = element.get<List>();
        const bool fits = triple != nullptr && !triple->empty() &&
                          is_list_of_texts(element) && triple->size() <= 4;
        if (!fits) {
            return complain(settings.origin(name),
                            text::cat(name, " is a list of databases"),
                            {},
                            "each is written ['DBI:Pg:...', 'USER', 'PASSWORD']");
        }
        if (!is_postgresql(*triple->front().text())) {
            return complain(
                settings.origin(name),
                text::cat(name, " names a database that is not PostgreSQL"),
                {},
                "only DBI:Pg:... can be used; move the tables to PostgreSQL");
        }
    }
    return {};
}

Status refuse_derived(const Settings& settings, const std::string& name)
{
    return complain(settings.origin(name),
                    text::cat(name, " cannot be assigned"),
                    {},
                    "it follows from other settings; remove the line");
}

Status check_reload_way(const Settings& settings, const std::string& name)
{
    const auto way = settings.as_text(name);
    if (!way) return way.error();
    if (!*way || **way == "beside" || **way == "in_place") return {};
    return settings.refuse(name, "'beside', 'in_place' or undef is needed");
}

Status check_truth(const Settings& settings, const std::string& name)
{
    if (is_plain(settings.scalar(name))) return {};
    return settings.refuse(name, "1 or 0 is needed");
}

} // namespace

Status check_shape(const Settings& settings, const Variable& variable)
{
    const auto& name = variable.name;
    switch (variable.shape) {
    case Shape::any:
        return {};
    case Shape::text:
    case Shape::host_name:
        return status(settings.as_text(name));
    case Shape::number:
        return check_number(settings, name, false);
    case Shape::tag_level:
        return check_number(settings, name, true);
    case Shape::count:
        return check_count(settings, name);
    case Shape::truth:
    case Shape::true_only:
        return check_truth(settings, name);
    case Shape::destiny:
        return check_destiny(settings, name);
    case Shape::texts:
    case Shape::text_or_list:
        return status(settings.as_texts(name));
    case Shape::databases:
        return check_databases(settings, name);
    case Shape::derived:
        return refuse_derived(settings, name);
    case Shape::type_map:
        return status(read_type_map(settings));
    case Shape::reload_way:
        return check_reload_way(settings, name);
    }
    return {};
}

std::string remark_on(const Settings& settings, const Variable& variable)
{
    const auto& name = variable.name;
    if (variable.shape == Shape::true_only && settings.has(name) &&
        !settings.as_bool(name)) {
        return message(settings.origin(name),
                       text::cat(name, " is not true"),
                       {},
                       "this version runs no tests that ask the network all the same");
    }
    if (variable.shape != Shape::host_name) return {};
    const auto host = settings.scalar(name).text().value_or("");
    if (host.find('.') != std::string::npos) return {};
    return message(
        settings.origin(name),
        text::cat(name, " is not fully qualified"),
        host,
        text::cat("write ", name, " = 'mail.example.com' with your own name"));
}

} // namespace chainmail::config
