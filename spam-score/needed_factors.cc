// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "needed_factors.h"

#include "base/text.h"
#include "byte_machine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <unordered_map>

namespace chainmail::spam_score {

namespace {

using Kind = PatternNode::Kind;
using State = ByteMachine::State;

constexpr std::size_t most_factors = 600;
constexpr std::size_t most_states = 20'000;

// How a repeat is written out; one with more rounds is one without end.
constexpr std::size_t byte_rounds = longest_factor;
constexpr std::size_t optional_rounds = 4;

// Bytes of a line or a field, and how likely one may be let through in vain.
constexpr double usual_length = 120;
constexpr double too_likely = 0.6;

// A share of the places of a text.
constexpr double too_many_starts = 0.2;

constexpr double worst = 1e9;

double likelihood_of_byte(unsigned char byte)
{
    // The order of letters in English text; the most frequent is about one in ten.
    constexpr std::string_view by_frequency = "etaoinshrdlcumwfgypbvkjxqz";
    const char c = static_cast<char>(byte);
    if (c == ' ') return 0.15;
    const auto rank = by_frequency.find(text::to_lower(c));
    if (rank != std::string_view::npos) {
        const double share = 0.085 * std::pow(0.86, static_cast<double>(rank));
        return text::is_lower(c) ? share : 0.1 * share;
    }
    if (text::is_digit(c)) return 0.006;
    return text::is_8bit(c) || text::is_control(c) ? 0.0004 : 0.003;
}

std::array<double, 256> make_likelihoods()
{
    std::array<double, 256> out{};
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = likelihood_of_byte(static_cast<unsigned char>(i));
    return out;
}

} // namespace

double likelihood(const ByteSet& bytes)
{
    static const std::array<double, 256> each = make_likelihoods();
    double sum = 0;
    for (auto byte = bytes._Find_first(); byte < bytes.size();
         byte = bytes._Find_next(byte))
        sum += each[byte];
    return std::min(sum, 1.0);
}

double likelihood_behind(const ByteSet& before, const ByteSet& bytes)
{
    // Indents, rulers and frames: where there is one there are many.
    constexpr std::string_view repeated = " \t\n-_=*.#~";
    constexpr double once_more = 0.5;
    const bool is_run = std::any_of(repeated.begin(), repeated.end(), [&](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return before[byte] && bytes[byte];
    });
    return is_run ? std::max(likelihood(bytes), once_more) : likelihood(bytes);
}

namespace {

// What a match passes in `least` places: one of the factors.
struct Passage {
    std::vector<Factor> factors;
    std::vector<Distance> after; ///< of each, from the begin of the part
    double likely = worst;       ///< that a place of a text looks so
    std::size_t least = 1;
};

// The same classes come again and again.
class Likelihoods {
public:
    explicit Likelihoods(std::string_view usual) : usual_(usual) {}

    double of(const Factor& factor)
    {
        if (is_usual(factor)) return 1;
        double product = of({}, factor.front());
        for (std::size_t i = 1; i < factor.size(); ++i)
            product *= of(factor[i - 1], factor[i]);
        return product;
    }

private:
    bool is_usual(const Factor& factor) const
    {
        for (std::size_t at = 0; at + factor.size() <= usual_.size(); ++at) {
            std::size_t i = 0;
            while (i < factor.size() &&
                   factor[i][static_cast<unsigned char>(usual_[at + i])])
                ++i;
            if (i == factor.size()) return true;
        }
        return false;
    }
    double of(const ByteSet& before, const ByteSet& bytes)
    {
        const std::hash<ByteSet> hash;
        const auto key = hash(before) * 31 + hash(bytes);
        for (auto [at, end] = known_.equal_range(key); at != end; ++at)
            if (at->second.before == before && at->second.bytes == bytes)
                return at->second.likely;
        const double likely = likelihood_behind(before, bytes);
        known_.emplace(key, Known{before, bytes, likely});
        return likely;
    }

