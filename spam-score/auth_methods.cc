// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "auth_methods.h"

#include "base/text.h"
#include "scan.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace chainmail::spam_score {

namespace {

// Results that several methods have.
constexpr std::string_view simple = "none pass fail temperror permerror";
constexpr std::string_view of_signature =
    "none pass fail policy neutral temperror permerror";
constexpr std::string_view of_sender =
    "none pass fail hardfail softfail policy neutral temperror permerror";

// In the order of the registry.
constexpr std::array registered{
    // RFC 8617 6
    AuthMethod{"arc", "none pass fail", "smtp.remote-ip header.oldest-pass"},
    // RFC 8601 2.7.4
    AuthMethod{"auth", simple, "smtp.auth smtp.mailfrom"},
    // RFC 8601 2.7.1, RFC 6008
    AuthMethod{"dkim", of_signature, "header.d header.i header.b header.a header.s"},
    // RFC 5617
    AuthMethod{"dkim-adsp",
               "none pass unknown fail discard nxdomain temperror permerror",
               "header.from"},
    // RFC 6541
    AuthMethod{
        "dkim-atps", "none pass fail neutral temperror permerror", "header.from"},
    // RFC 7489 11.2
    AuthMethod{"dmarc", simple, "header.from policy.dmarc"},
    // RFC 8904 3
    AuthMethod{"dnswl",
               "none pass temperror permerror",
               "dns.zone dns.sec policy.ip policy.txt"},
    // RFC 7601 2.7.1
    AuthMethod{"domainkeys", of_signature, "header.d header.from header.sender"},
    // RFC 8601 2.7.3
    AuthMethod{"iprev", "pass fail temperror permerror", "policy.iprev"},
    // RFC 7293 11
    AuthMethod{"rrvs", "none pass fail unknown temperror permerror", "smtp.rcptto"},
    // RFC 7601 2.7.2: the name of a header field
    AuthMethod{"sender-id", of_sender, "header.*"},
    // RFC 7281, whose spelling this is
    AuthMethod{"smime",
               of_signature,
               "body.smime-part body.smime-identifer body.smime-serial "
               "body.smime-issuer"},
    // RFC 8601 2.7.2
    AuthMethod{"spf", of_sender, "smtp.mailfrom smtp.helo"},
    // RFC 6212
    AuthMethod{"vbr", simple, "header.md header.mv"},
};

// What servers write though nobody registered it, and the plugin takes as well.
constexpr std::array seen{
    AuthMethod{"arc", "", "arc.chain"},
    AuthMethod{"dmarc", "bestguesspass", ""},
    AuthMethod{"spf", "", "smtp.mfrom smtp.rcpttodomain"},
};

const AuthMethod* find(std::span<const AuthMethod> methods, std::string_view name)
{
    const auto at = std::find_if(methods.begin(), methods.end(), [&](const auto& one) {
        return one.name == name;
    });
    return at == methods.end() ? nullptr : &*at;
}

} // namespace

bool AuthMethod::has_result(std::string_view result) const
{
    const auto* more = find(seen, name);
    return has_word(results, result) ||
           (more != nullptr && has_word(more->results, result));
}

bool AuthMethod::has_property(std::string_view type, std::string_view property) const
{
    const std::string full = text::cat(type, ".", property);
    const auto* more = find(seen, name);
    return has_word(properties, full) || has_word(properties, text::cat(type, ".*")) ||
           (more != nullptr && has_word(more->properties, full));
}

const AuthMethod* find_auth_method(std::string_view name)
{
    return find(registered, name);
}

} // namespace chainmail::spam_score
