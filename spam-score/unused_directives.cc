// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "unused_directives.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

// Whole families by how their names begin.
constexpr std::array families{
    std::string_view("asn_"),
    std::string_view("authres_"),
    std::string_view("auto_welcomelist_"),
    std::string_view("bayes_"),
    std::string_view("country_"),
    std::string_view("dcc_"),
    std::string_view("dkim_"),
    std::string_view("dns_"),
    std::string_view("extracttext_"),
    std::string_view("fns_"),
    std::string_view("geodb_"),
    std::string_view("hashbl_"),
    std::string_view("olemacro_"),
    std::string_view("phishing_"),
    std::string_view("pyzor_"),
    std::string_view("razor_"),
    std::string_view("rbl_"),
    std::string_view("resource_limit_"),
    std::string_view("shortcircuit"),
    std::string_view("spamcop_"),
    std::string_view("spf_"),
    std::string_view("textcat_"),
    std::string_view("txrep_"),
    std::string_view("uri_block_"),
    std::string_view("uri_country_"),
    std::string_view("uridns"),
    std::string_view("urifullns"),
    std::string_view("urins"),
    std::string_view("urirhs"),
    std::string_view("url_shortener"),
    std::string_view("user_awl_"),
    std::string_view("user_scores_"),
};

constexpr std::array single{
    std::string_view("adsp_override"),
    std::string_view("allow_user_rules"),
    std::string_view("clear_asn_lookups"),
    std::string_view("clear_dns_query_restriction"),
    std::string_view("clear_dns_servers"),
    std::string_view("clear_uridnsbl_skip_domain"),
    std::string_view("clear_url_shortener"),
    std::string_view("dccifd_options"),
    std::string_view("def_welcomelist_from_dkim"),
    std::string_view("def_welcomelist_from_spf"),
    std::string_view("dmarc_save_reports"),
    std::string_view("do_not_use_mail_spf"),
    std::string_view("do_not_use_mail_spf_query"),
    std::string_view("duplicated"),
    std::string_view("header_address_parser"),
    std::string_view("ignore_always_matching_regexps"),
    std::string_view("ignore_received_spf_header"),
    std::string_view("inactive_languages"),
    std::string_view("lock_method"),
    std::string_view("max_short_url_redirections"),
    std::string_view("max_short_urls"),
    std::string_view("mbox_format_from_regex"),
    std::string_view("ok_languages"),
    std::string_view("run_reuse_tests_only"),
    std::string_view("skip_rbl_checks"),
    std::string_view("skip_uribl_checks"),
    std::string_view("test"),
    std::string_view("time_limit"),
    std::string_view("unwelcomelist_from_dkim"),
    std::string_view("unwelcomelist_from_spf"),
    std::string_view("use_auto_welcomelist"),
    std::string_view("use_bayes_rules"),
    std::string_view("use_dcc"),
    std::string_view("use_dcc_rep"),
    std::string_view("use_learner"),
    std::string_view("use_newest_received_spf_header"),
    std::string_view("use_pyzor"),
    std::string_view("use_razor2"),
    std::string_view("use_txrep"),
    std::string_view("version_tag"),
    std::string_view("welcomelist_from_dkim"),
    std::string_view("welcomelist_from_spf"),
};

struct Owned {
    std::string_view begin; ///< of the names of directives
    std::array<std::string_view, 2> plugins;
};

constexpr std::array owned{
    Owned{"asn_", {"ASN"}},
    Owned{"authres_", {"AuthRes"}},
    Owned{"auto_welcomelist_", {"AWL", "TxRep"}},
    Owned{"auto_whitelist_", {"AWL", "TxRep"}},
    Owned{"clear_asn_lookups", {"ASN"}},
    Owned{"clear_url_shortener", {"DecodeShortURLs"}},
    Owned{"dcc_", {"DCC"}},
    Owned{"dccifd_", {"DCC"}},
    Owned{"extracttext_", {"ExtractText"}},
    Owned{"fns_", {"FromNameSpoof"}},
    Owned{"inactive_languages", {"TextCat"}},
    Owned{"max_short_ur", {"DecodeShortURLs"}},
    Owned{"olemacro_", {"OLEVBMacro"}},
    Owned{"phishing_", {"Phishing"}},
    Owned{"resource_limit_", {"ResourceLimits"}},
    Owned{"run_reuse_tests_only", {"Reuse"}},
    Owned{"shortcircuit", {"Shortcircuit"}},
    Owned{"textcat_", {"TextCat"}},
    Owned{"txrep_", {"TxRep"}},
    Owned{"uri_block_", {"URILocalBL"}},
    Owned{"url_shortener", {"DecodeShortURLs"}},
    Owned{"use_auto_welcomelist", {"AWL", "TxRep"}},
    Owned{"use_auto_whitelist", {"AWL", "TxRep"}},
    Owned{"use_dcc", {"DCC"}},
    Owned{"use_txrep", {"TxRep"}},
    Owned{"user_awl_", {"AWL", "TxRep"}},
};

} // namespace

std::span<const std::string_view> owners_of_directive(std::string_view key)
{
    const auto* const at =
        std::find_if(owned.begin(), owned.end(), [&](const Owned& one) {
            return key.starts_with(one.begin);
        });
    if (at == owned.end()) return {};
    const std::span<const std::string_view> plugins(at->plugins);
    return plugins.first(plugins[1].empty() ? 1 : 2);
}

bool is_unused_directive(std::string_view key)
{
    return std::find(single.begin(), single.end(), key) != single.end() ||
           std::any_of(families.begin(), families.end(), [&](std::string_view family) {
               return key.starts_with(family);
           });
}

} // namespace chainmail::spam_score
