// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "configuration.h"

#include "base/text.h"
#include "config/constants.h"
#include "header_field.h"
#include "methods.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

using text::cat;

// The first error is kept, so that the settings can be read one after the other.
class Reader {
public:
    Reader(const View& view, TableReader& tables) : view_(view), tables_(tables) {}

    /// Nothing is undef.
    std::optional<std::string> text(std::string_view name)
    {
        const auto value = view_.scalar(name);
        if (value.is_undef()) return {};
        auto found = value.text();
        if (!found) refuse(name, cat("has to be a text, not ", value.kind()));
        return found;
    }

    std::string needed_text(std::string_view name)
    {
        auto value = text(name).value_or("");
        if (value.empty()) refuse(name, "must be set");
        return value;
    }

    bool truth(std::string_view name) const { return view_.scalar(name).is_true(); }

    Maps maps(std::string_view name) { return take(tables_.maps(view_, name)); }

    ByCategory by_category(std::string_view name)
    {
        return take(ByCategory::read(tables_, view_, name));
    }

    BanRules ban_rules() { return take(BanRules::read(tables_, view_)); }

    /// The keys of the hash "%x" that are true.
    std::set<std::string, std::less<>> true_keys(std::string_view name) const
    {
        std::set<std::string, std::less<>> keys;
        for (const auto& [key, value] : view_.hash(name))
            if (view_.followed(value).is_true()) keys.insert(key);
        return keys;
    }

    SenderLists sender_lists() { return take(SenderLists::read(tables_, view_)); }

    QuarantineSettings quarantine()
    {
        return take(read_quarantine_settings(view_, tables_));
    }
    DisclaimerSettings disclaimer()
    {
        return take(read_disclaimer_settings(view_, tables_));
    }
    NoticeSettings notices() { return take(read_notice_settings(view_, tables_)); }

    std::optional<bool> truth_in_bank(std::string_view name) const
    {
        const auto has = [&](const Bank& bank) { return bank.find(name) != nullptr; };
        if (std::ranges::none_of(view_.banks(), has)) return {};
        return truth(name);
    }

    void refuse(std::string_view name, std::string_view why)
    {
        if (!error_) error_ = view_.refuse(name, why);
    }
    const std::optional<Error>& error() const { return error_; }

private:
    template <typename T>
    T take(Result<T> result)
    {
        if (result) return std::move(*result);
        if (!error_) error_ = result.error();
        return {};
    }

    const View& view_;
    TableReader& tables_;
    std::optional<Error> error_;
};

constexpr const char* scanned_tag = "X-Virus-Scanned";

// undef restores amavisd's default for both, '' switches the field off; in a bank undef
// is ''.
void read_scanned_field(Reader& from, Configuration& to)
{
    const bool in_bank = from.truth_in_bank("$X_HEADER_TAG").has_value();
    to.scanned_name = from.text("$X_HEADER_TAG").value_or(in_bank ? "" : scanned_tag);
    const auto domain = from.text("$mydomain").value_or("");
    const auto line = from.text("$X_HEADER_LINE")
                          .value_or(text::cat(to.product_name, " at ", domain));
    if (to.scanned_name.empty()) return;
    if (!is_field_name(to.scanned_name))
        from.refuse("$X_HEADER_TAG", "is no name of a header field");
    if (std::ranges::any_of(line, text::is_control))
        from.refuse("$X_HEADER_LINE", "has a control character");
    to.has_scanned_line = !line.empty();
    if (!line.empty()) to.scanned_field = field(to.scanned_name, line);
}

// The name of the field about scanning is allowed unless the site says otherwise.
void read_fields(const View& view, Reader& from, Configuration& to)
{
    constexpr std::string_view allowed = "%allowed_added_header_fields";
    to.allowed_fields = from.true_keys(allowed);
    to.own_fields = from.true_keys("%prefer_our_added_header_fields");
    // That of a policy bank has to be allowed by name, as in amavisd.
    const auto tag = view.settings().scalar("$X_HEADER_TAG");
    const auto scanned =
        text::lower(tag.is_undef() ? scanned_tag : tag.text().value_or(""));
    if (!view.hash(allowed).contains(scanned)) to.allowed_fields.insert(scanned);
    if (!to.allowed_fields.contains(text::lower(to.scanned_name)))
        to.scanned_field.clear();
    const bool repairs = from.truth("$allow_fixing_improper_header");
    to.keep_long_lines = !repairs || !from.truth("$allow_fixing_long_header_lines");
    to.keep_blank_folds =
        !repairs || !from.truth("$allow_fixing_improper_header_folding");
}

