// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "subject_tag.h"

#include "base/text.h"
#include "header_field.h"
#include "mail/charset.h"
#include "mail/date.h"
#include "mail/encoded_word.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace chainmail::policy {

namespace {

using text::cat;

bool is_ascii(std::string_view text)
{
    return std::ranges::none_of(text, text::is_8bit);
}

std::string utc_time(std::uint64_t ms)
{
    const auto seconds = static_cast<std::time_t>(ms / 1000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const auto length =
        std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
    return {text.data(), length};
}

std::optional<std::string> word_for(std::string_view name, const TagWords& words)
{
    if (name == "SCORE") return text::score(words.score.value_or(0));
    if (name == "REQD")
        return words.required ? text::score(words.required->value) : "-";
    if (name == "YESNO") return words.is_spammy ? "Yes" : "No";
    if (name == "YESNOCAPS") return words.is_spammy ? "YES" : "NO";
    if (name == "HOSTNAME") return words.host_name;
    if (name == "DATE")
        return mail::date_time(static_cast<std::int64_t>(words.time_ms / 1000));
    if (name == "U") return utc_time(words.time_ms);
    if (name == "LOGID") return words.id;
    if (name == "MAILID") return words.mail_id;
    if (name == "SUBJPREFIX") return "";
    return {};
}

void remove_all(std::string& text, std::string_view what)
{
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at))
        text.erase(at, what.size());
}

// A piece of "Q" encoding that fits into one encoded word and ends with a character.
std::string_view take_word(std::string_view& rest, std::size_t room)
{
    std::size_t end = 0;
    std::size_t bytes = 0;
    while (end < rest.size()) {
        const auto length =
            std::max<std::size_t>(mail::utf8_length(rest.substr(end)), 1);
        for (const char c : rest.substr(end, length)) {
            const bool is_plain =
                (c > ' ' && c < 0x7F && c != '=' && c != '?' && c != '_') || c == ' ';
            bytes += is_plain ? 1 : 3;
        }
        if (bytes > room && end > 0) break;
        end += length;
    }
    const auto word = rest.substr(0, end);
    rest.remove_prefix(word.size());
    return word;
}

// Behind the last blank before the first byte that is not ASCII.
std::size_t end_of_head(std::string_view text)
{
    const auto first = std::ranges::find_if(text, text::is_8bit) - text.begin();
    const auto blank =
        text.substr(0, static_cast<std::size_t>(first)).find_last_of(" \t");
    return blank == text.npos ? 0 : blank + 1;
}

// The first blank behind the last byte that is not ASCII.
std::size_t begin_of_tail(std::string_view text)
{
    auto last = text.size();
    while (last > 0 && !text::is_8bit(text[last - 1]))
        --last;
    return std::min(text.find_first_of(" \t", last), text.size());
}

std::string whole_field(std::string_view name, std::string_view value, bool utf8)
{
    if (utf8 || is_ascii(value)) return fold_text(name, value);
    return fold_text(name, encode_words(value));
}

// The text of a value as written, without the blank in front. Folds stay where there is
// nothing to decode.
std::string decoded(std::string_view value)
{
    if (!value.empty() && text::is_blank(value.front())) value.remove_prefix(1);
    if (is_ascii(value) && value.find("=?") == value.npos) return std::string(value);
    return mail::decode_known_words(mail::unfold(value));
}

} // namespace

std::string expand_tag(std::string_view tag, const TagWords& words)
{
    std::string out;
    while (!tag.empty()) {
        const auto end = tag.front() == '_' ? tag.find('_', 1) : tag.npos;
        const auto word =
            end == tag.npos ? std::nullopt : word_for(tag.substr(1, end - 1), words);
        if (word) out += *word;
        if (!word) out += tag.front();
        tag.remove_prefix(word ? end + 1 : 1);
    }
    return out;
}

std::string
subject_tag(const Verdict& verdict, const Subject& recipient, const ByCategory& tags)
{
    auto walk = verdict.categories;
    walk.push_back(catch_all);
    for (const auto& category : walk) {
        const auto* maps = tags.find(category);
        if (maps == nullptr) continue;
        if (auto tag = maps->value(recipient).text().value_or(""); !tag.empty())
            return tag;
    }
    return "";
}

std::string tagged_field(const mail::Field& field, std::string_view tag, bool utf8)
{
    // A shorter mark could be part of any word.
    constexpr std::size_t least_to_remove = 3;
    auto text = decoded(field.value);
    // As in every other field, see smtp-out(8).
    std::erase(text, '\r');
    if (tag.size() >= least_to_remove) remove_all(text, tag);
    return whole_field(field.name, cat(' ', tag, text), utf8);
}

std::string field_of_tag(std::string_view tag, bool utf8)
{
    while (!tag.empty() && text::is_blank(tag.back()))
        tag.remove_suffix(1);
    return whole_field("Subject", cat(' ', tag), utf8);
}

std::string encode_words(std::string_view text)
{
    constexpr std::string_view begin = "=?UTF-8?Q?";
    constexpr std::string_view end = "?=";
    constexpr std::size_t longest_word = 75; // RFC 2047 2
    const auto head = end_of_head(text);
    const auto tail = std::max(begin_of_tail(text), head);
    auto rest = text.substr(head, tail - head);
    std::string out(text.substr(0, head));
    while (!rest.empty()) {
        if (!out.empty() && !text::is_blank(out.back())) out += ' ';
        const auto word = take_word(rest, longest_word - begin.size() - end.size());
        out += cat(begin, mail::q_encoded(word), end);
    }
    return out += text.substr(tail);
}

std::string fold_text(std::string_view name, std::string_view value)
{
    std::string text(value);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_fold =
            text[i] == '\n' && i + 1 < text.size() && text::is_blank(text[i + 1]);
        if (!is_fold && text[i] != '\t' && text::is_control(text[i])) text[i] = '?';
    }
    if (name.size() + 1 + text.size() <= wanted_line) return cat(name, ':', text);
    std::erase(text, '\n');
    auto out = cat(name, ':');
    std::size_t line = out.size();
    std::string_view rest = text;
    while (!rest.empty()) {
        // A word with one blank before it, and all blanks behind it but one.
        const auto word = std::min(rest.find_first_not_of(" \t"), rest.size());
        const auto end = std::min(rest.find_first_of(" \t", word), rest.size());
        const auto next = std::min(rest.find_first_not_of(" \t", end), rest.size());
        const auto length = next > end && next < rest.size() ? next - 1 : next;
        if (line > 1 && line + end > wanted_line && text::is_blank(rest.front()) &&
            end > word) {
            out += '\n';
            line = 0;
        }
        out += rest.substr(0, length);
        line += length;
        rest.remove_prefix(length);
    }
    return out;
}

} // namespace chainmail::policy
