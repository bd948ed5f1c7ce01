// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Carries out the statements of parsed files, one file after the other, on one set of
// variables. Touches nothing but the two questions in Surroundings, and those only when
// a file or a default that is needed asks them.
//
// The first mistake is kept; what is evaluated after it has no effect.
#ifndef CHAINMAIL_CONFIG_EVALUATOR_H
#define CHAINMAIL_CONFIG_EVALUATOR_H

#include "config/surroundings.h"
#include "config/syntax.h"
#include "config/variables.h"

#include <map>
#include <optional>

namespace chainmail::config {

inline constexpr std::size_t longest_text = 1U << 20U;
/// Over all files, everything counted each time that it is copied.
inline constexpr std::size_t most_elements = 1'000'000;
inline constexpr std::size_t most_bytes = 64U << 20U;

class Evaluator {
public:
    explicit Evaluator(Surroundings surroundings) : around_(std::move(surroundings)) {}

    /// Variables declared by `my` end with the file.
    Status run(const std::vector<Expr>& statements);

    /// The settings as they stand.
    Settings& settings() { return settings_; }
    /// Names in the order in which they were last changed.
    std::vector<std::string> changed() const;
    /// Gives every variable of the table that has no value its default.
    Status fill_in_defaults();
    /// The values that an unsupported variable may have.
    Result<List> accepted(const Variable& variable);

private:
    // evaluator.cc: values
    Value scalar(const Expr& expr);
    void list(const Expr& expr, List& out);
    Value scalar_variable(const Expr& expr);
    Value element(const Expr& expr);
    std::string text_of(const Value& value, const Expr& expr);
    double number_of(const Value& value, const Expr& expr);
    Hash to_hash(const List& list, const Expr& expr);
    Value copy(const Value& value, const Expr& expr);
    void spend(std::size_t elements, std::size_t bytes, const Expr& expr);

    // operations.cc: values made of values
    Value pattern(const Expr& expr);
    Value command(const Expr& expr);
    Value negation(const Expr& expr);
    Value arithmetic(const Expr& expr);
    double calculate(char operation, double a, double b, const Expr& expr);
    std::string join(const Expr& expr);

    // assignments.cc: changes
    void statement(const Expr& expr);
    void assign(const Expr& expr);
    void assign_list(const Expr& targets, List values);
    void store(const Expr& target, Value value);
    void declare(const Expr& declaration);
    void call(const Expr& expr);
    void insert(const Expr& call, bool at_front);
    void chomp(const Expr& target);
    Setting* editable(std::string_view written, const Expr& at);
    Value* slot(const Expr& element);
    std::size_t index(double wanted, std::size_t size, const Expr& expr);

    // names.cc: which variable is meant
    bool is_known(std::string_view written) const;
    std::string resolve(std::string_view written, const Expr& at);
    std::string fresh_name(std::string_view written);
    std::string unknown_advice(std::string_view written) const;
    const Value* value_of(std::string_view name, const Expr& at);
    const Value& default_of(const Variable& variable);
    Value evaluate_standard(const Variable& variable);

    void fail(const Expr& at,
              std::string_view what,
              std::string_view offending,
              std::string_view advice = {});
    bool failed() const { return error_.has_value(); }

    using Names = std::map<std::string, std::string, std::less<>>;

    Surroundings around_;
    Names answers_; ///< what they said
    Settings settings_;
    std::optional<Error> error_;
    std::size_t elements_ = 0;
    std::size_t bytes_ = 0;
    bool in_default_ = false;
    Names helpers_;       ///< declared by `my` in this file: as written -> as kept
    Names package_names_; ///< the same for `our`, of all files
    std::map<std::string, int, std::less<>> declared_;       ///< how often a name was
    std::map<std::string, std::size_t, std::less<>> change_; ///< name -> when
    std::size_t changes_ = 0;
    std::map<std::string, Value, std::less<>> scratch_; ///< defaults just evaluated
};

} // namespace chainmail::config

#endif