    struct Known {
        ByteSet before;
        ByteSet bytes;
        double likely;
    };
    std::string_view usual_;
    std::unordered_multimap<std::size_t, Known> known_;
};

// That a text of usual length has so many places: the upper end of Poisson's law.
double likelihood_of_text(const Passage& passage)
{
    if (passage.factors.empty()) return worst;
    const double mean = passage.likely * usual_length;
    double out = 1;
    for (std::size_t i = 1; i <= passage.least; ++i)
        out *= mean / static_cast<double>(i);
    return out;
}

bool is_better(const Passage& a, const Passage& b)
{
    return likelihood_of_text(a) < likelihood_of_text(b);
}

// What must be passed, while the machine is not whole yet.
struct Part {
    enum class Kind { nothing, state, all, any };
    Kind kind = Kind::nothing;
    State state = 0;
    std::vector<Part> parts;
    std::size_t rounds = 1;
    std::size_t shortest = 0; ///< bytes that it takes
    std::size_t longest = 0;
};

// Alternatives that are all letters of other scripts are one, of any such bytes.
ByteSet eight_bit()
{
    static const ByteSet set = ByteSet().set() << 128U;
    return set;
}

struct Foreign {
    ByteSet bytes;
    std::size_t least = 0;
    std::size_t most = 0;
};

std::optional<Foreign> foreign(const PatternNode& node)
{
    Foreign out;
    if (node.kind == Kind::byte) {
        if ((node.bytes & ~eight_bit()).any()) return {};
        return Foreign{node.bytes, 1, 1};
    }
    if (node.kind != Kind::sequence && node.kind != Kind::choice) return {};
    for (const auto& part : node.parts) {
        const auto inner = foreign(part);
        if (!inner) return {};
        out.bytes |= inner->bytes;
        if (node.kind == Kind::sequence) {
            out.least += inner->least;
            out.most += inner->most;
        } else {
            out.least = &part == &node.parts.front()
                            ? inner->least
                            : std::min(out.least, inner->least);
            out.most = std::max(out.most, inner->most);
        }
    }
    if (out.least == 0 || out.most > longest_factor) return {};
    return out;
}

class Builder {
public:
    /// Writes `node` with `next` behind it; the state that it begins with.
    State build(const PatternNode& node, State next, Part& part)
    {
        const State begin = build_kind(node, next, part);
        part.shortest = node.shortest;
        part.longest = node.longest;
        return begin;
    }

