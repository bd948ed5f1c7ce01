// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A configuration file as a tree: what the parser makes and the evaluator reads.
#ifndef CHAINMAIL_CONFIG_SYNTAX_H
#define CHAINMAIL_CONFIG_SYNTAX_H

#include "config/settings.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::config {

struct Expr {
    enum class Kind {
        undef,
        number,      ///< `number`
        text,        ///< `text`
        joined,      ///< "a $b @c": `parts`, one after the other
        pattern,     ///< qr: parts[0] is the pattern, `text` the flags
        command,     ///< `...`: `text`
        variable,    ///< `text` is "$x", "@x" or "%x"
        element,     ///< $h{K}, $a[K]: `text` is "%h" or "@a", parts[0] is K
        reference,   ///< \VARIABLE: `text` is its name
        sequence,    ///< (A, B, ...): `parts`
        array,       ///< [A, B, ...]: `parts`
        hash,        ///< {A, B, ...}: `parts`
        negation,    ///< -A: parts[0]
        arithmetic,  ///< parts[0] text[0] parts[1] text[1] ..., from left to right
        assignment,  ///< parts[0] = parts[1]
        declaration, ///< my, our: `text` is which; parts[0] a variable or a sequence
        call,        ///< push, unshift, chomp: `text` is which, `parts` the arguments
    };

    Kind kind = Kind::undef;
    Origin at;
    /// What stands in the file, for messages. Lives as long as the text parsed.
    std::string_view source;
    std::string text;
    double number = 0;
    std::vector<Expr> parts;
};

/// Operators of Kind::arithmetic: + - . * / % and this one for **.
inline constexpr char power_operator = '^';

/// The statements of a file. `file` names it in messages.
Result<std::vector<Expr>> parse(std::string_view file, std::string_view text);

/// As many brackets, signs and assignments may stand inside each other.
inline constexpr int deepest_nesting = 100;
/// Lists and hashes inside each other, however they came to be. Less, so that each
/// value can be written down as text that can be parsed.
inline constexpr int deepest_value = 90;
inline constexpr std::size_t most_statements = 100'000;

} // namespace chainmail::config

#endif
