// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "pattern_tree.h"

#include "base/text.h"
#include "byte_class.h"
#include "pattern/perl_syntax.h"

#include <algorithm>
#include <string>
#include <utility>

namespace chainmail::spam_score {

namespace {

using Kind = PatternNode::Kind;

constexpr unsigned deepest = 100;

PatternNode node(Kind kind)
{
    PatternNode out;
    out.kind = kind;
    return out;
}

PatternNode byte_node(const ByteSet& bytes)
{
    PatternNode out = node(Kind::byte);
    out.bytes = bytes;
    return out;
}

PatternNode repeated(PatternNode part, std::size_t least, std::size_t most)
{
    PatternNode out = node(Kind::repeat);
    out.least = least;
    out.most = most;
    out.parts.push_back(std::move(part));
    return out;
}

PatternNode any_bytes()
{
    return repeated(byte_node(ByteSet().set()), 0, no_end);
}

struct Flags {
    bool ignore_case = false;
    bool dot_is_all = false;
};

std::size_t times(std::size_t length, std::size_t rounds)
{
    if (length == 0 || rounds == 0) return 0;
    if (length == no_end || rounds > no_end / length) return no_end;
    return length * rounds;
}

// From the leaves up.
void measure(PatternNode& node)
{
    for (auto& part : node.parts)
        measure(part);
    switch (node.kind) {
    case Kind::nothing:
        return;
    case Kind::byte:
        node.shortest = node.longest = 1;
        return;
    case Kind::sequence:
        for (const auto& part : node.parts) {
            node.shortest = add_lengths(node.shortest, part.shortest);
            node.longest = add_lengths(node.longest, part.longest);
        }
        return;
    case Kind::choice:
        node.shortest = node.parts.front().shortest;
        for (const auto& part : node.parts) {
            node.shortest = std::min(node.shortest, part.shortest);
            node.longest = std::max(node.longest, part.longest);
        }
        return;
    case Kind::repeat:
        node.shortest = times(node.parts.front().shortest, node.least);
        node.longest = times(node.parts.front().longest, node.most);
    }
}

// One walk over a pattern; `failed_` is final.
class Parser {
public:
    explicit Parser(std::string_view pattern) : rest_(pattern) {}

    std::optional<PatternNode> parse()
    {
        PatternNode root = alternation(0);
        if (failed_ || !rest_.empty()) return {};
        measure(root);
        return root;
    }

private:
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
    bool is_quantifier_next() const
    {
        return !rest_.empty() &&
               std::string_view("*+?{").find(rest_.front()) != std::string_view::npos;
    }
    PatternNode fail()
    {
        failed_ = true;
        rest_ = {};
        return {};
    }
    PatternNode literal(char c) const
    {
        ByteSet set;
        set.set(static_cast<unsigned char>(c));
        return byte_node(flags_.ignore_case ? with_other_case(set) : set);
    }

    PatternNode alternation(unsigned depth);
    PatternNode atom(unsigned depth);
    PatternNode quantified(PatternNode part);
    PatternNode group(unsigned depth);
    PatternNode enclosed(unsigned depth);
    bool skip_past(char end);
    bool read_flags();
    PatternNode escape();
    PatternNode numeric_escape();