    ByteMachine machine;
    bool failed = false;

private:
    State build_kind(const PatternNode& node, State next, Part& part);
    State build_sequence(const PatternNode& node, State next, Part& part);
    State build_choice(const PatternNode& node, State next, Part& part);
    State build_repeat(const PatternNode& node, State next, Part& part);
    State build_bytes(const PatternNode& node,
                      const PatternNode& inner,
                      State next,
                      Part& part);
    State build_foreign(const std::vector<Foreign>& all, State next, Part& part);
    State build_optional(const PatternNode& node, std::size_t rounds, State next);
    State
    build_endless(const PatternNode& node, State next, Part& part, bool at_least_once);
};

State Builder::build_kind(const PatternNode& node, State next, Part& part)
{
    if (machine.size() > most_states) failed = true;
    if (failed) return next;
    switch (node.kind) {
    case Kind::byte:
        part.kind = Part::Kind::state;
        return part.state = machine.add_byte(node.bytes, next);
    case Kind::sequence:
        return build_sequence(node, next, part);
    case Kind::choice:
        return build_choice(node, next, part);
    case Kind::repeat:
        return build_repeat(node, next, part);
    default:
        return next;
    }
}

State Builder::build_sequence(const PatternNode& node, State next, Part& part)
{
    part.kind = Part::Kind::all;
    for (auto inner = node.parts.rbegin(); inner != node.parts.rend(); ++inner)
        next = build(*inner, next, part.parts.emplace_back());
    return next;
}

// The shortest has to be there, the rest may be.
State Builder::build_foreign(const std::vector<Foreign>& all, State next, Part& part)
{
    Foreign one = all.front();
    for (const auto& other : all) {
        one.bytes |= other.bytes;
        one.least = std::min(one.least, other.least);
        one.most = std::max(one.most, other.most);
    }
    part.kind = Part::Kind::state;
    for (std::size_t i = one.least; i < one.most; ++i)
        next = machine.add_fork({machine.add_byte(one.bytes, next), next});
    for (std::size_t i = 0; i < one.least; ++i)
        next = machine.add_byte(one.bytes, next);
    return part.state = next;
}

State Builder::build_choice(const PatternNode& node, State next, Part& part)
{
    part.kind = Part::Kind::any;
    std::vector<State> ways;
    std::vector<Foreign> others;
    ByteSet bytes;
    for (const auto& inner : node.parts) {
        if (const auto other = foreign(inner))
            others.push_back(*other);
        else if (inner.kind == Kind::byte)
            bytes |= inner.bytes;
        else
            ways.push_back(build(inner, next, part.parts.emplace_back()));
    }
    if (bytes.any()) {
        auto& single = part.parts.emplace_back();
        single.kind = Part::Kind::state;
        ways.push_back(single.state = machine.add_byte(bytes, next));
    }
    if (!others.empty())
        ways.push_back(build_foreign(others, next, part.parts.emplace_back()));
    return machine.add_fork(std::move(ways));
}

State Builder::build_optional(const PatternNode& node, std::size_t rounds, State next)
{
    Part unused;
    const State behind = next;
    for (std::size_t i = 0; i < rounds; ++i)
        next = machine.add_fork({build(node, next, unused), behind});
    return next;
}

State Builder::build_endless(const PatternNode& node,
                             State next,
                             Part& part,
                             bool at_least_once)
{
    const State again = machine.add_fork({next});
    const State inner = build(node, again, part);
    machine.add_way(again, inner);
    return at_least_once ? inner : again;
}

// "(?:x)" is "x".
const PatternNode& unwrapped(const PatternNode& node)
{
    const bool is_wrapped =
        (node.kind == Kind::sequence || node.kind == Kind::choice) &&
        node.parts.size() == 1;
    return is_wrapped ? unwrapped(node.parts.front()) : node;
}

State Builder::build_repeat(const PatternNode& node, State next, Part& part)
{
    const PatternNode& inner = unwrapped(node.parts.front());
    if (node.most == 0) return next;
    if (inner.kind == Kind::byte) return build_bytes(node, inner, next, part);
    if (node.least == 0 && node.most == 1) return build_optional(inner, 1, next);
    if (node.least == 1 && node.most == 1) return build(inner, next, part);
    // All rounds are one that may be followed by itself, so that what is passed in it
    // is passed in each.
    Part unused;
    if (node.least == 0) return build_endless(inner, next, unused, false);
    next = build_endless(inner, next, part, true);
    part.rounds *= node.least;
    return next;
}

State Builder::build_bytes(const PatternNode& node,
                           const PatternNode& inner,
                           State next,
                           Part& part)
{
    std::size_t left = std::min(node.least, byte_rounds);
    const auto more = node.most == no_end ? no_end : node.most - node.least;
    Part first;
    if (left == node.least && more <= optional_rounds) {
        next = build_optional(inner, more, next);
    } else {
        next = build_endless(inner, next, first, left > 0);
        if (left > 0) --left;
    }
    for (; left > 0; --left)
        next = build(inner, next, first = {});
    if (node.least > 0) part = std::move(first);
    return next;
}

// The best passage of a part.
class Chooser {
public:
    /// Factors of at least `shortest` bytes.
    Chooser(ByteMachine& machine, std::size_t shortest, Likelihoods& likelihoods)
        : machine_(machine),
          shortest_(shortest),
          likelihoods_(likelihoods)
    {
    }

