// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "timing.h"

#include "base/text.h"
#include "examination.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

namespace chainmail::spam_score {

namespace {

std::string fixed(const char* format, double number)
{
    std::array<char, 64> out{};
    std::snprintf(out.data(), out.size(), format, number);
    return out.data();
}

} // namespace

void Timing::add(std::string_view text)
{
    examine(rules_, {text, 0}, bench_);
    const auto begin = RuleTimes::now_ns();
    Examination mail(rules_, text, bench_.match);
    times_.phases_ns["parsing, decoding, texts"] += RuleTimes::now_ns() - begin;
    mail.times = &times_;
    examine(rules_, mail, bench_);
    ++messages_;
}

std::string Timing::report() const
{
    if (messages_ == 0) return {};
    const auto count = static_cast<double>(messages_);
    std::vector<std::pair<std::string_view, std::uint64_t>> phases(
        times_.phases_ns.begin(), times_.phases_ns.end());
    std::stable_sort(phases.begin(), phases.end(), [](const auto& a, const auto& b) {
        return a.second > b.second;
    });
    const auto sum = std::accumulate(
        phases.begin(), phases.end(), 0.0, [](double before, const auto& phase) {
            return before + static_cast<double>(phase.second);
        });
    std::string out = text::cat(
        messages_, " messages, ", fixed("%.3f", sum / count / 1e6), " ms each\n\n");
    out += "      ms  phase\n";
    for (const auto& [name, ns] : phases)
        out += text::cat(
            fixed("%8.3f", static_cast<double>(ns) / count / 1e6), "  ", name, "\n");
    std::vector<std::size_t> order(times_.rules.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::erase_if(order, [&](std::size_t i) { return times_.rules[i].runs == 0; });
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return times_.rules[a].ns > times_.rules[b].ns;
    });
    out += "\n      us      runs  rule\n";
    for (const auto i : order) {
        const auto& [ns, runs] = times_.rules[i];
        out += text::cat(fixed("%8.2f", static_cast<double>(ns) / count / 1e3),
                         "  ",
                         fixed("%8.2f", static_cast<double>(runs) / count),
                         "  ",
                         rules_.rules[i].name,
                         "\n");
    }
    return out;
}

} // namespace chainmail::spam_score
