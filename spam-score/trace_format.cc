// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "trace_format.h"

#include "domains.h"
#include "scan.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace chainmail::spam_score {

namespace {

// What one format may cost on one line; real lines need some dozens.
constexpr int most_steps = 20'000;

// The lengths of an IP address at `at`, the longest that counts; 0 when there is none.
std::size_t ip_length(std::string_view line, std::size_t at)
{
    const auto in_address = [](char c) { return is_hex(c) || c == ':' || c == '.'; };
    const bool tagged = text::starts_with_ignore_case(line.substr(at), "ipv6:");
    const std::size_t begin = at + (tagged ? 5U : 0U);
    if (!tagged && at > 0 && (is_word(line[at - 1]) || line[at - 1] == ':')) return 0;
    const auto end = skip_while(line, begin, in_address);
    for (auto stop = std::min(end, begin + 45); stop > begin + 1; --stop) {
        const auto candidate = line.substr(begin, stop - begin);
        if (stop < line.size() && is_word(line[stop])) continue;
        if (!tagged && is_ipv4(candidate)) return stop - at;
        const bool cut_short = stop < line.size() && line[stop] == ':';
        if (!cut_short && candidate.find(':') != npos && is_ipv6(candidate))
            return stop - at;
    }
    return 0;
}

std::size_t localhost_length(std::string_view line, std::size_t at)
{
    const auto rest = line.substr(at);
    for (const std::string_view name : {"localhost.localdomain", "localhost"}) {
        if (text::starts_with_ignore_case(rest, name)) return name.size();
    }
    const auto length = ip_length(line, at);
    auto ip = rest.substr(0, length);
    if (text::starts_with_ignore_case(ip, "ipv6:")) ip.remove_prefix(5);
    if (ip == "127.0.0.1" || text::equal_ignore_case(ip, "::ffff:127.0.0.1"))
        return length;
    const bool is_loopback = ip.find(':') != npos && is_private_ip(ip) &&
                             ip.ends_with('1') && !text::is_alpha(ip.front());
    return is_loopback ? length : 0;
}

bool has_inner_dot(std::string_view s)
{
    const auto dot = s.find('.', 1);
    return dot != npos && dot + 1 < s.size();
}

} // namespace

TraceFormat::Item TraceFormat::item_of(std::string_view name)
{
    const bool optional = name.ends_with('?');
    if (optional) name.remove_suffix(1);
    const Kind word = optional ? Kind::word_or_nothing : Kind::word;
    struct Known {
        std::string_view name;
        Item item;
    };
    const std::array known{
        Known{"helo", {word, TraceField::helo, {}, false}},
        Known{"host", {word, TraceField::helo, {}, true}},
        Known{"rdns", {word, TraceField::rdns, {}, false}},
        Known{"by", {word, TraceField::by, {}, false}},
        Known{"ident", {word, TraceField::ident, {}, false}},
        Known{"id", {word, TraceField::id, {}, false}},
        Known{"from", {word, TraceField::from, {}, false}},
        Known{"dotted", {Kind::dotted, TraceField::rdns, {}, false}},
        Known{"word", {word, TraceField::none, {}, false}},
        Known{"ip", {Kind::ip, TraceField::ip, {}, false}},
        Known{"other-ip", {Kind::ip, TraceField::none, {}, false}},
        Known{"part", {Kind::some, TraceField::part, {}, false}},
        Known{"any", {Kind::any, TraceField::none, {}, false}},
        Known{"some", {Kind::some, TraceField::none, {}, false}},
        Known{"inner", {Kind::inner, TraceField::part, {}, false}},
        Known{"remark", {Kind::inner_or_nothing, TraceField::none, {}, false}},
        Known{"helo-text", {Kind::inner_or_nothing, TraceField::helo, {}, false}},
        Known{"digits", {Kind::digits, TraceField::none, {}, false}},
        Known{"hello", {Kind::hello, TraceField::none, {}, false}},
        Known{"smtp", {Kind::smtp, TraceField::none, {}, false}},
        Known{"localhost", {Kind::localhost, TraceField::none, {}, false}},
        Known{"end", {Kind::end, TraceField::none, {}, false}},
    };
    const auto at = std::find_if(
        known.begin(), known.end(), [&](const Known& k) { return k.name == name; });
    if (at == known.end()) std::abort();
    return at->item;
}