    Passage best(const Part& part) const
    {
        Passage out;
        switch (part.kind) {
        case Part::Kind::nothing:
            return out;
        case Part::Kind::state:
            out = at(part.state);
            break;
        case Part::Kind::all:
            out = of_one(part.parts);
            break;
        case Part::Kind::any:
            out = of_all(part.parts);
            break;
        }
        out.least *= part.rounds;
        return out;
    }

private:
    Passage at(State state) const
    {
        Passage out;
        auto factor = machine_.window(state, longest_factor);
        if (factor.size() < shortest_) return out;
        out.likely = likelihoods_.of(factor);
        out.factors.push_back(std::move(factor));
        out.after.emplace_back();
        return out;
    }

    // Of parts that stand one behind the other, the last one first.
    Passage of_one(const std::vector<Part>& parts) const
    {
        Passage out;
        Distance before;
        for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
            auto other = best(*part);
            if (is_better(other, out)) {
                out = std::move(other);
                for (auto& distance : out.after) {
                    distance.least = add_lengths(distance.least, before.least);
                    distance.most = add_lengths(distance.most, before.most);
                }
            }
            before.least = add_lengths(before.least, part->shortest);
            before.most = add_lengths(before.most, part->longest);
        }
        return out;
    }

    Passage of_all(const std::vector<Part>& parts) const
    {
        Passage out;
        out.likely = 0;
        out.least = static_cast<std::size_t>(-1);
        for (const auto& part : parts) {
            auto inner = best(part);
            if (inner.factors.empty() ||
                inner.factors.size() + out.factors.size() > most_factors)
                return {};
            out.likely += inner.likely;
            out.least = std::min(out.least, inner.least);
            std::move(inner.factors.begin(),
                      inner.factors.end(),
                      std::back_inserter(out.factors));
            out.after.insert(out.after.end(), inner.after.begin(), inner.after.end());
        }
        return out;
    }

    ByteMachine& machine_;
    std::size_t shortest_;
    Likelihoods& likelihoods_;
};

// A match begins at one of few places, and there with one of these.
std::vector<Factor>
starts_of(ByteMachine& machine, State begin, Likelihoods& likelihoods)
{
    const auto takers = machine.first_takers(begin);
    if (takers.size() > most_factors) return {};
    std::vector<Factor> starts;
    double likely = 0;
    for (const State taker : takers) {
        starts.push_back(machine.window(taker, longest_factor));
        likely += likelihoods.of(starts.back());
        if (starts.back().size() < shortest_factor || likely > too_many_starts)
            return {};
    }
    return starts;
}

// The rarest byte of each factor.
ByteSet one_of(const Passage& passage)
{
    ByteSet out;
    for (const auto& factor : passage.factors)
        out |= *std::min_element(
            factor.begin(), factor.end(), [](const ByteSet& a, const ByteSet& b) {
                return likelihood(a) < likelihood(b);
            });
    return out;
}

} // namespace

NeededFactors needed_factors(std::string_view pattern, std::string_view usual)
{
    const auto tree = parse_pattern(pattern);
    if (!tree) return {};
    Builder builder;
    Part part;
    const State begin = builder.build(*tree, builder.machine.add_end(), part);
    if (builder.failed) return {};
    NeededFactors needed;
    needed.shortest = tree->shortest;
    Likelihoods likelihoods(usual);
    auto passage = Chooser(builder.machine, shortest_factor, likelihoods).best(part);
    if (likelihood_of_text(passage) <= too_likely) {
        needed.any = std::move(passage.factors);
        needed.after = std::move(passage.after);
        needed.least = passage.least;
        needed.starts = starts_of(builder.machine, begin, likelihoods);
    } else {
        needed.one_of = one_of(Chooser(builder.machine, 1, likelihoods).best(part));
    }
    return needed;
}

} // namespace chainmail::spam_score
