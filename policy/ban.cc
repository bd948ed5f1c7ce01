// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "ban.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

using text::cat;

// As tables see a part.
std::vector<std::string> values_of(const Part& part)
{
    std::vector<std::string> values = part.types;
    for (const auto& type : part.shorts)
        values.push_back('.' + type);
    std::ranges::copy(part.names, std::back_inserter(values));
    if (part.attributes.find('U') != std::string::npos)
        values.emplace_back("UNDECIPHERABLE");
    return values;
}

// The parts from the outermost to this one.
std::vector<const Part*> way_to(const std::vector<Part>& parts, std::size_t index)
{
    std::vector<const Part*> way;
    for (std::optional at = index; at; at = parts[*at].in)
        way.push_back(&parts[*at]);
    std::ranges::reverse(way);
    return way;
}

std::string in_words(const std::vector<const Part*>& way)
{
    std::vector<std::string> all;
    all.reserve(way.size());
    for (const auto* part : way)
        all.push_back(text::join(values_of(*part), ","));
    return text::join(all, " | ");
}

// amavisd numbers the files it makes: parts of the message, then the multiparts around
// them, then what it unpacks.
int rank(const std::vector<Part>& parts, const Part& part)
{
    const auto is_multipart = [](const Part& one) {
        return !one.types.empty() && one.types.front().starts_with("multipart/");
    };
    if (part.in && !is_multipart(parts[*part.in])) return 2;
    return is_multipart(part) ? 1 : 0;
}

// By part, from 1.
std::vector<std::size_t> numbers_of(const std::vector<Part>& parts)
{
    std::vector<std::size_t> numbers(parts.size());
    std::size_t last = 0;
    for (const int wanted : {0, 1, 2})
        for (std::size_t i = 0; i < parts.size(); ++i)
            if (rank(parts, parts[i]) == wanted) numbers[i] = ++last;
    return numbers;
}

std::string file_name(std::size_t number)
{
    const auto digits = std::to_string(number);
    return cat(
        'p', std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0'), digits);
}

// "P=p002", "L=1/2", "M=application/zip", ... without TAB and line ends within.
std::vector<std::string> attributes_of(const Part& part, std::size_t number)
{
    auto place = part.path;
    std::ranges::replace(place, '.', '/');
    std::vector<std::string> all{"P=" + file_name(number), "L=" + place};
    for (const auto& type : part.types)
        all.push_back("M=" + type);
    for (const auto& type : part.shorts)
        all.push_back("T=" + type);
    for (const auto& name : part.names)
        all.push_back("N=" + name);
    for (const char letter : part.attributes)
        all.push_back(cat("A=", letter));
    for (auto& one : all)
        std::ranges::replace_if(
            one, [](char c) { return c == '\t' || c == '\n'; }, ' ');
    return all;
}

std::string attributes_of(const std::vector<Part>& parts,
                          const std::vector<std::size_t>& numbers,
                          const std::vector<const Part*>& way,
                          std::string_view within,
                          std::string_view between)
{
    std::vector<std::string> all;
    all.reserve(way.size());
    for (const auto* part : way)
        all.push_back(text::join(
            attributes_of(*part,
                          numbers[static_cast<std::size_t>(part - parts.data())]),
            within));
    return text::join(all, between);
}

// Runs of white space, with which the end of a name is pushed out of sight.
std::string compacted(std::string_view reason)
{
    constexpr std::size_t hiding = 6;
    std::string out;
    while (!reason.empty()) {
        auto end = reason.find_first_of(" \t");
        out += reason.substr(0, end);
        if (end == reason.npos) break;
        reason.remove_prefix(end);
        end = std::min(reason.find_first_not_of(" \t"), reason.size());
        out += end >= hiding ? " ... " : reason.substr(0, end);
        reason.remove_prefix(end);
    }
    return out;
}

class Search {
public:
    Search(const std::vector<Part>& parts,
           const BanTables& tables,
           const BanTables& for_paths)
        : parts_(parts),
          tables_(tables),
          for_paths_(for_paths)
    {
    }

    std::shared_ptr<const Ban> run()
    {
        hits_.resize(tables_.size());
        for (std::size_t t = 0; t < tables_.size(); ++t)
            ask(t);
        for (std::size_t i = 0; i < parts_.size(); ++i)
            if (parts_[i].is_leaf) judge(i);
        if (!found_.parts.empty())
            return std::make_shared<const Ban>(std::move(found_));
        return nullptr;
    }

private:
    // What counts for the way to a part: the smallest row, then the outermost part. A
    // part comes after the one it lies in, so that each is looked at once.
    void ask(std::size_t t)
    {
        auto& hits = hits_[t];
        hits.resize(parts_.size());
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            auto own = look_up_any(*tables_[t], values_of(parts_[i]));
            const auto* outer = parts_[i].in ? &hits[*parts_[i].in] : nullptr;
            const bool outer_wins =
                outer != nullptr && *outer && (!own || (*outer)->row <= own->row);
            if (outer_wins) own = *outer;
            hits[i] = std::move(own);
        }
    }

    void judge(std::size_t index)
    {
        for (const auto& hits : hits_) {
            if (!hits[index] || hits[index]->value.is_undef()) continue;
            if (hits[index]->value.is_true()) add(index, *hits[index]);
            return;
        }
        if (for_paths_.empty()) return;
        const auto text =
            attributes_of(parts_, numbers(), way_to(parts_, index), "\t", "\n");
        for (const auto& table : for_paths_) {
            const auto hit = look_up_any(*table, {text});
            if (!hit || hit->value.is_undef()) continue;
            if (hit->value.is_true()) add(index, *hit);
            return;
        }
    }

    void add(std::size_t index, const Hit& hit)
    {
        if (found_.parts.size() == most_banned_parts) return;
        const auto comment = comments_in(hit.key);
        if (found_.parts.empty()) {
            const auto name = compacted(text::join(values_of(parts_[index]), ","));
            found_.reason = comment.empty() ? name : cat(comment, ':', name);
        }
        const auto way = way_to(parts_, index);
        found_.parts.push_back({in_words(way),
                                attributes_of(parts_, numbers(), way, ",", " | "),
                                hit.value.text().value_or(""),
                                hit.key,
                                comment.empty() ? hit.key : comment});
    }

    // Asked for in few mails only.
    const std::vector<std::size_t>& numbers()
    {
        if (numbers_.empty()) numbers_ = numbers_of(parts_);
        return numbers_;
    }

    const std::vector<Part>& parts_;
    const BanTables& tables_;
    const BanTables& for_paths_;
    std::vector<std::size_t> numbers_;                  ///< by part
    std::vector<std::vector<std::optional<Hit>>> hits_; ///< by table, then by part
    Ban found_;
};

} // namespace

std::shared_ptr<const Ban> find_ban(const std::vector<Part>& parts,
                                    const BanTables& tables,
                                    const BanTables& for_paths)
{
    if (parts.empty() || (tables.empty() && for_paths.empty())) return nullptr;
    return Search(parts, tables, for_paths).run();
}

std::string comments_in(std::string_view expression)
{
    constexpr std::string_view open = "(?#";
    std::vector<std::string> comments;
    for (auto at = expression.find(open); at != expression.npos;
         at = expression.find(open, at)) {
        at += open.size();
        const auto end = expression.find(')', at);
        if (end == expression.npos) break;
        comments.emplace_back(text::trim(expression.substr(at, end - at)));
        at = end;
    }
    return text::join(comments, " ");
}

} // namespace chainmail::policy
