// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The parser behind parse() in syntax.h: recursive descent over a Cursor, without a
// separate list of tokens, because in Perl what a character means depends on whether a
// value or an operator may stand there (perlop(1)).
//
// The first mistake is kept and moves the cursor to the end, which ends every loop.
#ifndef CHAINMAIL_CONFIG_PARSER_H
#define CHAINMAIL_CONFIG_PARSER_H

#include "config/cursor.h"
#include "config/syntax.h"

#include <optional>

namespace chainmail::config {

class Parser {
public:
    Parser(std::string_view file, std::string_view text) : cursor_(file, text) {}
    Result<std::vector<Expr>> run();

private:
    struct Mark {
        Origin at;
        std::size_t offset;
    };
    Mark mark() const { return {cursor_.origin(), cursor_.offset()}; }
    Expr make(Expr::Kind kind, const Mark& start) const;
    Expr fail(const Origin& at,
              std::string_view what,
              std::string_view offending = {},
              std::string_view advice = {});
    bool failed() const { return error_.has_value(); }
    /// Counts a level of nesting; false, and failed, if there are too many.
    bool enter();
    void leave() { --depth_; }

    // parser.cc: statements
    void statement(std::vector<Expr>& statements);
    bool keyword(std::string_view word, const Mark& start);
    void pragma(const Mark& start);
    void end_of_statement(const Origin& value_end);
    /// What follows a value is neither an operator we know nor `expected`.
    Expr unexpected(std::string_view expected, const Origin& value_end);

    // blocks.cc
    bool at_block(std::string_view word);
    Expr compound(std::string_view word, const Mark& start);
    Expr block();
    Expr branch(bool inverted, const Mark& start);
    Expr loop(const Mark& start);
    Expr condition(bool inverted);
    Expr modified(Expr statement, const Mark& start);

    // expressions.cc
    Expr expression();
    Expr conjunction();
    Expr assignment();
    char take_assignment();
    Expr choice();

    // operators.cc
    Expr binary(int level = 0);
    Expr operand();
    bool at_file_test() const;
    Expr file_test();
    Expr sign();
    Expr power_of();
    Expr reference(const Mark& start);
    Expr combine(Expr::Kind kind,
                 const Mark& start,
                 std::string operations,
                 std::vector<Expr> parts) const;

    // terms.cc
    Expr term();
    Expr bracket(Expr::Kind kind, char close);
    std::vector<Expr> list(char close, const Mark& open);

    // numbers.cc
    Expr number();
    Expr based_number(const Mark& start);

    // elements.cc
    Expr variable();
    Expr followed(char sigil, const Mark& start);
    Expr element(const Mark& start, std::string_view variable);
    Expr postfix(Expr of, const Mark& start);
    Expr subscript(Expr of, const Mark& start);
    Expr key(char close);
    std::string_view variable_name(const Mark& start);
    /// Takes {NAME}, blanks inside allowed; takes nothing and gives "" otherwise.
    std::string_view braced_name();

    // words.cc
    Expr word();
    Expr bare_word(std::string_view name, const Mark& start);
    Expr program(const Mark& start);
    Expr undef(const Mark& start);
    Expr declaration(std::string_view which, const Mark& start);
    bool before_fat_comma() const;

    // calls.cc
    static bool is_function(std::string_view name);
    static void add_function_names(std::vector<std::string>& names);
    Expr call(std::string_view function, const Mark& start);
    Expr each(std::string_view function, const Mark& start);
    Expr sort(const Mark& start);
    bool at_end_of_arguments() const;
    bool take_fat_comma();

    // quotes.cc
    Expr quote(std::string_view operation, const Mark& start);
    bool is_quote(std::string_view word) const;
    std::optional<Cursor> delimited(const Mark& start);
    Expr literal(const Cursor& body, char open, const Mark& start);
    Expr words(const Cursor& body, char open, const Mark& start);
    Expr interpolated(const Cursor& body, const Mark& start);
    Expr pattern(const Cursor& body, char open, const Mark& start);
    std::string flags();

    // here.cc: <<"END"
    Expr here_document(const Mark& start);

    // pieces.cc: the inside of quotations
    Expr pieces(bool in_pattern, char delimiter);
    bool transform(Expr& joined, Expr& piece, bool in_pattern, char delimiter);
    void escape(std::string& piece);
    void hex_escape(std::string& piece, const Mark& start);
    bool at_variable(bool in_pattern);
    Expr embedded(bool in_pattern);

    Cursor cursor_;
    std::optional<Error> error_;
    int depth_ = 0;
    std::size_t statement_ = 0; ///< where the statement in hand begins
    bool in_split_ = false;     ///< a / begins a pattern, if it is next
    std::size_t count_ = 0;     ///< of all statements
    int nested_ = 0;            ///< in how many \Q and the like a quotation is
};

} // namespace chainmail::config

#endif