TraceFormat::TraceFormat(std::string_view notation)
{
    while (!notation.empty()) {
        if (notation.front() == '{') {
            const auto end = notation.find('}');
            if (end == npos) std::abort();
            items_.push_back(item_of(notation.substr(1, end - 1)));
            notation.remove_prefix(end + 1);
        } else {
            const auto end = std::min(notation.find('{'), notation.size());
            items_.push_back(
                {Kind::text, TraceField::none, notation.substr(0, end), false});
            if (end > needed_.size()) needed_ = notation.substr(0, end);
            notation.remove_prefix(end);
        }
    }
}

bool TraceFormat::matches(std::string_view line, TraceMatch& match) const
{
    match = {};
    int steps = most_steps;
    return match_from(0, line, 0, match, steps);
}

bool TraceFormat::found_in(std::string_view line, TraceMatch& match) const
{
    if (memmem(line.data(), line.size(), needed_.data(), needed_.size()) == nullptr)
        return false;
    const bool begins_with_text = items_.front().kind == Kind::text;
    int steps = most_steps;
    for (std::size_t at = 0; at < line.size() && steps > 0; ++at) {
        if (begins_with_text) at = line.find(items_.front().text, at);
        if (at == npos) return false;
        match = {};
        if (match_from(0, line, at, match, steps)) return true;
    }
    return false;
}

// A cheap look before a try: most words are cut at the wrong place.
bool TraceFormat::may_follow(std::size_t item,
                             std::string_view line,
                             std::size_t at) const
{
    return item >= items_.size() || items_[item].kind != Kind::text ||
           line.substr(at).starts_with(items_[item].text);
}

bool TraceFormat::try_lengths(std::size_t item,
                              std::string_view line,
                              std::size_t at,
                              std::size_t least,
                              std::size_t most,
                              bool longest_first,
                              TraceMatch& match,
                              int& steps) const
{
    for (std::size_t tries = 0; least + tries <= most; ++tries) {
        const std::size_t length = longest_first ? most - tries : least + tries;
        if (!may_follow(item + 1, line, at + length)) continue;
        const Item& here = items_[item];
        if (here.kind == Kind::dotted && !has_inner_dot(line.substr(at, length)))
            continue;
        const TraceMatch before = match;
        match.fields[static_cast<std::size_t>(here.field)] = line.substr(at, length);
        if (here.both) match.host_is_both = true;
        if (match_from(item + 1, line, at + length, match, steps)) return true;
        match = before;
        if (steps <= 0) return false;
    }
    return false;
}

// Goes one item further by each call, so the depth is that of the format.
bool TraceFormat::match_from(std::size_t item,
                             std::string_view line,
                             std::size_t at,
                             TraceMatch& match,
                             int& steps) const
{
    if (item == items_.size()) return true;
    if (--steps <= 0) return false;
    const auto rest = line.substr(at);
    const auto fixed = [&](std::size_t length) {
        return length > 0 &&
               try_lengths(item, line, at, length, length, true, match, steps);
    };
    const auto run = [&](auto in_run) { return skip_while(line, at, in_run) - at; };
    switch (items_[item].kind) {
    case Kind::text:
        return rest.starts_with(items_[item].text) &&
               match_from(item + 1, line, at + items_[item].text.size(), match, steps);
    case Kind::word:
    case Kind::dotted:
    case Kind::word_or_nothing: {
        const std::size_t least = items_[item].kind == Kind::word_or_nothing ? 0 : 1;
        const auto most = run([](char c) { return !text::is_space(c); });
        return try_lengths(item, line, at, least, most, true, match, steps);
    }
    case Kind::ip:
        return fixed(ip_length(line, at));
    case Kind::any:
        return try_lengths(item, line, at, 0, rest.size(), true, match, steps);
    case Kind::some:
        return try_lengths(item, line, at, 0, rest.size(), false, match, steps);
    case Kind::inner:
    case Kind::inner_or_nothing: {
        const std::size_t least = items_[item].kind == Kind::inner ? 1 : 0;
        const auto most = run([](char c) { return c != ')'; });
        return try_lengths(item, line, at, least, most, true, match, steps);
    }
    case Kind::digits:
        return try_lengths(item, line, at, 1, run(text::is_digit), true, match, steps);
    case Kind::hello:
        return rest.starts_with("HELO") || rest.starts_with("EHLO") ? fixed(4) : false;
    case Kind::smtp:
        return fixed(rest.starts_with("SMTP") ? 4 : rest.starts_with("ESMTP") ? 5 : 0);
    case Kind::localhost:
        return fixed(localhost_length(line, at));
    case Kind::end:
        return rest.empty();
    }
    return false;
}

} // namespace chainmail::spam_score
