// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Carries out the statements of parsed files, one file after the other, on one set of
// variables. Touches nothing but what Surroundings offers, and that only when a file or
// a default that is needed asks for it.
//
// The first mistake is kept; what is evaluated after it has no effect.
#ifndef CHAINMAIL_CONFIG_EVALUATOR_H
#define CHAINMAIL_CONFIG_EVALUATOR_H

#include "config/surroundings.h"
#include "config/syntax.h"
#include "config/variables.h"

#include <deque>
#include <map>
#include <optional>

namespace chainmail::config {

inline constexpr std::size_t longest_text = 1U << 20U;
/// Over all files, everything counted each time that it is copied.
inline constexpr std::size_t most_elements = 1'000'000;
inline constexpr std::size_t most_bytes = 64U << 20U;
/// Parts of statements carried out: a loop counts each round.
inline constexpr std::size_t most_steps = 5'000'000;
/// Blocks, included files and brackets that are being carried out inside each other.
inline constexpr int deepest_evaluation = 1000;
inline constexpr int most_includes = 100; ///< inside each other, as in amavisd

/// One spelling for one meaning, which qr'...' can express: \' becomes '. Nothing if
/// the pattern ends within an escape.
std::optional<std::string> normal_pattern(std::string_view pattern);

class Evaluator {
public:
    /// In the canonical form (settings.h) an element has a place of its own, which is
    /// not that of the variable.
    explicit Evaluator(Surroundings surroundings, bool canonical = false)
        : around_(std::move(surroundings)),
          canonical_(canonical)
    {
    }

    /// Parses and carries out one file. Variables declared by `my` end with it.
    Status read(std::string_view name, std::string text);

    /// The settings as they stand.
    Settings& settings() { return settings_; }
    /// Names in the order in which they were last changed.
    std::vector<std::string> changed() const;
    /// Gives every variable of the table that has no value its default.
    Status fill_in_defaults();
    /// The values that change nothing in a variable without effect.
    Result<List> accepted(const Variable& variable);

private:
    using Names = std::map<std::string, std::string, std::less<>>;
    using Handler = void (Evaluator::*)(const Expr&, List&);
    struct Routine {
        std::string_view name;
        Handler run;
        bool counted = false; ///< where one value is needed, how many there are
    };
    /// A setting that `local` replaced; nothing if it had its default.
    struct Kept {
        std::string name;
        std::optional<Setting> setting;
    };

    // evaluator.cc: values
    Value scalar(const Expr& expr);
    Value scalar_of(const Expr& expr);
    void list(const Expr& expr, List& out);
    void list_of(const Expr& expr, List& out);
    Value scalar_variable(const Expr& expr);
    Value copy(const Value& value, const Expr& expr);
    bool enter(const Expr& expr);
    void spend(std::size_t elements, std::size_t bytes, const Expr& expr);
    void step(std::size_t steps, const Expr& expr);

    // conversions.cc
    std::string text_of(const Value& value, const Expr& expr);
    double number_of(const Value& value, const Expr& expr);
    double number_or_zero(const Value& value, const Expr& expr);
    Hash to_hash(const List& list, const Expr& expr);
    void append(Value value, char sigil, List& out);
    std::string text_argument(const Expr& call, std::size_t which);

    // access.cc: what is there, and where
    const Value* find(const Expr& expr);
    const Value* find_part(const Value* whole, const Value& key, const Expr& expr);
    const Value* behind(const Value* value, const Expr& expr);
    Value* place(const Expr& expr);
    Value* place_element(const Expr& expr);
    Value* place_part(Value* whole, const Value& key, const Expr& expr);
    Value* place_behind(Value* value, char sigil, const Expr& expr);
    void slice(const Expr& expr, List& out);
    Value reference(const Expr& expr);
    Value anonymous(Value value, const Expr& expr);

    // operations.cc: values made of values
    Value pattern(const Expr& expr);
    Value command(const Expr& expr);
    Value negation(const Expr& expr);
    Value operation(const Expr& expr);
    Value logic(const Expr& expr);
    Value apply(char operation, const Value& a, const Value& b, const Expr& expr);
    Value concatenate(const Value& a, const Value& b, const Expr& expr);
    Value repeat_text(const Value& text, const Value& times, const Expr& expr);
    bool holds(char operation, const Value& a, const Value& b, const Expr& expr);
    double calculate(char operation, double a, double b, const Expr& expr);
    std::string join(const Expr& expr);
    void repeat_list(const Expr& expr, List& out);
    void range_list(const Expr& expr, List& out);

