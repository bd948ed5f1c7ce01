// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/reader.h"

#include "base/text.h"
#include "config/complaint.h"
#include "config/evaluator.h"
#include "config/shapes.h"
#include "config/weight.h"

#include <algorithm>

namespace chainmail::config {

namespace {

/// A name that canonical() can write between double quotes.
std::string quotable(std::string_view name)
{
    std::string out = text::printable(name, 4096);
    std::replace(out.begin(), out.end(), '"', '\'');
    return out.empty() ? "-" : out;
}

Status run(Evaluator& evaluator, std::string_view name, std::string_view text)
{
    const auto file = quotable(name);
    const auto statements = parse(file, text);
    if (!statements) return statements.error();
    return evaluator.run(*statements);
}

std::string retired_remark(const Settings& settings, const Variable& variable)
{
    return message(settings.origin(variable.name),
                   text::cat(variable.name, " was retired"),
                   {},
                   "it has no effect, in amavisd neither; remove the line");
}

/// Whether `value` is what amavisd has anyway. 0, '' and undef switch a thing off
/// alike.
bool is_unchanged(const Value& value, const List& accepted)
{
    return std::any_of(accepted.begin(), accepted.end(), [&](const Value& one) {
        return means_the_same(value, one);
    });
}

/// The settings of `names` that would have an effect in amavisd and have none here, as
/// one error: the first in full, more by name and place.
Status refuse_unsupported(const Settings& settings,
                          const std::vector<const Variable*>& names)
{
    constexpr std::size_t shown = 10;
    if (names.empty()) return {};
    const auto& first = *names.front();
    std::string advice = "remove this assignment";
    if (first.standard == "([])" || first.standard == "({})") {
        advice += " or leave it empty";
    } else if (!first.standard.empty()) {
        advice += text::cat(" or give it one of these values: ", first.standard);
    }
    for (std::size_t i = 1; i < names.size() && i < shown; ++i) {
        advice += text::cat(i == 1 ? "; likewise " : ", ",
                            names[i]->name,
                            " at ",
                            text(settings.origin(names[i]->name)));
    }
    if (names.size() > shown)
        advice += text::cat(" and ", names.size() - shown, " more");
    return complain(settings.origin(first.name),
                    "known, but not supported by this version",
                    first.name,
                    advice);
}

/// Looks at one assigned variable of the table; may add to `refused` and the warnings.
Status check(Evaluator& evaluator,
             const Variable& variable,
             std::vector<const Variable*>& refused)
{
    Settings& settings = evaluator.settings();
    if (variable.effect == Effect::used) return check_shape(settings, variable);
    if (variable.effect == Effect::harmless) return {};
    const auto accepted = evaluator.accepted(variable);
    if (!accepted) return accepted.error();
    if (is_unchanged(settings.target({variable.name}), *accepted)) return {};
    if (variable.effect == Effect::retired) {
        settings.warn(retired_remark(settings, variable));
    } else {
        refused.push_back(&variable);
    }
    return {};
}

Status check_all(Evaluator& evaluator)
{
    Settings& settings = evaluator.settings();
    std::vector<const Variable*> refused;
    Status first_error;
    for (const auto& name : evaluator.changed()) {
        const Variable* variable = find_variable(name);
        if (variable == nullptr) continue;
        const auto checked = check(evaluator, *variable, refused);
        if (!checked && first_error) first_error = checked;
    }
    if (auto status = refuse_unsupported(settings, refused); !status) return status;
    if (!first_error) return first_error;
    for (const auto& variable : variables()) {
        auto remark = remark_on(settings, variable);
        if (!remark.empty()) settings.warn(std::move(remark));
    }
    return {};
}

} // namespace

Result<Settings> read_sources(const std::vector<Source>& sources,
                              const Surroundings& surroundings)
{
    Evaluator evaluator(surroundings);
    for (const auto& source : sources) {
        if (source.text.size() > largest_file) {
            return complain({quotable(source.name), 1, 1},
                            text::cat("more than ", largest_file, " bytes"));
        }
        if (source.text.find('\0') != std::string::npos) {
            return complain({quotable(source.name), 1, 1},
                            "a NUL byte: this is no configuration file");
        }
        if (auto done = run(evaluator, source.name, source.text); !done)
            return done.error();
    }
    if (auto done = evaluator.fill_in_defaults(); !done) return done.error();
    if (auto done = check_all(evaluator); !done) return done.error();
    return std::move(evaluator.settings());
}

Result<Settings> read_text(std::string_view name, std::string_view text)
{
    if (!text.starts_with(canonical_mark))
        return read_sources({{std::string(name), std::string(text)}},
                            system_surroundings());
    const auto refuse = []() -> Result<std::string> {
        return internal("settings in canonical form ask for nothing");
    };
    Evaluator evaluator({refuse, refuse});
    if (auto done = run(evaluator, name, text); !done) return done.error();
    return std::move(evaluator.settings());
}

} // namespace chainmail::config
