// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "rule_priority.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

constexpr int network_priority = -100;

// Each meta stands behind its parts: from the end, a meta is settled before its parts.
void hurry_parts(Priorities& priorities, const RuleBook& book, const MetaOrder& order)
{
    for (auto meta = order.names.rbegin(); meta != order.names.rend(); ++meta) {
        const int latest = priorities[*meta];
        for (const auto& part : order.parts.at(*meta)) {
            const auto at = priorities.find(part);
            if (at == priorities.end() || at->second <= latest) continue;
            const bool waits = latest < network_priority && book.has_flag(part, "net");
            at->second = waits ? network_priority : latest;
        }
    }
}

} // namespace

Priorities priorities_of(const RuleBook& book, const MetaOrder& order)
{
    Priorities priorities;
    for (const auto& [name, definition] : book.rules())
        priorities[name] = book.priority(name);
    hurry_parts(priorities, book, order);
    for (auto& [name, priority] : priorities) {
        if (priority == 0 && book.has_flag(name, "net")) priority = network_priority;
    }
    return priorities;
}

} // namespace chainmail::spam_score