char read_level_character(Reader& from)
{
    const auto value = from.text("$sa_spam_level_char").value_or("");
    if (value.empty()) return '\0';
    if (value.size() == 1 && value[0] > ' ' && value[0] < 0x7F) return value[0];
    from.refuse("$sa_spam_level_char", "must be one visible ASCII character");
    return '\0';
}

// A text in quotes would be 0 to Perl: D_DISCARD, whatever it says.
void check_destinies(const ByCategory& destinies, Reader& from)
{
    for (int major = 0; major <= static_cast<int>(Major::virus); ++major) {
        const auto* maps = destinies.find({static_cast<Major>(major), 0});
        if (maps == nullptr) continue;
        for (const auto& table : maps->tables()) {
            const auto* constant = std::get_if<Constant>(&table->content);
            if (constant == nullptr) continue;
            if (const auto destiny = read_destiny(constant->value); !destiny)
                from.refuse("%final_destiny_maps_by_ccat",
                            cat(table->where, ": ", destiny.error().what));
        }
    }
}

void read_tables(Reader& from, Configuration& to)
{
    to.local_domains = from.maps("@local_domains_maps");
    to.bypass_virus_checks = from.maps("@bypass_virus_checks_maps");
    to.bypass_spam_checks = from.maps("@bypass_spam_checks_maps");
    to.bypass_banned_checks = from.maps("@bypass_banned_checks_maps");
    to.bypass_header_checks = from.maps("@bypass_header_checks_maps");
    to.bans = from.ban_rules();
    to.header_tests = from.true_keys("%allowed_header_tests");
    to.virus_points = from.maps("@virus_name_to_spam_score_maps");
    to.tag_level = from.maps("@spam_tag_level_maps");
    to.tag2_level = from.maps("@spam_tag2_level_maps");
    to.tag3_level = from.maps("@spam_tag3_level_maps");
    to.kill_level = from.maps("@spam_kill_level_maps");
    to.size_limit = from.maps("@message_size_limit_maps");
    to.senders = from.sender_lists();
    to.destinies = from.by_category("%final_destiny_maps_by_ccat");
    to.lovers = from.by_category("%lovers_maps_by_ccat");
    to.forward_methods = from.by_category("%forward_method_maps_by_ccat");
    to.reasons = from.by_category("%smtp_reason_by_ccat");
    to.copied_to = from.by_category("%always_bcc_by_ccat");
    to.banks_for_viruses = from.maps("@virus_name_to_policy_bank_maps");
    to.defanging = from.by_category("%defang_maps_by_ccat");
    to.remove_spam_fields = from.maps("@remove_existing_spam_headers_maps");
    to.quarantine = from.quarantine();
    to.notices = from.notices();
    to.disclaimer = from.disclaimer();
    to.subject_tags = from.by_category("%subject_tag_maps_by_ccat");
    to.extensions = from.by_category("%addr_extension_maps_by_ccat");
    to.rewriting = from.by_category("%addr_rewrite_maps_by_ccat");
    check_destinies(to.destinies, from);
}

// Loading MYNETS says that the mail is ours, unless the bank itself says otherwise.
bool is_originating(const View& view, const Reader& from)
{
    bool preset = false;
    for (const auto& bank : view.banks())
        preset |= bank.name == "MYNETS" && !bank.keys->contains("originating");
    return preset || from.truth("$originating");
}

} // namespace

std::string path_of(const std::vector<Bank>& banks)
{
    std::vector<std::string> names;
    names.reserve(banks.size());
    for (const auto& bank : banks)
        names.push_back(bank.name);
    return text::join(names, "/");
}

std::string_view text(Destiny destiny)
{
    switch (destiny) {
    case Destiny::pass:
        return "pass";
    case Destiny::discard:
        return "discard";
    case Destiny::bounce:
        return "bounce";
    case Destiny::reject:
        return "reject";
    case Destiny::tempfail:
        break;
    }
    return "tempfail";
}

Result<Destiny> read_destiny(const config::Value& value)
{
    const auto number = value.number().value_or(0.5);
    if (value.is_undef() || number == int{config::D_PASS}) return Destiny::pass;
    if (number == int{config::D_DISCARD}) return Destiny::discard;
    if (number == int{config::D_BOUNCE}) return Destiny::bounce;
    if (number == int{config::D_REJECT}) return Destiny::reject;
    if (number == int{config::D_TEMPFAIL}) return Destiny::tempfail;
    return permanent("D_PASS, D_DISCARD, D_BOUNCE, D_REJECT or D_TEMPFAIL is needed");
}

