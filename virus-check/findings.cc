// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "findings.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::virus_check {

using text::cat;

void Findings::add(const Scan& scan, std::string_view part)
{
    if (scan.outcome == Outcome::failed) fail(scan.what, part);
    if (scan.outcome != Outcome::infected) return;
    add_hit(scan.what, part);
    for (const auto& name : scan.more)
        add_hit(name, part);
}

void Findings::add_hit(std::string_view name, std::string_view part)
{
    if (hits_.size() == max_hits) return;
    std::pair<std::string, std::string> hit{name, part};
    if (std::ranges::find(hits_, hit) == hits_.end()) hits_.push_back(std::move(hit));
}

void Findings::fail(std::string_view why, std::string_view part)
{
    const bool limit = why.starts_with("limit reached");
    if (!failure_.empty() && (limit || !is_limit())) return;
    failure_ = part == whole_message ? cat(why, " in the message")
                                     : cat(why, " in part ", part);
}

bool Findings::is_limit() const
{
    return failure_.starts_with("limit reached");
}

std::string Findings::summary() const
{
    std::vector<std::string> found;
    for (const auto& [name, part] : hits_)
        found.push_back(cat(name, " in ", part));
    return text::join(found, ", ");
}

void Findings::write(std::string_view scanner, wire::Builder& to) const
{
    for (const auto& [name, part] : hits_)
        to.add("virus", std::vector<std::string>{name, part});
    to.add("virus.scanner", scanner);
    if (infected())
        to.add("virus-check.status", "infected");
    else if (!failure_.empty())
        to.add("virus-check.status", std::vector<std::string>{"failed", failure_});
    else
        to.add("virus-check.status", "clean");
}

} // namespace chainmail::virus_check
