// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What eval functions get in their parentheses, read once when rules are loaded.
#ifndef CHAINMAIL_SPAM_SCORE_EVAL_ARGUMENT_H
#define CHAINMAIL_SPAM_SCORE_EVAL_ARGUMENT_H

#include "eval.h"

#include <optional>
#include <string>

namespace chainmail::spam_score {

/// The argument at that place, "" when there are fewer.
std::string text_argument(const EvalArguments& arguments, std::size_t place);

/// As a number the way Perl reads one: what stands at the beginning, else 0; nothing
/// when there is no such argument.
std::optional<double> number_argument(const EvalArguments& arguments,
                                      std::size_t place);

/// `yes` as the value of a rule.
inline double hit(bool yes)
{
    return yes ? 1 : 0;
}

} // namespace chainmail::spam_score

#endif
