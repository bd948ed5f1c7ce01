// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "auth_methods.h"

#include "base/text.h"
#include "scan.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

// The results that most methods have, then those with a policy in between.
constexpr std::string_view simple = "none pass fail temperror permerror";
constexpr std::string_view signature =
    "none pass fail policy neutral temperror permerror";
constexpr std::string_view sender =
    "none pass fail hardfail softfail policy neutral temperror permerror";

constexpr std::array methods{
    AuthMethod{"spf", sender, "smtp.mailfrom smtp.mfrom smtp.helo smtp.rcpttodomain"},
    AuthMethod{"dkim", signature, "header.d header.i header.b header.a header.s"},
    AuthMethod{"dmarc",
               "none pass bestguesspass fail temperror permerror",
               "header.from policy.dmarc"},
    AuthMethod{"arc", "none pass fail", "smtp.remote-ip header.oldest-pass arc.chain"},
    AuthMethod{"auth", simple, "smtp.auth smtp.mailfrom"},
    AuthMethod{"dkim-adsp",
               "none pass unknown fail discard nxdomain temperror permerror",
               "header.from"},
    AuthMethod{
        "dkim-atps", "none pass fail neutral temperror permerror", "header.from"},
    AuthMethod{"domainkeys", signature, "header.d header.from header.sender"},
    AuthMethod{"dnswl",
               "none pass temperror permerror",
               "dns.zone dns.sec policy.ip policy.txt"},
    AuthMethod{"iprev", "pass fail temperror permerror", "policy.iprev"},
    AuthMethod{"rrvs", "none pass fail unknown temperror permerror", "smtp.rcptto"},
    AuthMethod{"sender-id", sender, "header.*"},
    AuthMethod{"smime",
               signature,
               "body.smime-part body.smime-identifer body.smime-serial "
               "body.smime-issuer"},
    AuthMethod{"vbr", simple, "header.md header.mv"},
};

bool has_word(std::string_view words, std::string_view word)
{
    const auto all = split_words(words);
    return std::find(all.begin(), all.end(), word) != all.end();
}

} // namespace

bool AuthMethod::has_result(std::string_view result) const
{
    return has_word(results, result);
}

bool AuthMethod::has_property(std::string_view type, std::string_view property) const
{
    return has_word(properties, text::cat(type, ".", property)) ||
           has_word(properties, text::cat(type, ".*"));
}

const AuthMethod* find_auth_method(std::string_view name)
{
    const auto at = std::find_if(methods.begin(), methods.end(), [&](const auto& one) {
        return one.name == name;
    });
    return at == methods.end() ? nullptr : &*at;
}

} // namespace chainmail::spam_score
