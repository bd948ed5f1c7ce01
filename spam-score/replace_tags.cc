// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "replace_tags.h"

#include "scan.h"

#include <functional>
#include <vector>

namespace chainmail::spam_score {

namespace {

constexpr int most_passes = 6; // tags within tags
constexpr std::size_t longest_pattern = 4U << 20U;

using Replace = std::function<std::string(std::string_view name)>;

// "<KIND NAME>" anywhere: taken out, its name returned.
std::string
take_switch(std::string& pattern, const ReplaceTags& tags, std::string_view kind)
{
    const std::string open = text::cat(tags.begin, kind, " ");
    const auto at = pattern.find(open);
    if (at == std::string::npos) return {};
    const auto name = at + open.size();
    const auto end = pattern.find(tags.end, name + 1);
    if (end == std::string::npos) return {};
    std::string found = pattern.substr(name, end - name);
    pattern.erase(at, end + tags.end.size() - at);
    return found;
}

// Pieces in turn: what stands between tags (perhaps nothing), then a tag, and so on.
std::vector<std::string> split_at_tags(std::string_view s)
{
    std::vector<std::string> pieces;
    std::size_t begin = 0;
    for (auto open = s.find('<'); open != npos; open = s.find('<', open + 1)) {
        const auto end = s.find_first_of("<>", open + 1);
        if (end == npos) break;
        if (s[end] == '<' || end == open + 1) continue;
        pieces.emplace_back(s.substr(begin, open - begin));
        pieces.emplace_back(s.substr(open, end + 1 - open));
        begin = end + 1;
        open = end;
    }
    if (begin < s.size()) pieces.emplace_back(s.substr(begin));
    return pieces;
}

std::string value_of(const std::map<std::string, std::string, std::less<>>& map,
                     const std::string& name)
{
    const auto at = name.empty() ? map.end() : map.find(name);
    return at == map.end() ? std::string{} : at->second;
}

bool has_tag(std::string_view s)
{
    return split_at_tags(s).size() > 1;
}

// One pass over the pattern. `replace` gives what stands for a known tag; returns
// whether that holds tags again.
bool expand_once(std::string& pattern, const ReplaceTags& tags, const Replace& replace)
{
    const auto before = value_of(tags.before, take_switch(pattern, tags, "pre"));
    const auto behind = value_of(tags.behind, take_switch(pattern, tags, "post"));
    const auto between = value_of(tags.between, take_switch(pattern, tags, "inter"));
    bool again = false;
    std::string out;
    for (const auto& piece : split_at_tags(pattern)) {
        const bool is_tag = piece.starts_with(tags.begin) &&
                            piece.ends_with(tags.end) &&
                            piece.size() > tags.begin.size() + tags.end.size();
        if (!is_tag) {
            out += piece.empty() ? between : piece;
            continue;
        }
        const auto name = piece.substr(
            tags.begin.size(), piece.size() - tags.begin.size() - tags.end.size());
        const auto known = tags.tags.find(name);
        out += before;
        if (known == tags.tags.end()) {
            out += piece;
        } else {
            const std::string by = replace(name);
            again = again || has_tag(by);
            out += by;
        }
        out += behind;
    }
    pattern = std::move(out);
    return again;
}

std::string
expand(std::string_view given, const ReplaceTags& tags, const Replace& replace)
{
    std::string pattern(given);
    for (int pass = 0; pass < most_passes; ++pass) {
        if (!expand_once(pattern, tags, replace) || pattern.size() > longest_pattern)
            break;
    }
    return pattern;
}

} // namespace

std::string expand_tags(std::string_view pattern, const ReplaceTags& tags)
{
    return expand(pattern, tags, [&](std::string_view name) {
        return tags.tags.find(name)->second;
    });
}

std::string factor_tags(std::string_view pattern, const ReplaceTags& tags)
{
    // Group names may not be any text: tags are called by number.
    std::vector<std::string> used;
    const Replace call = [&](std::string_view name) {
        std::size_t number = 0;
        while (number < used.size() && used[number] != name)
            ++number;
        if (number == used.size()) used.emplace_back(name);
        return text::cat("(?&tag", number, ")");
    };
    std::string out = expand(pattern, tags, call);
    std::string definitions;
    // A definition may call further tags: the list grows while it is worked off.
    for (std::size_t i = 0; i < used.size(); ++i) {
        const std::string body = expand(tags.tags.find(used[i])->second, tags, call);
        definitions += text::cat("(?<tag", i, ">", body, ")");
    }
    return text::cat(out, "(?(DEFINE)", definitions, ")");
}

} // namespace chainmail::spam_score
