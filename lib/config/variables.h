// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The variables that amavisd's configuration knows, and what each does here.
#ifndef CHAINMAIL_CONFIG_VARIABLES_H
#define CHAINMAIL_CONFIG_VARIABLES_H

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::config {

enum class Effect {
    used,     ///< programs look it up
    harmless, ///< accepted; there is nothing here that it could change
    retired,  ///< of no effect in amavisd as well: a warning if it is changed
    pending,  ///< amavisd heeds it and we do not yet: a warning if it is changed
    never,    ///< amavisd heeds it and we shall not: an error if it is changed
};

/// What a value must be; Shape::any for those that nobody reads.
enum class Shape {
    any,
    text,         ///< a text, a number or undef
    number,       ///< a number or undef
    tag_level,    ///< a number, undef or ''
    count,        ///< a whole number from 0, or undef
    truth,        ///< anything that is no list
    destiny,      ///< D_PASS, D_DISCARD, D_BOUNCE, D_REJECT or D_TEMPFAIL
    texts,        ///< a list of texts
    text_or_list, ///< undef, a text or a list of texts
    databases,    ///< a list of [DSN, user, password], DBI:Pg: only
    derived,      ///< follows from other settings; no file may assign it
    true_only,    ///< a false value gets a warning
    host_name,    ///< a text; a warning if it has no dot
    type_map,     ///< tables from descriptions of file(1) to types
    reload_way,   ///< 'beside', 'in_place' or undef
};

struct Variable {
    std::string name; ///< with its sigil
    Effect effect = Effect::pending;
    Shape shape = Shape::any;
    /// The default, an expression of the language. Of a pending, retired or never
    /// heeded one: a list of the values that change nothing, the default first, each
    /// list or hash as [...] or {...}. Empty: amavisd's default is not known here;
    /// reading it unassigned gives undef or an empty list.
    std::string_view standard;
    /// Which programs use it, separated by spaces; or why it has no effect.
    std::string_view note;
};

/// Null when amavisd has no such variable. `name` is a canonical one.
const Variable* find_variable(std::string_view name);

/// The name under which the value of a variable with two names is kept: "$do_syslog"
/// for
/// "$DO_SYSLOG"; any other name as it is.
std::string_view canonical_name(std::string_view name);

/// Whether the value may hold a password, which no message may show.
bool is_secret(std::string_view name);
/// The name of such a variable that occurs in `text`, a part of a file; "" if none
/// does.
std::string_view secret_in(std::string_view text);

/// All of them, in the order of their names.
const std::vector<Variable>& variables();

} // namespace chainmail::config

#endif
