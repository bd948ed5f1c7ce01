// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "known_features.h"

#include "base/text.h"
#include "eval.h"
#include "expression.h"
#include "scan.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

constexpr std::string_view plugin_prefix = "Mail::SpamAssassin::Plugin::";
constexpr std::string_view conf_prefix = "Mail::SpamAssassin::Conf::";
constexpr double rules_version_number = 4.000001;
// Rules ask for it to use patterns that old Perls could not compile.
constexpr double perl_version_number = 5.036;

// Names that rule files use for features of the release named by rules_version: those
// of the configuration, then those of plugins.
constexpr std::array conf_features{
    std::string_view("feature_bayes_auto_learn_on_error"),
    std::string_view("feature_bayes_stopwords"),
    std::string_view("feature_blocklist_welcomelist"),
    std::string_view("feature_bug6558_free"),
    std::string_view("feature_capture_rules"),
    std::string_view("feature_compile_regexp"),
    std::string_view("feature_dns_block_rule"),
    std::string_view("feature_dns_local_ports_permit_avoid"),
    std::string_view("feature_dns_query_restriction"),
    std::string_view("feature_edns"),
    std::string_view("feature_geodb"),
    std::string_view("feature_get_host"),
    std::string_view("feature_header_address_parser"),
    std::string_view("feature_header_first_last"),
    std::string_view("feature_header_match_many"),
    std::string_view("feature_local_tests_only"),
    std::string_view("feature_meta_rules_matching"),
    std::string_view("feature_originating_ip_headers"),
    std::string_view("feature_registryboundaries"),
    std::string_view("feature_subjprefix"),
    std::string_view("feature_uri_host_listed"),
    std::string_view("feature_welcomelist_blocklist"),
    std::string_view("feature_yesno_takes_args"),
    std::string_view("has_tflags_nolog"),
    std::string_view("has_tflags_nosubject"),
    std::string_view("perl_min_version_5010000"),
};

constexpr std::array plugin_features{
    std::string_view("ASN::has_asn_geodb"),
    std::string_view("ASN::has_asn_lookup_ipv6"),
    std::string_view("ASN::has_check_asn"),
    std::string_view("ASN::has_check_asn_tag"),
    std::string_view("AskDNS::has_tag_header"),
    std::string_view("BodyEval::has_check_body_length"),
    std::string_view("BodyEval::has_plaintext_body_sig_ratio"),
    std::string_view("DKIM::has_arc"),
    std::string_view("DNSEval::has_tflags_domains_only"),
    std::string_view("DNSEval::has_tflags_ips_only"),
    std::string_view("DecodeShortURLs::has_autoclean"),
    std::string_view("DecodeShortURLs::has_clear"),
    std::string_view("DecodeShortURLs::has_get"),
    std::string_view("DecodeShortURLs::has_max_redirections"),
    std::string_view("DecodeShortURLs::has_short_url"),
    std::string_view("DecodeShortURLs::has_short_url_code"),
    std::string_view("DecodeShortURLs::has_short_url_redir"),
    std::string_view("DecodeShortURLs::has_timeout"),
    std::string_view("DecodeShortURLs::has_user_agent"),
    std::string_view("HashBL::has_hashbl_attachments"),
    std::string_view("HashBL::has_hashbl_bodyre"),
    std::string_view("HashBL::has_hashbl_bodyre_num"),
    std::string_view("HashBL::has_hashbl_email_domain"),
    std::string_view("HashBL::has_hashbl_email_domain_alias"),
    std::string_view("HashBL::has_hashbl_email_regex"),
    std::string_view("HashBL::has_hashbl_email_welcomelist"),
    std::string_view("HashBL::has_hashbl_email_whitelist"),
    std::string_view("HashBL::has_hashbl_emails"),
    std::string_view("HashBL::has_hashbl_ignore"),
    std::string_view("HashBL::has_hashbl_sha256"),
    std::string_view("HashBL::has_hashbl_tag"),
    std::string_view("HashBL::has_hashbl_uris"),
    std::string_view("MIMEEval::has_check_abundant_unicode_ratio"),
    std::string_view("MIMEEval::has_check_for_ascii_text_illegal"),
    std::string_view("MIMEEval::has_check_qp_ratio"),
    std::string_view("MIMEHeader::has_all_header"),
    std::string_view("MIMEHeader::has_capture_rules"),
    std::string_view("MIMEHeader::has_tflags_concat"),
    std::string_view("MIMEHeader::has_tflags_multiple"),
    std::string_view("MIMEHeader::has_tflags_range"),
    std::string_view("OLEVBMacro::has_olemacro_mhtml_uri"),
    std::string_view("OLEVBMacro::has_olemacro_redirect_uri"),
    std::string_view("OLEVBMacro::has_olertfobject"),
    std::string_view("Pyzor::has_fork"),
    std::string_view("Pyzor::has_perl"),
    std::string_view("Razor2::has_fork"),
    std::string_view("SPF::has_check_for_spf_errors"),
    std::string_view("SPF::has_check_spf_skipped_noenvfrom"),
    std::string_view("URIDNSBL::has_subtest_for_ranges"),
    std::string_view("URIDNSBL::has_tflags_domains_only"),
    std::string_view("URIDNSBL::has_tflags_notrim"),
    std::string_view("URIDNSBL::has_uridnsbl_a_ns"),
    std::string_view("URIDNSBL::has_uridnsbl_for_a"),
    std::string_view("URIDNSBL::has_uridnsbl_skip_mailto"),
    std::string_view("URIDetail::has_host_key"),
};

