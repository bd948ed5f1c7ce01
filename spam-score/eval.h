// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Functions that rules call by name: "header X eval:check_for_shifted_date('-6','-3')".
#ifndef CHAINMAIL_SPAM_SCORE_EVAL_H
#define CHAINMAIL_SPAM_SCORE_EVAL_H

#include "base/result.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

class Examination;

/// The value of the rule for one message: 0 is no hit.
using Eval = std::function<double(Examination&)>;
using EvalArguments = std::vector<std::string>;

/// A function and how it is made ready from its arguments, once, when rules are loaded.
struct EvalEntry {
    std::string_view name;
    Result<Eval> (*prepare)(const EvalArguments& arguments);
    std::string_view plugin = {}; ///< without which it is not there; "": always there
};

/// The function of that name; nullptr when this engine does not have it. `on_raw_body`:
/// for a rawbody rule, which some functions give another text to look at.
const EvalEntry* find_eval(std::string_view name, bool on_raw_body);

/// Functions that ask the network, and those of plugins whose databases are not ours:
/// SpamAssassin does not run them either when it makes local tests only.
bool is_network_eval(std::string_view name);

// The groups of functions, each in a file of its own.
std::span<const EvalEntry> header_evals();
std::span<const EvalEntry> received_evals();
std::span<const EvalEntry> date_evals();
std::span<const EvalEntry> relay_evals();
std::span<const EvalEntry> body_evals();
std::span<const EvalEntry> html_evals();
std::span<const EvalEntry> mime_evals();
std::span<const EvalEntry> locale_evals();
std::span<const EvalEntry> image_evals();
std::span<const EvalEntry> uri_evals();
std::span<const EvalEntry> list_evals();
std::span<const EvalEntry> freemail_evals();
std::span<const EvalEntry> from_name_evals();
std::span<const EvalEntry> auth_results_evals();

} // namespace chainmail::spam_score

#endif