std::vector<std::string> setting_names()
{
    return {"$myhostname",
            "$mydomain",
            "$localhost_name",
            "$myproduct_name",
            "@chain",
            "$sql_lookups",
            "$lookup_maps_imply_sql_and_ldap",
            "$recipient_delimiter",
            "$localpart_is_case_sensitive",
            "%policy_bank",
            "%interface_policy",
            "@client_ipaddr_policy",
            "$originating",
            "$soft_bounce",
            "@local_domains_maps",
            "@bypass_virus_checks_maps",
            "@bypass_spam_checks_maps",
            "@bypass_banned_checks_maps",
            "@bypass_header_checks_maps",
            "@banned_filename_maps",
            "%banned_rules",
            "$banned_filename_re",
            "$banned_namepath_re",
            "%allowed_header_tests",
            "@virus_name_to_spam_score_maps",
            "@spam_tag_level_maps",
            "@spam_tag2_level_maps",
            "@spam_tag3_level_maps",
            "@spam_kill_level_maps",
            "@message_size_limit_maps",
            "$enforce_smtpd_message_size_limit_64kb_min",
            "$per_recip_whitelist_sender_lookup_tables",
            "$per_recip_blacklist_sender_lookup_tables",
            "@whitelist_sender_maps",
            "@blacklist_sender_maps",
            "@score_sender_maps",
            "%final_destiny_maps_by_ccat",
            "%lovers_maps_by_ccat",
            "%forward_method_maps_by_ccat",
            "$forward_method",
            "%smtp_reason_by_ccat",
            "%always_bcc_by_ccat",
            "$resend_method",
            "@virus_name_to_policy_bank_maps",
            "%defang_maps_by_ccat",
            "$defang_all",
            "%subject_tag_maps_by_ccat",
            "%addr_extension_maps_by_ccat",
            "%addr_rewrite_maps_by_ccat",
            "$replace_existing_extension",
            "%allowed_added_header_fields",
            "%prefer_our_added_header_fields",
            "$allow_fixing_improper_header",
            "$allow_fixing_improper_header_folding",
            "$allow_fixing_long_header_lines",
            "$myauthservid",
            "$sa_spam_level_char",
            "$log_templ",
            "$X_HEADER_TAG",
            "$X_HEADER_LINE",
            "$remove_existing_x_scanned_headers",
            "@remove_existing_spam_headers_maps"};
}

Result<std::vector<std::string>> required_programs(const config::Settings& settings)
{
    const auto chain = settings.as_texts("@chain");
    if (!chain) return chain.error();
    std::vector<std::string> required;
    for (const auto* name : {"mime-split", "virus-check", "virus-ask", "spam-score"})
        if (std::ranges::find(*chain, name) != chain->end())
            required.emplace_back(name);
    return required;
}

Result<Configuration> read_configuration(const View& view, TableReader& reader)
{
    Reader from(view, reader);
    Configuration to;
    to.bank = path_of(view.banks());
    to.originating = is_originating(view, from);
    to.soft_bounce = from.truth("$soft_bounce");
    to.log_form = from.text("$log_templ");
    to.passes_dsn = from.truth_in_bank("$propagate_dsn_if_possible");
    to.ends_success_dsn = from.truth_in_bank("$terminate_dsn_on_notify_success");
    to.host_name = from.needed_text("$myhostname");
    to.localhost_name = from.needed_text("$localhost_name");
    to.product_name = from.needed_text("$myproduct_name");
    to.authserv_id = from.text("$myauthservid").value_or("");
    if (to.authserv_id.empty()) to.authserv_id = to.host_name;
    from.needed_text("$forward_method");
    to.keys.delimiter = from.text("$recipient_delimiter").value_or("");
    to.keys.case_sensitive = from.truth("$localpart_is_case_sensitive");
    to.raise_size_limit = from.truth("$enforce_smtpd_message_size_limit_64kb_min");
    read_tables(from, to);
    read_scanned_field(from, to);
    read_fields(view, from, to);
    to.defangs_all = from.truth("$defang_all");
    to.resend_via = methods_of(view.scalar("$resend_method"));
    to.replace_extension = from.truth("$replace_existing_extension");
    to.level_character = read_level_character(from);
    to.remove_scanned_fields = from.truth("$remove_existing_x_scanned_headers");
    if (from.error()) return *from.error();
    return to;
}

} // namespace chainmail::policy
