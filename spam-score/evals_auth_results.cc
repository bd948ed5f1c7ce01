// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The eval on what servers before this one found out about the sender.
#include "eval_argument.h"
#include "examination.h"

#include "base/text.h"

#include <array>

namespace chainmail::spam_score {

namespace {

const AuthResults& results(Examination& mail)
{
    if (!mail.auth_results)
        mail.auth_results =
            read_auth_results(mail.header(), mail.settings().auth_results);
    return *mail.auth_results;
}

Result<Eval> check_authres_result(const EvalArguments& arguments)
{
    const std::string method = text_argument(arguments, 0);
    const std::string wanted = text::lower(text_argument(arguments, 1));
    return Eval([=](Examination& mail) {
        const auto& all = results(mail).results;
        const auto result = all.find(method);
        return hit(result == all.end() ? wanted == "missing"
                                       : result->second == wanted);
    });
}

constexpr std::array entries{
    EvalEntry{"check_authres_result", check_authres_result, "AuthRes"},
};

} // namespace

std::span<const EvalEntry> auth_results_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
