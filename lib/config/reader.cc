// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/reader.h"
#include "config/constants.h"

#include "base/text.h"
#include "config/complaint.h"
#include "config/evaluator.h"
#include "config/shapes.h"
#include "config/weight.h"

#include <algorithm>

namespace chainmail::config {

namespace {

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

std::string pending_remark(const Settings& settings, const Variable& variable)
{
    return message(settings.origin(variable.name),
                   text::cat(variable.name, " has no effect yet: ", variable.note));
}

/// Looks at one assigned variable of the table; may add to the warnings.
Status check(Evaluator& evaluator, const Variable& variable)
{
    Settings& settings = evaluator.settings();
    if (variable.effect == Effect::harmless) return {};
    if (auto fits = check_shape(settings, variable); !fits) return fits;
    if (variable.effect == Effect::used) return {};
    const auto accepted = evaluator.accepted(variable);
    if (!accepted) return accepted.error();
    if (is_unchanged(settings.target({variable.name}), *accepted)) return {};
    if (variable.effect == Effect::never) {
        return complain(settings.origin(variable.name),
                        text::cat(variable.name, " cannot be used here"),
                        {},
                        variable.note);
    }
    settings.warn(variable.effect == Effect::retired
                      ? retired_remark(settings, variable)
                      : pending_remark(settings, variable));
    return {};
}

Status check_all(Evaluator& evaluator)
{
    Settings& settings = evaluator.settings();
    Status first_error;
    for (const auto& name : evaluator.changed()) {
        const Variable* variable = find_variable(name);
        if (variable == nullptr) continue;
        const auto checked = check(evaluator, *variable);
        if (!checked && first_error) first_error = checked;
    }
    if (!first_error) return first_error;
    for (const auto& variable : variables()) {
        auto remark = remark_on(settings, variable);
        if (!remark.empty()) settings.warn(std::move(remark));
    }
    return {};
}

// Whom a warning is to be sent shall hear of it: amavisd bounces then as well.
void warn_of_discarded(Settings& settings)
{
    struct Pair {
        const char* destiny;
        const char* warning;
    };
    for (const auto& [destiny, warning] :
         {Pair{"$final_banned_destiny", "$warnbannedsender"},
          Pair{"$final_bad_header_destiny", "$warnbadhsender"}})
        if (settings.as_bool(warning) &&
            settings.scalar(destiny).number() == double{D_DISCARD})
            settings.assign(destiny,
                            {Value(double{D_BOUNCE}), settings.origin(warning)});
}

} // namespace

std::string quotable(std::string_view name)
{
    std::string out = text::printable(name, 4096);
    std::replace(out.begin(), out.end(), '"', '\'');
    return out.empty() ? "-" : out;
}

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
        if (auto done = evaluator.read(quotable(source.name), source.text); !done)
            return done.error();
    }
    if (auto done = evaluator.fill_in_defaults(); !done) return done.error();
    if (auto done = check_all(evaluator); !done) return done.error();
    warn_of_discarded(evaluator.settings());
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
    Evaluator evaluator({refuse, refuse}, true);
    if (auto done = evaluator.read(quotable(name), std::string(text)); !done)
        return done.error();
    return std::move(evaluator.settings());
}

} // namespace chainmail::config
