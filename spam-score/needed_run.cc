// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "needed_run.h"

#include "needed_factors.h"

#include <algorithm>
#include <cmath>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t shortest_run = 10;

// Looking for a run that is there is time lost.
constexpr double too_likely_run = 1e-3;

// Lines have ends, which are more than one byte in a hundred of mail.
constexpr double most_without_line_end = 0.985;

// All bytes of which a match of the node may consist.
ByteSet bytes_in(const PatternNode& node)
{
    ByteSet bytes = node.bytes;
    for (const auto& part : node.parts)
        bytes |= bytes_in(part);
    return bytes;
}

double likelihood_of(const NeededRun& run)
{
    double each = likelihood(run.bytes);
    if (!run.bytes['\n']) each = std::min(each, most_without_line_end);
    return std::pow(each, static_cast<double>(run.length));
}

// The least likely of all repeats that every match passes.
void find_run(const PatternNode& node, NeededRun& best, double& least)
{
    if (node.kind == PatternNode::Kind::repeat && node.shortest >= shortest_run) {
        const NeededRun run{bytes_in(node), node.shortest};
        const double likely = likelihood_of(run);
        if (likely < least) {
            best = run;
            least = likely;
        }
    }
    const bool passes_all = node.kind == PatternNode::Kind::sequence ||
                            (node.kind == PatternNode::Kind::repeat && node.least > 0);
    if (!passes_all) return;
    for (const auto& part : node.parts)
        find_run(part, best, least);
}

} // namespace

std::optional<NeededRun> needed_run(std::string_view pattern)
{
    const auto tree = parse_pattern(pattern);
    if (!tree) return {};
    NeededRun best;
    double least = too_likely_run;
    find_run(*tree, best, least);
    if (best.length == 0) return {};
    return best;
}

// What is not of the run is looked for from the end of where it would be: behind that
// is the next place where one can begin.
bool holds_run(std::string_view text, const NeededRun& run)
{
    std::size_t begin = 0;
    while (text.size() - begin >= run.length) {
        std::size_t at = begin + run.length;
        while (at > begin && run.bytes[static_cast<unsigned char>(text[at - 1])])
            --at;
        if (at == begin) return true;
        begin = at;
    }
    return false;
}

} // namespace chainmail::spam_score