template <typename Names>
bool lists(const Names& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Plugins that were renamed; rule files use both names.
std::string_view present_name(std::string_view plugin)
{
    if (plugin == "Dmarc") return "DMARC";
    if (plugin == "WhiteListSubject") return "WelcomeListSubject";
    return plugin;
}

} // namespace

bool Features::load_plugin(std::string_view name)
{
    if (!name.starts_with(plugin_prefix)) return false;
    plugins_.emplace(present_name(name.substr(plugin_prefix.size())));
    return true;
}

void Features::enable_compat(std::string_view name)
{
    compat_.emplace(name);
}

bool Features::has_plugin(std::string_view name) const
{
    if (!name.starts_with(plugin_prefix)) return false;
    const auto plugin = present_name(name.substr(plugin_prefix.size()));
    // Dissolved into other rules; rule files ask for it to be on the safe side.
    return plugin == "RaciallyCharged" || plugins_.contains(plugin);
}

// All features of that release say yes when they are asked, so what has a name can.
bool Features::can(std::string_view method) const
{
    return lists_feature(method);
}

bool Features::has(std::string_view method) const
{
    return lists_feature(method) || has_function(method);
}

// Functions that rules call, of a plugin that is loaded. Which of the plugins one
// belongs to is only known for some: for the others any will do.
bool Features::has_function(std::string_view method) const
{
    if (!method.starts_with(plugin_prefix)) return false;
    const auto name = method.substr(plugin_prefix.size());
    const auto colon = name.find("::");
    if (colon == npos || !plugins_.contains(present_name(name.substr(0, colon))))
        return false;
    const auto function = name.substr(colon + 2);
    return function == "new" || find_eval(function, false) != nullptr ||
           is_network_eval(function);
}

bool Features::lists_feature(std::string_view method) const
{
    if (method.starts_with(conf_prefix)) {
        const auto name = method.substr(conf_prefix.size());
        if (name.starts_with("compat_")) return compat_.contains(name.substr(7));
        return lists(conf_features, name);
    }
    if (!method.starts_with(plugin_prefix)) return false;
    const auto name = method.substr(plugin_prefix.size());
    const auto plugin = name.substr(0, name.find(':'));
    return plugins_.contains(plugin) && lists(plugin_features, name);
}

Result<bool> Features::holds(std::string_view condition, std::string& fault) const
{
    bool knows_words = true;
    const Expression::Names names{
        [](std::string_view name) {
            return name == "plugin" || name == "can" || name == "has";
        },
        [&](std::string_view name,
            std::string_view argument) -> Result<Expression::Leaf> {
            const auto truth = [](bool yes) {
                return Expression::Leaf(yes ? 1.0 : 0.0);
            };
            if (name == "plugin") return truth(has_plugin(argument));
            if ((name == "can" || name == "has") && argument.find("::") == npos)
                return permanent(text::cat(name, "() asks for MODULE::METHOD"));
            if (name == "can") return truth(can(argument));
            if (name == "has") return truth(has(argument));
            if (name == "version") return Expression::Leaf(rules_version_number);
            if (name == "perl_version") return Expression::Leaf(perl_version_number);
            if (name == "local_tests_only") return truth(true);
            knows_words = false;
            return permanent(text::cat("not known: ", name));
        }};
    const auto expression = Expression::parse(condition, names);
    if (!expression && !knows_words) return expression.error();
    if (!expression) {
        fault = expression.error().what;
        return false;
    }
    return expression->value({}) != 0;
}

} // namespace chainmail::spam_score
