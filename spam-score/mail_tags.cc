// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail_tags.h"

#include "known_features.h"
#include "scan.h"
#include "summary.h"
#include "wrap.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t most_stars = 50;
constexpr std::size_t preview_length = 200;
constexpr int preview_paragraphs = 3;

std::string decimal(double number)
{
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), "%2.1f", number);
    return out.data();
}

std::string repeated(std::string_view text, std::size_t times)
{
    std::string out;
    for (std::size_t i = 0; i < times; ++i)
        out += text;
    return out;
}

// The tag that begins with the "_" at `at`: its name, argument and length.
struct Tag {
    std::string_view name;
    std::optional<std::string_view> argument;
    std::size_t length = 0;
};

std::optional<Tag> tag_at(std::string_view text, std::size_t at)
{
    auto end = skip_while(text, at + 1, [](char c) {
        return text::is_upper(c) || text::is_digit(c) || c == '_';
    });
    if (end == at + 1 || !text::is_upper(text[at + 1])) return {};
    Tag tag;
    if (end < text.size() && text[end] == '(') {
        const auto close = text.find(")_", end);
        if (close == npos || text.substr(end, close - end).find('\n') != npos)
            return {};
        tag.name = text.substr(at + 1, end - at - 1);
        tag.argument = text.substr(end + 1, close - end - 1);
        tag.length = close + 2 - at;
        return tag;
    }
    // The name ends at its first "_" that no letter or digit follows.
    for (auto mark = text.find('_', at + 1); mark < end;
         mark = text.find('_', mark + 1)) {
        const bool goes_on = mark + 1 < end && text[mark + 1] != '_';
        if (goes_on) continue;
        tag.name = text.substr(at + 1, mark - at - 1);
        tag.length = mark + 1 - at;
        return tag;
    }
    return {};
}

std::string reversed_ip(std::string_view ip)
{
    auto labels = text::split(ip, '.');
    std::reverse(labels.begin(), labels.end());
    std::vector<std::string> words(labels.begin(), labels.end());
    return text::join(words, ".");
}

void cut_from(std::string& line, std::string_view mark)
{
    for (auto at = line.find(mark); at != std::string::npos; at = line.find(mark, at))
        line.erase(at, line.find('\n', at) - at);
}

// Rows of the characters that people draw lines with.
std::string without_rules(std::string_view text)
{
    constexpr std::size_t shortest = 10;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = skip_while(
            text, at, [](char c) { return std::string_view("-_*.").find(c) != npos; });
        if (end - at < shortest) out += text.substr(at, std::max(end, at + 1) - at);
        at = std::max(end, at + 1);
    }
    return out;
}

} // namespace

std::string MailTags::expand(std::string_view text) const
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '_') {
            if (const auto tag = tag_at(text, at)) {
                const auto said = value(tag->name, tag->argument);
                out += said ? *said : text.substr(at, tag->length);
                at += tag->length;
                continue;
            }
        }
        out += text[at++];
    }
    return out;
}

std::string MailTags::shown_score() const
{
    std::string score = decimal(verdict_.score);
    const double required = rules_.settings.required_score;
    // Ham never shows a score of as much as makes spam.
    if (!is_spam() && std::stod(score) >= std::stod(decimal(required)))
        return decimal(std::stod(decimal(required)) - 0.1);
    return score;
}

std::string MailTags::names(std::string_view separator, bool hidden, bool scores) const
{
    std::string out;
    for (const auto& hit : hidden ? verdict_.subhits : verdict_.hits) {
        for (std::size_t i = 0; i < (hidden ? hit.times : 1); ++i) {
            if (!out.empty()) out += separator;
            out += hit.name;
        }
        if (scores) out += text::cat("=", text::score(hit.score));
    }
    return out.empty() ? "none" : out;
}

std::optional<std::string>
MailTags::score_value(std::string_view name, std::optional<std::string_view> arg) const
{
    if (name == "YESNO" || name == "YESNOCAPS") {
        const auto comma = arg ? arg->find(',') : npos;
        std::string word = is_spam() ? "Yes" : "No";
        if (arg && is_spam()) word = arg->substr(0, comma);
        if (comma != npos && !is_spam()) word = arg->substr(comma + 1);
        if (name == "YESNOCAPS")
            std::transform(word.begin(), word.end(), word.begin(), text::to_upper);
        return word;
    }
    if (name == "SCORE" || name == "HITS") {
        std::string score = shown_score();
        if (arg && !arg->empty() && score.size() < arg->size() + 3)
            score.insert(0, arg->size() + 3 - score.size(), arg->front());
        return score;
    }
    if (name == "REQD") return decimal(rules_.settings.required_score);
    if (name == "STARS") {
        const auto stars = verdict_.score < 1 ? 0.0 : verdict_.score;
        return repeated(arg.value_or("*"),
                        std::min(static_cast<std::size_t>(stars), most_stars));
    }
    if (name == "TESTS") return names(arg.value_or(","), false, false);
    if (name == "SUBTESTS") return names(arg.value_or(","), true, false);
    if (name == "TESTSSCORES") return names(arg.value_or(","), false, true);
    if (name == "SUMMARY") return summary(rules_, verdict_);
    if (name == "REPORT") return "\n" + terse_summary(rules_, verdict_);
    return {};
}