    std::string_view rest_;
    Flags flags_;
    bool failed_ = false;
};

// Up to the end of the pattern or the ")" that closes this level, which stays. Flags
// set within end with it.
PatternNode Parser::alternation(unsigned depth)
{
    if (depth > deepest) return fail();
    const Flags outside = flags_;
    PatternNode choice = node(Kind::choice);
    choice.parts.push_back(node(Kind::sequence));
    while (!failed_ && !rest_.empty() && rest_.front() != ')') {
        if (take("|")) {
            choice.parts.push_back(node(Kind::sequence));
            continue;
        }
        PatternNode part = quantified(atom(depth));
        if (part.kind != Kind::nothing)
            choice.parts.back().parts.push_back(std::move(part));
    }
    flags_ = outside;
    if (choice.parts.size() > 1) return choice;
    PatternNode only = std::move(choice.parts.front());
    return only;
}

PatternNode Parser::atom(unsigned depth)
{
    const char c = next();
    switch (c) {
    case '(':
        return group(depth);
    case '[': {
        const auto set = take_byte_class(rest_, flags_.ignore_case);
        return set ? byte_node(*set) : fail();
    }
    case '\\':
        return escape();
    case '.': {
        ByteSet all = ByteSet().set();
        return byte_node(flags_.dot_is_all ? all : all.reset('\n'));
    }
    case '^':
    case '$':
        return {};
    case '*':
    case '+':
    case '?':
        return fail();
    default:
        return literal(c);
    }
}

PatternNode Parser::quantified(PatternNode part)
{
    std::size_t least = 0;
    std::size_t most = no_end;
    if (take("+")) {
        least = 1;
    } else if (take("?")) {
        most = 1;
    } else if (rest_.starts_with('{')) {
        const auto end = rest_.find('}');
        if (end == std::string_view::npos) return part;
        const auto inside = rest_.substr(1, end - 1);
        const auto comma = inside.find(',');
        const auto low = text::to_number(inside.substr(0, comma));
        if (!low) return part; // an ordinary character, and the next atom
        least = most = *low;
        if (comma != std::string_view::npos) {
            const auto high = inside.substr(comma + 1);
            const auto number = text::to_number(high);
            if (!number && !high.empty()) return part;
            most = number.value_or(no_end);
        }
        if (most < least) return fail();
        rest_.remove_prefix(end + 1);
    } else if (!take("*")) {
        return part;
    }
    if (!take("?")) take("+");
    if (is_quantifier_next()) return fail();
    return repeated(std::move(part), least, most);
}

bool Parser::skip_past(char end)
{
    const auto at = rest_.find(end);
    if (at == std::string_view::npos) return false;
    rest_.remove_prefix(at + 1);
    return true;
}

// Behind "(?": flags up to the ":" or ")" that follows them, which stays.
bool Parser::read_flags()
{
    bool on = true;
    while (!rest_.empty() && rest_.front() != ':' && rest_.front() != ')') {
        const char c = next();
        if (c == '^')
            flags_ = {};
        else if (c == '-')
            on = false;
        else if (c == 'i')
            flags_.ignore_case = on;
        else if (c == 's')
            flags_.dot_is_all = on;
        else if (c != 'm' && c != 'n')
            return false;
    }
    return !rest_.empty();
}

PatternNode Parser::enclosed(unsigned depth)
{
    PatternNode inner = alternation(depth + 1);
    if (!take(")")) return fail();
    return inner;
}

PatternNode Parser::group(unsigned depth)
{
    if (rest_.starts_with('*')) return fail();
    if (!take("?")) return enclosed(depth);
    if (take("#")) {
        // A quantifier behind it belongs to what stands in front of it.
        if (!skip_past(')') || is_quantifier_next()) return fail();
        return {};
    }
    for (const std::string_view start : {"<=", "<!", "=", "!"}) {
        if (!take(start)) continue;
        enclosed(depth);
        return {};
    }
    if (take(":") || take(">")) return enclosed(depth);
    if (take("P<") || take("<")) return skip_past('>') ? enclosed(depth) : fail();
    const Flags outside = flags_;
    if (!read_flags()) return fail();
    if (take(")")) return {}; // for the rest of the group around
    take(":");
    PatternNode inner = enclosed(depth);
    flags_ = outside;
    return inner;
}

PatternNode Parser::escape()
{
    if (rest_.empty()) return fail();
    for (const std::string_view edge : {"b", "B", "A", "z", "Z"})
        if (take(edge)) return {};
    if (rest_.front() >= '1' && rest_.front() <= '9') {
        next();
        return numeric_escape();
    }
    if (take("k") || take("g")) {
        const char close = rest_.starts_with('<') ? '>' : '}';
        if (rest_.empty() || (rest_.front() != '<' && rest_.front() != '{'))
            return fail();
        return skip_past(close) ? any_bytes() : fail();
    }
    const auto set = take_escaped_bytes(rest_);
    if (!set) return fail();
    return byte_node(flags_.ignore_case ? with_other_case(*set) : *set);
}

// A group's number; two digits might be an octal number as well.
PatternNode Parser::numeric_escape()
{
    if (!rest_.empty() && text::is_digit(rest_.front())) return fail();
    return any_bytes();
}

} // namespace

std::size_t add_lengths(std::size_t a, std::size_t b)
{
    return a > no_end - b ? no_end : a + b;
}

std::optional<PatternNode> parse_pattern(std::string_view pattern)
{
    const std::string source = pattern::to_pcre(pattern);
    return Parser(source).parse();
}

} // namespace chainmail::spam_score
