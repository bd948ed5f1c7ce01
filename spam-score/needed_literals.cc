// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "needed_literals.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

using Literals = std::vector<std::string>;

constexpr std::size_t most_literals = 16;
constexpr unsigned deepest = 50;

std::size_t shortest(const Literals& set)
{
    std::size_t least = static_cast<std::size_t>(-1);
    for (const auto& literal : set)
        least = std::min(least, literal.size());
    return least;
}

// Longer says more; among equals the smaller set.
bool is_better(const Literals& a, const Literals& b)
{
    if (b.empty()) return !a.empty();
    if (a.empty()) return false;
    if (shortest(a) != shortest(b)) return shortest(a) > shortest(b);
    return a.size() < b.size();
}

// One walk over a pattern; `failed_` is final.
class Walk {
public:
    explicit Walk(std::string_view pattern) : rest_(pattern) {}

    Literals run()
    {
        auto set = alternation(0);
        return failed_ || !rest_.empty() ? Literals{} : set;
    }

private:
    // The literals of one branch, while it is read.
    struct Branch {
        std::string run; ///< characters that stand together so far
        Literals best;

        void end_run()
        {
            if (run.size() >= shortest_literal) offer({run});
            run.clear();
        }
        void offer(Literals set)
        {
            if (is_better(set, best)) best = std::move(set);
        }
    };

    // How often what stands before it: at least `least`; `exactly_once` without one.
    struct Quantifier {
        std::size_t least = 1;
        bool exactly_once = true;
    };

    char next()
    {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }
    bool take(std::string_view text)
    {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }

    Literals alternation(unsigned depth);
    void atom(Branch& branch, unsigned depth);
    void group(Branch& branch, unsigned depth);
    bool group_start(bool& is_assertion);
    void escape(Branch& branch);
    void character_class(Branch& branch);
    void literal(Branch& branch, char c);
    void anything(Branch& branch);
    Quantifier quantifier();

    std::string_view rest_;
    bool failed_ = false;
};

// Up to the end of the pattern or the ")" that closes this level, which stays.
Literals Walk::alternation(unsigned depth)
{
    if (depth > deepest) failed_ = true;
    Literals all;
    bool known = true;
    Branch branch;
    const auto end_branch = [&] {
        branch.end_run();
        known = known && !branch.best.empty();
        all.insert(all.end(), branch.best.begin(), branch.best.end());
        branch = {};
    };
    while (!failed_ && !rest_.empty() && rest_.front() != ')') {
        if (take("|"))
            end_branch();
        else
            atom(branch, depth);
    }
    end_branch();
    return known && all.size() <= most_literals ? all : Literals{};
}

void Walk::atom(Branch& branch, unsigned depth)
{
    const char c = next();
    switch (c) {
    case '(':
        return group(branch, depth);
    case '[':
        return character_class(branch);
    case '\\':
        return escape(branch);
    case '.':
        return anything(branch);
    case '^':
    case '$':
        return branch.end_run();
    case '*':
    case '+':
    case '?':
    case '{':
        // A quantifier is read behind its atom: here it would be something else.
        failed_ = c != '{';
        return literal(branch, c);
    default:
        return literal(branch, c);
    }
}

// Behind "(": false for what is not understood. An assertion takes no text.
bool Walk::group_start(bool& is_assertion)
{
    is_assertion = false;
    if (rest_.starts_with('*')) return false;
    if (!take("?")) return true;
    for (const std::string_view start : {"<=", "<!", "=", "!"})
        if (take(start)) return is_assertion = true;
    if (take(":") || take(">") || take("|")) return true;
    take("P"); // "(?P<NAME>" is "(?<NAME>"
    if (take("<")) {
        const auto end = rest_.find('>');
        if (end == std::string_view::npos) return false;
        rest_.remove_prefix(end + 1);
        return true;
    }
    // Flags, for the rest "(?i)" or for this group "(?i:".
    while (!rest_.empty() &&
           (rest_.front() == 'i' || rest_.front() == 's' || rest_.front() == 'm' ||
            rest_.front() == '-' || rest_.front() == '^' || rest_.front() == 'a'))
        next();
    return rest_.starts_with(')') || take(":");
}

void Walk::group(Branch& branch, unsigned depth)
{
    bool is_assertion = false;
    if (take("?#")) {
        const auto end = rest_.find(')');
        failed_ = end == std::string_view::npos;
        rest_.remove_prefix(failed_ ? rest_.size() : end + 1);
        return;
    }
    if (!group_start(is_assertion)) {
        failed_ = true;
        return;
    }
    auto inner = alternation(depth + 1);
    if (!take(")")) failed_ = true;
    const auto times = quantifier();
    branch.end_run();
    if (!is_assertion && times.least > 0) branch.offer(std::move(inner));
}

void Walk::escape(Branch& branch)
{
    if (rest_.empty()) {
        failed_ = true;
        return;
    }
    const char c = next();
    // No text is taken, and what stands on both sides still stands together.
    if (c == 'b' || c == 'B') return;
    if (!text::is_alnum(c)) return literal(branch, c);
    constexpr std::string_view classes = "sSdDwWhHvVNRtnrfae";
    if (classes.find(c) != std::string_view::npos) return anything(branch);
    if (c == 'x' && rest_.size() >= 2 && text::hex_value(rest_[0]) >= 0 &&
        text::hex_value(rest_[1]) >= 0) {
        const int value = text::hex_value(rest_[0]) * 16 + text::hex_value(rest_[1]);
        rest_.remove_prefix(2);
        return literal(branch, static_cast<char>(value));
    }
    // Of the others only places (\A \z \Z \G \K) are sure to take no text.
    if (std::string_view("AzZGK").find(c) == std::string_view::npos) failed_ = true;
    branch.end_run();
}

void Walk::character_class(Branch& branch)
{
    if (!rest_.empty() && rest_.front() == '^') next();
    if (!rest_.empty() && rest_.front() == ']') next();
    while (!rest_.empty() && rest_.front() != ']') {
        if (take("[:")) {
            const auto end = rest_.find(":]");
            if (end == std::string_view::npos) break;
            rest_.remove_prefix(end + 2);
        } else if (next() == '\\' && !rest_.empty()) {
            next();
        }
    }
    if (!take("]")) failed_ = true;
    anything(branch);
}

void Walk::literal(Branch& branch, char c)
{
    const auto times = quantifier();
    if (text::is_8bit(c) || text::is_control(c) || times.least == 0)
        return branch.end_run();
    branch.run += text::to_lower(c);
    if (!times.exactly_once) branch.end_run();
}

void Walk::anything(Branch& branch)
{
    quantifier();
    branch.end_run();
}

Walk::Quantifier Walk::quantifier()
{
    Quantifier times;
    if (rest_.empty()) return times;
    if (take("*") || take("?")) {
        times.least = 0;
    } else if (rest_.front() == '{') {
        const auto end = rest_.find('}');
        const auto comma = rest_.find(',');
        if (end == std::string_view::npos) return times;
        const auto least = text::to_number(rest_.substr(1, std::min(end, comma) - 1));
        // "{" without numbers is a character, "{,3}" has been both in PCRE2.
        if (!least) {
            failed_ = true;
            return times;
        }
        times.least = *least;
        rest_.remove_prefix(end + 1);
    } else if (!take("+")) {
        return times;
    }
    times.exactly_once = false;
    if (!take("?")) take("+");
    return times;
}

} // namespace

std::vector<std::string> needed_literals(std::string_view pattern)
{
    return Walk(pattern).run();
}

} // namespace chainmail::spam_score
