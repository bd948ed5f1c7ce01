// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "uri_list.h"

#include "clean_uri.h"
#include "scan.h"
#include "text_uri.h"

#include <algorithm>
#include <unordered_map>

namespace chainmail::spam_score {

namespace {

// A string of characters is matched by code point: as bytes where that is possible.
UriText kind_of(const Characters& s)
{
    for (std::size_t at = 0; at < s.utf8.size();) {
        const auto [code, length] = character_at(s.utf8, at);
        if (code > 0xFF) return UriText::utf8;
        at += length;
    }
    return UriText::bytes;
}

std::string matchable(const Characters& s)
{
    return kind_of(s) == UriText::utf8 ? s.utf8 : Characters{s.utf8, false}.octets();
}

class Collector {
public:
    Collector(const Registry& registry,
              const std::vector<Regex>& redirectors,
              MatchScratch& scratch)
        : registry_(registry),
          redirectors_(redirectors),
          scratch_(scratch)
    {
    }

    // Whether the URI counts; `needs_domain`: only with a valid host in it.
    UriRecord* add(const std::string& uri,
                   UriText kind,
                   const std::set<std::string>& types,
                   bool needs_domain)
    {
        std::vector<std::string> cleaned =
            clean_uri(uri, kind, redirectors_, registry_, scratch_);
        std::vector<Registry::UriDomain> domains;
        for (auto& one : cleaned) {
            if (one.size() > max_uri_length) {
                list_.truncated = true;
                one.resize(max_uri_length);
            }
            if (auto domain = registry_.domain_of_uri(one))
                domains.push_back(std::move(*domain));
        }
        if (needs_domain && domains.empty()) return nullptr;
        UriRecord& record = record_of(uri);
        for (auto& one : cleaned) {
            if (std::find(record.cleaned.begin(), record.cleaned.end(), one) ==
                record.cleaned.end())
                record.cleaned.push_back(std::move(one));
        }
        note_domains(record, domains);
        record.types.insert(types.begin(), types.end());
        return &record;
    }

    // The signer of a DKIM signature: looked up like a URI, but not shown to uri rules.
    void add_domain(std::string_view domain)
    {
        const std::string uri = text::cat("domainkeys:", domain);
        const auto found = registry_.domain_of_uri(uri);
        if (!found) return;
        UriRecord& record = record_of(uri);
        record.types.insert({"domainkeys", "nocanon", "noclean"});
        note_domains(record, {*found});
    }

    UriList finish()
    {
        std::set<std::string> all;
        for (const auto& record : list_.records)
            all.insert(record.cleaned.begin(), record.cleaned.end());
        list_.cleaned.assign(all.begin(), all.end());
        return std::move(list_);
    }

    void note_truncation() { list_.truncated = true; }

private:
    UriRecord& record_of(const std::string& uri)
    {
        const auto [at, is_new] = places_.try_emplace(uri, list_.records.size());
        if (is_new) {
            list_.records.emplace_back();
            list_.records.back().raw = uri;
        }
        return list_.records[at->second];
    }

    static void note_domains(UriRecord& record,
                             const std::vector<Registry::UriDomain>& domains)
    {
        for (const auto& found : domains) {
            record.domains.insert(found.domain);
            record.hosts[found.host] = found.domain;
        }
    }

    const Registry& registry_;
    const std::vector<Regex>& redirectors_;
    MatchScratch& scratch_;
    UriList list_;
    std::unordered_map<std::string, std::size_t> places_;
};

void add_links(Collector& collector, const HtmlDocument& html)
{
    if (html.uri_truncated) collector.note_truncation();
    for (const auto& link : html.links) {
        const auto types =
            link.types.empty() ? std::set<std::string>{"parsed"} : link.types;
        UriRecord* record =
            collector.add(matchable(link.uri), kind_of(link.uri), types, false);
        if (record == nullptr) continue;
        for (const auto& anchor : link.anchor_texts)
            record->anchor_texts.insert(matchable(anchor));
    }
}

void add_signers(Collector& collector, const HeaderValues& header)
{
    for (const auto* name : {"DomainKey-Signature", "DKIM-Signature"}) {
        for (const std::string_view value : header.list(name)) {
            for (auto at = value.find('d'); at != npos; at = value.find('d', at + 1)) {
                const auto sign = skip_space(value, at + 1);
                if (!is_word_edge(value, at) || sign >= value.size() ||
                    value[sign] != '=')
                    continue;
                const auto begin = skip_space(value, sign + 1);
                std::string domain(value.substr(begin, value.find(';', begin) - begin));
                std::erase_if(domain, text::is_space);
                if (!domain.empty()) collector.add_domain(domain);
            }
        }
    }
}

} // namespace

UriList collect_uris(const HeaderValues& header,
                     const std::vector<std::string_view>& body,
                     const std::vector<RenderedPart>& parts,
                     const std::vector<Regex>& redirectors,
                     bool with_dkim,
                     MatchScratch& scratch)
{
    Collector collector(header.registry(), redirectors, scratch);
    std::unordered_set<std::string> seen;
    for (const auto paragraph : body) {
        for (const auto& uri : find_uris(paragraph, header.registry(), seen)) {
            std::set<std::string> types{"parsed"};
            if (uri.schemeless) types.insert("schemeless");
            if (uri.unlinked) types.insert("unlinked");
            collector.add(uri.uri, UriText::bytes, types, true);
        }
    }
    for (const auto& part : parts) {
        if (part.html) add_links(collector, *part.html);
    }
    if (with_dkim) add_signers(collector, header);
    return collector.finish();
}

} // namespace chainmail::spam_score
