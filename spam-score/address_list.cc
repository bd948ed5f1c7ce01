// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "address_list.h"

#include "scan.h"

#include <algorithm>

namespace chainmail::spam_score {

bool matches_glob(std::string_view glob, std::string_view text)
{
    std::size_t g = 0;
    std::size_t t = 0;
    std::size_t star = npos; // the last "*" and what it has taken up to
    std::size_t taken = 0;
    while (t < text.size()) {
        if (g < glob.size() && glob[g] == '*') {
            star = g++;
            taken = t;
        } else if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t])) {
            ++g;
            ++t;
        } else if (star != npos) {
            g = star + 1;
            t = ++taken;
        } else {
            return false;
        }
    }
    return glob.find_first_not_of('*', g) == npos;
}

void AddressList::add(std::string_view glob)
{
    const bool has_wildcard = glob.find_first_of("*?") != npos;
    (has_wildcard ? globs_ : exact_).insert(text::lower(glob));
}

void AddressList::remove(std::string_view glob)
{
    exact_.erase(text::lower(glob));
    globs_.erase(text::lower(glob));
}

bool AddressList::contains(std::string_view address) const
{
    if (empty()) return false;
    const std::string lowered = text::lower(address);
    return exact_.contains(lowered) ||
           std::any_of(globs_.begin(), globs_.end(), [&](const std::string& glob) {
               return matches_glob(glob, lowered);
           });
}

void RelayedAddressList::add(std::string_view glob, std::string_view relay)
{
    entries_[text::lower(glob)].push_back(text::lower(relay));
}

void RelayedAddressList::remove(std::string_view glob)
{
    entries_.erase(text::lower(glob));
}

std::vector<std::string_view>
RelayedAddressList::relays_for(std::string_view address) const
{
    const std::string lowered = text::lower(address);
    std::vector<std::string_view> relays;
    for (const auto& [glob, domains] : entries_) {
        if (matches_glob(glob, lowered))
            relays.insert(relays.end(), domains.begin(), domains.end());
    }
    return relays;
}

} // namespace chainmail::spam_score
