// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evals on links: where they say they lead, and where they do.
#include "eval_argument.h"
#include "examination.h"
#include "scan.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

// "https://user@192.0.2.1..." with any number of slashes at `at`.
bool is_numeric_url(std::string_view s, std::size_t at, bool plain_http_too)
{
    auto rest = s.substr(at);
    if (text::starts_with_ignore_case(rest, "https:"))
        rest.remove_prefix(6);
    else if (plain_http_too && text::starts_with_ignore_case(rest, "http:"))
        rest.remove_prefix(5);
    else
        return false;
    rest.remove_prefix(skip_while(rest, 0, [](char c) { return c == '/'; }));
    const auto user = rest.find_first_of("@/");
    if (user != npos && user > 0 && rest[user] == '@') rest.remove_prefix(user + 1);
    for (int octet = 0; octet < 4; ++octet) {
        const auto end = skip_while(rest, 0, text::is_digit);
        if (end == 0) return false;
        rest.remove_prefix(end);
        if (octet == 3) return true;
        if (!rest.starts_with('.')) return false;
        rest.remove_prefix(1);
    }
    return true;
}

// A secure link by its text that leads to a bare address.
Result<Eval> check_https_ip_mismatch(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        for (const auto& part : mail.rendered()) {
            if (!part.html) continue;
            for (const auto& link : part.html->links) {
                if (!is_numeric_url(link.uri.utf8, 0, true)) continue;
                for (const auto& shown : link.anchor_texts) {
                    if (!is_numeric_url(shown.utf8, 0, false) &&
                        contains_ignore_case(shown.utf8, "https:"))
                        return 1.0;
                }
            }
        }
        return 0.0;
    });
}

// The host at the start of `s`, up to where a host ends; "" when there is none.
std::string_view host_at(std::string_view s)
{
    return s.substr(0, skip_while(s, 0, [](char c) {
                        return !text::is_space(c) && c != '/' && c != ':' && c != '?' &&
                               c != '#';
                    }));
}

// The registered domain that a web link leads to, where it is a valid one.
std::string linked_domain(std::string_view uri, const Registry& registry)
{
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!text::starts_with_ignore_case(uri, scheme)) continue;
        uri.remove_prefix(scheme.size());
        const auto host = uri.substr(0, uri.find_first_of("/:?#"));
        if (host.empty() || is_ip(host)) return {};
        const auto domain = registry.registered_domain(host);
        return registry.domain_of_uri(domain) ? domain : std::string{};
    }
    return {};
}

// Whether the text of a link names another https site than `domain`.
bool shows_other_site(std::string_view shown,
                      const std::string& domain,
                      const Registry& registry)
{
    std::string_view host;
    for (auto at = find_ignore_case(shown, "https://"); at != npos && host.empty();
         at = find_ignore_case(shown, "https://", at + 1))
        host = host_at(shown.substr(at + 8));
    if (host.empty()) return false;
    if (is_ip(host)) return domain != host;
    const auto named = registry.registered_domain(host);
    return registry.has_known_tld(named) && named != domain;
}

Result<Eval> check_https_http_mismatch(const EvalArguments& arguments)
{
    const double least = std::max(1.0, number_argument(arguments, 0).value_or(1));
    const auto below = number_argument(arguments, 1);
    return Eval([=](Examination& mail) {
        const Registry& registry = mail.settings().registry;
        for (const auto& part : mail.rendered()) {
            if (!part.html) continue;
            double anchors = 0;
            bool mismatch = false;
            for (const auto& link : part.html->links) {
                if (link.anchor_texts.empty()) continue;
                const std::string domain = linked_domain(link.uri.utf8, registry);
                if (domain.empty()) continue;
                ++anchors;
                for (const auto& shown : link.anchor_texts)
                    mismatch =
                        mismatch || shows_other_site(shown.utf8, domain, registry);
            }
            if (mismatch && anchors >= least && (!below || anchors < *below))
                return 1.0;
        }
        return 0.0;
    });
}

Result<Eval> check_uri_truncated(const EvalArguments&)
{
    return Eval([](Examination& mail) { return hit(mail.uris().truncated); });
}

bool is_listed(const std::map<std::string, bool, std::less<>>& list,
               std::string_view host)
{
    constexpr std::size_t most_labels = 11; // counted from the right
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    if (is_ipv4(host)) {
        const auto at = list.find(host);
        return at != list.end() && at->second;
    }
    auto labels =
        static_cast<std::size_t>(std::count(host.begin(), host.end(), '.')) + 1;
    for (; labels > 0 && !host.empty(); --labels) {
        if (labels <= most_labels) {
            // The nearest entry decides, be it an exception.
            const auto at = list.find(host);
            if (at != list.end()) return at->second;
        }
        const auto dot = host.find('.');
        if (dot == npos) break;
        host.remove_prefix(dot + 1);
    }
    return false;
}

Eval host_listed(const std::string& name)
{
    return [list_name = text::lower(name)](Examination& mail) {
        const auto list = mail.settings().uri_host_lists.find(list_name);
        if (list == mail.settings().uri_host_lists.end()) return 0.0;
        for (const auto& uri : mail.uris().records) {
            if (text::starts_with_ignore_case(uri.raw, "mailto:")) continue;
            for (const auto& [host, domain] : uri.hosts) {
                if (is_listed(list->second, host)) return 1.0;
            }
        }
        return 0.0;
    };
}

Result<Eval> check_uri_host_listed(const EvalArguments& arguments)
{
    return host_listed(text_argument(arguments, 0));
}

Result<Eval> check_uri_host_in_blocklist(const EvalArguments&)
{
    return host_listed("block");
}

Result<Eval> check_uri_host_in_welcomelist(const EvalArguments&)
{
    return host_listed("welcome");
}

constexpr std::array entries{
    EvalEntry{"check_https_ip_mismatch", check_https_ip_mismatch},
    EvalEntry{"check_https_http_mismatch", check_https_http_mismatch},
    EvalEntry{"check_uri_truncated", check_uri_truncated},
    EvalEntry{"check_uri_host_listed", check_uri_host_listed},
    EvalEntry{"check_uri_host_in_blocklist", check_uri_host_in_blocklist},
    EvalEntry{"check_uri_host_in_blacklist", check_uri_host_in_blocklist},
    EvalEntry{"check_uri_host_in_welcomelist", check_uri_host_in_welcomelist},
    EvalEntry{"check_uri_host_in_whitelist", check_uri_host_in_welcomelist},
};

} // namespace

std::span<const EvalEntry> uri_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
