// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "settings.h"

#include "perl_pattern.h"
#include "regex.h"
#include "scan.h"
#include "unused_directives.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace chainmail::spam_score {

namespace {

Error missing()
{
    return permanent("a value is missing");
}

// The names of before version 4 say "white" and "black".
std::string present_key(std::string_view key)
{
    std::string out = replace_all(key, "whitelist", "welcomelist");
    return replace_all(out, "blacklist", "blocklist");
}

Status set_flag(bool& flag, std::string_view value)
{
    const std::string lowered = text::lower(value);
    if (lowered != "0" && lowered != "1" && lowered != "yes" && lowered != "no")
        return permanent("not a yes or no");
    flag = lowered == "1" || lowered == "yes";
    return {};
}

Status set_size(std::size_t& size, std::string_view value)
{
    const auto number = text::to_number(value);
    if (!number) return permanent("not a whole number");
    size = static_cast<std::size_t>(*number);
    return {};
}

Status add_networks(Networks& networks, std::string_view value)
{
    for (const auto word : split_words(value)) {
        if (const auto added = networks.add(word); !added) return added.error();
    }
    return {};
}

// Loopback belongs to one's own networks, whatever is said.
Status add_own_networks(Networks& networks, bool& is_set, std::string_view value)
{
    if (value.empty()) return missing();
    if (networks.empty()) {
        if (const auto added = add_networks(networks, "127.0.0.0/8 ::1"); !added)
            return added.error();
    }
    is_set = true;
    return add_networks(networks, value);
}

template <typename Take>
Status each_word(std::string_view value, Take take)
{
    const auto all = split_words(value);
    if (all.empty()) return missing();
    for (const auto word : all)
        take(word);
    return {};
}

Status set_named(std::map<std::string, std::string, std::less<>>& map,
                 std::string_view value)
{
    const auto end = skip_while(value, 0, [](char c) { return !text::is_space(c); });
    const auto rest = text::trim(value.substr(end));
    if (rest.empty()) return missing();
    map.insert_or_assign(std::string(value.substr(0, end)), std::string(rest));
    return {};
}

// "(NAME) entry entry": the name in lower case is the same list.
Status
split_list_name(std::string_view value, std::string& name, std::string_view& rest)
{
    const auto close = value.find(')');
    if (!value.starts_with('(') || close == npos)
        return permanent("a list name in parentheses is needed");
    name = text::lower(text::trim(value.substr(1, close - 1)));
    rest = text::trim(value.substr(close + 1));
    if (name.empty() || rest.empty()) return missing();
    return {};
}

Status take_registry(Registry& registry, std::string_view key, std::string_view value)
{
    if (key == "clear_util_rb") {
        registry.clear();
        return {};
    }
    return each_word(value, [&](std::string_view word) {
        if (key == "util_rb_tld")
            registry.add_tld(word);
        else if (key == "util_rb_2tld")
            registry.add_second_level(word);
        else
            registry.add_third_level(word);
    });
}

Status
take_freemail(FreemailSettings& freemail, std::string_view key, std::string_view value)
{
    if (key == "freemail_domains")
        return each_word(value, [&](std::string_view word) {
            if (word.find_first_of("*?") == npos)
                freemail.domains.insert(text::lower(word));
            else
                freemail.wildcard_domains.push_back(text::lower(word));
        });
    if (key == "freemail_welcomelist")
        return each_word(value, [&](std::string_view word) {
            freemail.welcomelist.insert(text::lower(word));
        });
    if (key == "freemail_max_body_emails")
        return set_size(freemail.most_body_addresses, value);
    if (key == "freemail_max_body_freemails")
        return set_size(freemail.most_body_freemails, value);
    if (key == "freemail_import_welcomelist_auth")
        return set_flag(freemail.import_welcomelist_auth, value);
    if (key == "freemail_import_def_welcomelist_auth")
        return set_flag(freemail.import_def_welcomelist_auth, value);
    if (key == "freemail_skip_when_over_max")
        return set_flag(freemail.skip_when_over_most, value);
    if (key == "freemail_skip_bulk_envfrom")
        return set_flag(freemail.skip_bulk_senders, value);
    return {};
}

Status take_replace(ReplaceTags& tags, std::string_view key, std::string_view value)
{
    if (value.empty()) return missing();
    if (key == "replace_tag") return set_named(tags.tags, value);
    if (key == "replace_pre") return set_named(tags.before, value);
    if (key == "replace_inter") return set_named(tags.between, value);
    if (key == "replace_post") return set_named(tags.behind, value);
    if (key == "replace_start")
        tags.begin = value;
    else if (key == "replace_end")
        tags.end = value;
    else
        return each_word(value,
                         [&](std::string_view word) { tags.rules.emplace(word); });
    return {};
}

bool is_address_list(std::string_view key)
{
    constexpr std::array lists{
        std::string_view("welcomelist_from"),
        std::string_view("blocklist_from"),
        std::string_view("welcomelist_to"),
        std::string_view("blocklist_to"),
        std::string_view("more_spam_to"),
        std::string_view("all_spam_to"),
    };
    return std::find(lists.begin(), lists.end(), key) != lists.end();
}

Status
add_uri_hosts(Settings& settings, const std::string& list, std::string_view hosts)
{
    return each_word(hosts, [&](std::string_view host) {
        const bool excepted = host.starts_with('!');
        if (excepted) host.remove_prefix(1);
        settings.uri_host_lists[list][text::lower(host)] = !excepted;
    });
}

Status take_lists(Settings& settings, std::string_view key, std::string_view value)
{
    if (key == "welcomelist_from_rcvd" || key == "def_welcomelist_from_rcvd") {
        const auto fields = split_words(value);
        if (fields.size() != 2) return permanent("an address and a relay are needed");
        settings.relayed_lists[std::string(key)].add(fields[0], fields[1]);
        return {};
    }
    if (key == "unwelcomelist_from_rcvd")
        return each_word(value, [&](std::string_view word) {
            settings.relayed_lists["welcomelist_from_rcvd"].remove(word);
            settings.relayed_lists["def_welcomelist_from_rcvd"].remove(word);
        });
    if (key == "unwelcomelist_from" || key == "unblocklist_from")
        return each_word(value, [&](std::string_view word) {
            settings.address_lists[std::string(key.substr(2))].remove(word);
        });
    if (key == "welcomelist_allows_relays")
        return each_word(
            value, [&](std::string_view word) { settings.relaying_senders.add(word); });
    if (key == "welcomelist_bounce_relays")
        return each_word(value, [&](std::string_view word) {
            settings.bounce_relays.push_back(text::lower(word));
        });
    if (key == "welcomelist_uri_host") return add_uri_hosts(settings, "welcome", value);
    if (key == "blocklist_uri_host") return add_uri_hosts(settings, "block", value);
    std::string list;
    std::string_view rest;
    if (const auto split = split_list_name(value, list, rest); !split)
        return split.error();
    if (key == "enlist_uri_host") return add_uri_hosts(settings, list, rest);
    if (key == "delist_uri_host")
        return each_word(rest, [&](std::string_view host) {
            settings.uri_host_lists[list].erase(text::lower(host));
        });
    return each_word(
        rest, [&](std::string_view word) { settings.named_lists[list].add(word); });
}

bool is_list_key(std::string_view key)
{
    constexpr std::array keys{
        std::string_view("welcomelist_from_rcvd"),
        std::string_view("def_welcomelist_from_rcvd"),
        std::string_view("unwelcomelist_from_rcvd"),
        std::string_view("unwelcomelist_from"),
        std::string_view("unblocklist_from"),
        std::string_view("welcomelist_allows_relays"),
        std::string_view("welcomelist_bounce_relays"),
        std::string_view("welcomelist_uri_host"),
        std::string_view("blocklist_uri_host"),
        std::string_view("enlist_uri_host"),
        std::string_view("delist_uri_host"),
        std::string_view("enlist_addrlist"),
    };
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

Status take_redirector(Settings& settings, std::string_view value)
{
    auto pattern = strip_delimiters(value);
    if (!pattern) return pattern.error();
    if (const auto good = Regex::check(*pattern); !good) return good.error();
    settings.redirector_patterns.push_back(std::move(*pattern));
    return {};
}

} // namespace

Status set_number(double& number, std::string_view value)
{
    char* end = nullptr;
    const std::string digits(value);
    const double read = std::strtod(digits.c_str(), &end);
    if (digits.empty() || *end != '\0') return permanent("not a number");
    number = read;
    return {};
}

Status Settings::take(std::string_view given_key, std::string_view value)
{
    const std::string key = present_key(given_key);
    if (key == "trusted_networks")
        return add_own_networks(trust.trusted, trust.trusted_is_set, value);
    if (key == "internal_networks")
        return add_own_networks(trust.internal, trust.internal_is_set, value);
    if (key == "msa_networks") return add_networks(trust.msa, value);
    if (key == "clear_trusted_networks") {
        trust.trusted.clear();
        trust.trusted_is_set = false;
        return {};
    }
    if (key == "clear_internal_networks") {
        trust.internal.clear();
        trust.internal_is_set = false;
        return {};
    }
    if (key == "clear_msa_networks") {
        trust.msa.clear();
        return {};
    }
    if (key == "originating_ip_headers")
        return each_word(value, [&](std::string_view word) {
            trust.originating_ip_headers.emplace_back(word);
        });
    if (key == "clear_originating_ip_headers") {
        trust.originating_ip_headers.clear();
        return {};
    }
    if (key == "envelope_sender_header") {
        envelope_sender_header = value;
        return {};
    }
    if (key == "always_trust_envelope_sender")
        return set_flag(always_trust_envelope_sender, value);
    if (key == "required_score" || key == "required_hits")
        return set_number(required_score, value);
    if (key == "body_part_scan_size") return set_size(scan_sizes.body, value);
    if (key == "rawbody_part_scan_size") return set_size(scan_sizes.rawbody, value);
    if (key == "parse_dkim_uris") return set_flag(parse_dkim_uris, value);
    if (key == "ok_locales") {
        if (value.empty()) return missing();
        ok_locales = read_locales(value);
        return {};
    }
    if (key == "use_bayes") return set_flag(use_bayes, value);
    if (key == "bayes_auto_learn") return set_flag(bayes_auto_learn, value);
    if (key == "redirector_pattern") return take_redirector(*this, value);
    if (key.starts_with("util_rb_") || key == "clear_util_rb")
        return take_registry(registry, key, value);
    if (key.starts_with("freemail_")) return take_freemail(freemail, key, value);
    if (key.starts_with("replace_")) return take_replace(replace_tags, key, value);
    if (is_address_list(key))
        return each_word(value,
                         [&](std::string_view word) { address_lists[key].add(word); });
    if (key == "welcomelist_subject" || key == "blocklist_subject") {
        if (value.empty()) return missing();
        subject_lists[key].push_back(text::lower(value));
        return {};
    }
    if (is_list_key(key)) return take_lists(*this, key, value);
    if (key == "normalize_charset") {
        bool on = true;
        if (auto set = set_flag(on, value); !set) return set;
        return on ? Status{} : permanent("text is always brought to UTF-8 here");
    }
    // For signatures, which need the network; freemail rules may heed them here.
    if (key == "welcomelist_auth" || key == "def_welcomelist_auth") {
        auto& list = key.starts_with("def_") ? freemail.def_welcomelist_auth
                                             : freemail.welcomelist_auth;
        return each_word(value, [&](std::string_view word) { list.add(word); });
    }
    if (key == "unwelcomelist_auth")
        return each_word(value, [&](std::string_view word) {
            freemail.welcomelist_auth.remove(word);
            freemail.def_welcomelist_auth.remove(word);
        });
    if (auto taken = markup.take(key, value)) return std::move(*taken);
    if (is_unused_directive(key)) return {};
    return permanent("this directive is not known");
}

} // namespace chainmail::spam_score
