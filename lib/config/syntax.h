// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A configuration file as a tree: what the parser makes and the evaluator reads.
#ifndef CHAINMAIL_CONFIG_SYNTAX_H
#define CHAINMAIL_CONFIG_SYNTAX_H

#include "config/settings.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::config {

/// Operators between two values, each as one character of Expr::text.
enum Operation : char {
    add = '+',
    subtract = '-',
    join_texts = '.',
    multiply = '*',
    divide = '/',
    remainder = '%',
    power = '^',
    repeat = 'x',
    equal = '=',
    unequal = '#',
    less = '<',
    greater = '>',
    at_most = '{',
    at_least = '}',
    compare = '~',
    text_equal = 'e',
    text_unequal = 'n',
    text_less = 'l',
    text_greater = 'g',
    text_at_most = 'm',
    text_at_least = 'h',
    text_compare = 'c',
    range = ':',
    either = '|',
    both = '&',
    otherwise = '?', ///< //: the left one unless it is undef
    exclusive = '!', ///< xor
};

struct Expr {
    enum class Kind {
        undef,
        number,     ///< `number`
        text,       ///< `text`
        joined,     ///< "a $b @c": `parts`, one after the other
        pattern,    ///< qr: parts[0] is the pattern, `text` the flags
        command,    ///< `...`: `text`
        variable,   ///< `text` is "$x", "@x" or "%x"
        element,    ///< $h{K}, $a[K]: `text` is "%h" or "@a", parts[0] is K
        inner,      ///< R->{K}, R->[K]: `text` is "{" or "[", parts[0] is K, parts[1] R
        follow,     ///< @{R}, %$r: `text` is the sigil, parts[0] is R
        slice,      ///< @h{A, B}, @a[A, B]: `text` is "%h" or "@a", `parts` the keys
        reference,  ///< \A: parts[0] is A
        function,   ///< \&NAME: `text` is the name
        program,    ///< sub {...}
        sequence,   ///< (A, B, ...): `parts`
        array,      ///< [A, B, ...]: `parts`
        hash,       ///< {A, B, ...}: `parts`
        negation,   ///< -A: parts[0]
        inversion,  ///< !A, not A: parts[0]
        operation,  ///< parts[0] text[0] parts[1] text[1] ..., from left to right
        logic,      ///< the same of either, both, otherwise and exclusive
        choice,     ///< A ? B : C: `parts`
        assignment, ///< parts[0] = parts[1]
        update,     ///< parts[0] OP= parts[1]: `text` is the operation
        declaration, ///< my, our, local: `text` is which; parts[0] what is declared
        call,        ///< NAME(A, ...): `text` is the name, `parts` the arguments
        each,   ///< map, grep: `text` is which, parts[0] is done with each of the rest
        block,  ///< { ... }: `parts` are statements
        branch, ///< if, elsif, else: `parts` are CONDITION, BLOCK, ..., [BLOCK]
        loop,   ///< foreach: parts[0] the variable, parts[1] the list, parts[2] BLOCK
    };

    Kind kind = Kind::undef;
    Origin at;
    /// What stands in the file, for messages. Lives as long as the text parsed.
    std::string_view source;
    std::string text;
    double number = 0;
    std::vector<Expr> parts;
};

/// The statements of a file. `file` names it in messages.
Result<std::vector<Expr>> parse(std::string_view file, std::string_view text);

/// As many brackets, signs, blocks and assignments may stand inside each other.
inline constexpr int deepest_nesting = 100;
/// Lists and hashes inside each other, however they came to be. Less, so that each
/// value can be written down as text that can be parsed.
inline constexpr int deepest_value = 90;
inline constexpr std::size_t most_statements = 100'000;

} // namespace chainmail::config

#endif
