// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: which function of the language is carried out where. Those of the parser
// (words.cc) are all here; map and grep are Expr::Kind::each.
#include "config/evaluator.h"

#include <algorithm>

namespace chainmail::config {

const Evaluator::Routine* Evaluator::find_routine(std::string_view name)
{
    using E = Evaluator;
    static constexpr Routine routines[] = {
        {"lc", &E::change_case},
        {"uc", &E::change_case},
        {"lcfirst", &E::change_case},
        {"ucfirst", &E::change_case},
        {"length", &E::length},
        {"int", &E::whole_number},
        {"abs", &E::whole_number},
        {"quotemeta", &E::quote_meta},
        {"join", &E::join_list},
        {"split", &E::split_text, true},
        {"sprintf", &E::format},
        {"idn_to_ascii", &E::to_ascii},
        {"die", &E::die},
        {"warn", &E::warn},
        {"push", &E::insert},
        {"unshift", &E::insert},
        {"chomp", &E::chomp_all},
        {"reverse", &E::reverse},
        {"sort", &E::sort, true},
        {"sort $acmp$b", &E::sort, true},
        {"sort $bcmp$a", &E::sort, true},
        {"sort $a<=>$b", &E::sort, true},
        {"sort $b<=>$a", &E::sort, true},
        {"keys", &E::keys, true},
        {"values", &E::keys, true},
        {"scalar", &E::count},
        {"defined", &E::is_defined},
        {"exists", &E::exists},
        {"delete", &E::remove},
        {"undef", &E::undefine},
        {"-e", &E::file_test},
        {"-f", &E::file_test},
        {"-d", &E::file_test},
        {"-r", &E::file_test},
        {"-w", &E::file_test},
        {"-x", &E::file_test},
        {"-s", &E::file_test},
        {"-z", &E::file_test},
        {"read_hash", &E::read_table},
        {"read_array", &E::read_table},
        {"read_cidr", &E::read_table},
        {"read_text", &E::read_text},
        {"read_l10n_templates", &E::read_templates},
        {"include_config_files", &E::include},
        {"include_optional_config_files", &E::include},
        {"new_RE", &E::make_table},
        {"Opaque", &E::make_special},
        {"OpaqueRef", &E::make_special},
        {"q_sql_s", &E::make_special},
        {"q_sql_n", &E::make_special},
        {"q_sql_b", &E::make_special},
        {"q_dns_a", &E::make_special},
        {"dkim_key", &E::dkim_key},
    };
    const auto* found =
        std::find_if(std::begin(routines), std::end(routines), [&](const Routine& one) {
            return one.name == name;
        });
    return found == std::end(routines) ? nullptr : found;
}

void Evaluator::call(const Expr& expr, List& out)
{
    if (expr.kind == Expr::Kind::each) return each(expr, out);
    const Routine* routine = find_routine(expr.text);
    if (routine == nullptr) {
        if (!error_) error_ = internal("no routine carries out " + expr.text);
        return;
    }
    (this->*routine->run)(expr, out);
}

Value Evaluator::call_scalar(const Expr& expr)
{
    List values;
    call(expr, values);
    const Routine* routine = find_routine(expr.text);
    if (routine == nullptr || routine->counted) // map and grep are counted, too
        return static_cast<double>(values.size());
    return values.empty() ? Value() : std::move(values.back());
}

} // namespace chainmail::config