std::optional<std::string> MailTags::shortcut_value(std::string_view name) const
{
    if (!rules_.shortcuts.settings.is_loaded) return {};
    const auto or_else = [](std::string_view said, std::string_view otherwise) {
        return std::string(said.empty() ? otherwise : said);
    };
    const auto rule = verdict_.shortcut_rule;
    const auto type = verdict_.shortcut_type;
    if (name == "SC") return rule.empty() ? "no" : text::cat(rule, " (", type, ")");
    if (name == "SCRULE") return or_else(rule, "none");
    if (name == "SCTYPE") return or_else(type, "no");
    return {};
}

std::optional<std::string> MailTags::relay_value(std::string_view name) const
{
    const auto& relays = mail_.relays();
    const auto of = [](const std::vector<Relay>& list, bool last, auto field) {
        if (list.empty()) return std::string{};
        return field(last ? list.back() : list.front());
    };
    const auto ip = [](const Relay& relay) { return relay.ip; };
    const auto reversed = [](const Relay& relay) { return reversed_ip(relay.ip); };
    if (name == "RELAYSTRUSTED") return relays.trusted_text;
    if (name == "RELAYSUNTRUSTED") return relays.untrusted_text;
    if (name == "RELAYSINTERNAL") return relays.internal_text;
    if (name == "RELAYSEXTERNAL") return relays.external_text;
    if (name == "FIRSTTRUSTEDIP") return of(relays.trusted, true, ip);
    if (name == "FIRSTTRUSTEDREVIP") return of(relays.trusted, true, reversed);
    if (name == "LASTEXTERNALIP") return of(relays.external, false, ip);
    if (name == "LASTEXTERNALREVIP") return of(relays.external, false, reversed);
    if (name == "LASTEXTERNALRDNS")
        return of(relays.external, false, [](const Relay& r) { return r.rdns; });
    if (name == "LASTEXTERNALHELO")
        return of(relays.external, false, [](const Relay& r) { return r.helo; });
    return {};
}

std::optional<std::string> MailTags::value(std::string_view name,
                                           std::optional<std::string_view> arg) const
{
    if (auto said = score_value(name, arg)) return said;
    if (auto said = relay_value(name)) return said;
    if (auto said = shortcut_value(name)) return said;
    const auto& markup = rules_.settings.markup;
    if (name == "VERSION") return "4.0.1";
    if (name == "SUBVERSION") return "chainmail";
    if (name == "RULESVERSION") return "";
    if (name == "HOSTNAME")
        return markup.hostname.empty() ? context_.hostname : markup.hostname;
    if (name == "REMOTEHOSTNAME") return "localhost";
    if (name == "REMOTEHOSTADDR") return "127.0.0.1";
    if (name == "CONTACTADDRESS") return markup.contact;
    if (name == "DATE") return context_.date;
    if (name == "AUTOLEARN") return std::string(rules_.settings.autolearn());
    if (name == "BAYES") return "0.5";
    if (name == "PREVIEW") return preview();
    if (name == "SUBJPREFIX") return subject_prefix();
    if (name == "HEADER" && arg) {
        const auto request = HeaderRequest::parse(*arg);
        return request ? mail_.header().text(*request).value_or("") : "";
    }
    if (name == "AUTHORDOMAIN") return mail_.header().scalar("X-AuthorDomain");
    if (name == "SENDERDOMAIN") return mail_.header().scalar("X-SenderDomain");
    if (const auto texts = mail_.captured.find(name); texts != mail_.captured.end())
        return text::join(texts->second, " ");
    return {};
}

std::string MailTags::subject_prefix() const
{
    std::string out;
    for (const auto& [rule, prefix] : rules_.settings.markup.subject_prefixes) {
        const bool hit =
            std::any_of(verdict_.hits.begin(),
                        verdict_.hits.end(),
                        [&name = rule](const Hit& h) { return h.name == name; });
        if (hit && out.find(prefix) == std::string::npos) out += prefix + " ";
    }
    return out;
}

// The first words of the body.
std::string MailTags::preview() const
{
    std::string out;
    const auto& body = mail_.original_body();
    for (std::size_t i = 1;
         i < body.size() && i <= preview_paragraphs && out.size() < preview_length;
         ++i) {
        std::string line(body[i]);
        const bool ended = line.ends_with('\n');
        if (line.size() > preview_length + 1) {
            auto end = preview_length; // not within a character
            while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80)
                --end;
            line = line.substr(0, end) + " [...]" + (ended ? "\n" : "");
        }
        out += line;
    }
    cut_from(out, "-----Original Message-----");
    std::string squeezed;
    const std::string plain = without_rules(out);
    for (const auto word : split_words(plain))
        squeezed += text::cat(word, " ");
    constexpr std::string_view label = "Content preview:  ";
    const std::string lines = wrap(squeezed, {label, "  ", 75, true, false});
    return lines.substr(label.size());
}

std::string MailTags::report() const
{
    std::string out = expand(rules_.settings.markup.report);
    while (out.ends_with('\n'))
        out.pop_back();
    return out + "\n\n";
}

} // namespace chainmail::spam_score