    // functions.cc and its neighbours, one for each kind
    static const Routine* find_routine(std::string_view name);
    void call(const Expr& expr, List& out);
    Value call_scalar(const Expr& expr);
    // text_functions.cc
    void change_case(const Expr& expr, List& out);
    void length(const Expr& expr, List& out);
    void whole_number(const Expr& expr, List& out);
    void quote_meta(const Expr& expr, List& out);
    void join_list(const Expr& expr, List& out);
    void split_text(const Expr& expr, List& out);
    void format(const Expr& expr, List& out);
    void to_ascii(const Expr& expr, List& out);
    void die(const Expr& expr, List& out);
    void warn(const Expr& expr, List& out);
    // list_functions.cc
    void insert(const Expr& expr, List& out);
    void chomp_all(const Expr& expr, List& out);
    void chomp(const Expr& target);
    void reverse(const Expr& expr, List& out);
    void sort(const Expr& expr, List& out);
    void keys(const Expr& expr, List& out);
    void count(const Expr& expr, List& out);
    void is_defined(const Expr& expr, List& out);
    void exists(const Expr& expr, List& out);
    void remove(const Expr& expr, List& out);
    void undefine(const Expr& expr, List& out);
    void each(const Expr& expr, List& out);
    // file_functions.cc
    void file_test(const Expr& expr, List& out);
    void read_table(const Expr& expr, List& out);
    void read_text(const Expr& expr, List& out);
    void read_templates(const Expr& expr, List& out);
    void include(const Expr& expr, List& out);
    std::optional<std::string> content_of(const std::string& file, const Expr& expr);
    void fill(Value& table, const std::string& function, const std::string& text);
    // tables.cc: values that only the programs give a meaning
    void make_table(const Expr& expr, List& out);
    void make_special(const Expr& expr, List& out);
    void dkim_key(const Expr& expr, List& out);
    std::optional<Regex> regex_of(const Value& value, const Expr& expr);

    // statements.cc
    Status run(const std::vector<Expr>& statements);
    void statement(const Expr& expr);
    void block(const Expr& expr);
    void branch(const Expr& expr);
    void loop(const Expr& expr);
    void bind(const std::string& written, Value value, const Expr& at);
    void declare(const Expr& declaration);
    void declare_own(const Expr& variable, bool ours);
    void make_local(const Expr& of);
    void restore(std::size_t kept);

    // assignments.cc: changes
    void assign(const Expr& expr);
    void assign_list(const Expr& targets, List values);
    void assign_slice(const Expr& target, List values);
    void store(const Expr& target, Value value);
    void update(const Expr& expr);
    Setting* editable(const std::string& name, const Expr& at);
    std::size_t index(double wanted, std::size_t size, const Expr& expr);

    // names.cc: which variable is meant
    bool is_known(std::string_view written) const;
    std::string resolve(std::string_view written, const Expr& at);
    std::string fresh_name(std::string_view written);
    std::string unknown_advice(std::string_view written) const;
    const Value* value_of(std::string_view written, const Expr& at);
    const Value* kept_value(const std::string& name);
    const Value& default_of(const Variable& variable);
    Value evaluate_standard(const Variable& variable);

    void fail(const Expr& at,
              std::string_view what,
              std::string_view offending,
              std::string_view advice = {});
    bool failed() const { return error_.has_value(); }

    Surroundings around_;
    bool canonical_;
    Names answers_; ///< what they said
    Settings settings_;
    std::optional<Error> error_;
    std::string_view secret_;  ///< the variable whose value no message may show
    bool of_scanners_ = false; ///< the statement in hand assigns to @av_scanners
    std::size_t elements_ = 0;
    std::size_t bytes_ = 0;
    std::size_t steps_ = 0;
    int depth_ = 0;
    int includes_ = 0;
    bool in_default_ = false;
    Names helpers_;       ///< declared by `my` in this file: as written -> as kept
    Names package_names_; ///< the same for `our`, of all files
    std::vector<Kept> kept_;
    std::map<std::string, int, std::less<>> declared_;       ///< how often a name was
    std::map<std::string, std::size_t, std::less<>> change_; ///< name -> when
    std::size_t changes_ = 0;
    std::map<std::string, Value, std::less<>> scratch_; ///< defaults just evaluated
    std::deque<Value> temporaries_;                     ///< of the statement in hand
    std::deque<std::string> texts_; ///< of the files, which Expr::source points into
};

} // namespace chainmail::config

#endif
