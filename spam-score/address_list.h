// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Addresses with wildcards, as welcomelist_from and its kin hold them.
#ifndef CHAINMAIL_SPAM_SCORE_ADDRESS_LIST_H
#define CHAINMAIL_SPAM_SCORE_ADDRESS_LIST_H

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// "*" is any text, "?" one character; both sides as they are. Time is bounded by the
/// product of the lengths.
bool matches_glob(std::string_view glob, std::string_view text);

class AddressList {
public:
    void add(std::string_view glob);
    void remove(std::string_view glob);
    bool empty() const { return exact_.empty() && globs_.empty(); }
    /// Case does not matter.
    bool contains(std::string_view address) const;

private:
    std::set<std::string, std::less<>> exact_;
    std::set<std::string, std::less<>> globs_;
};

/// Addresses that count only when a certain relay handed the mail over.
class RelayedAddressList {
public:
    void add(std::string_view glob, std::string_view relay);
    void remove(std::string_view glob);
    bool empty() const { return entries_.empty(); }
    /// What the relay has to be for this address: "example.com", "[192.0.2.1]", ...
    std::vector<std::string_view> relays_for(std::string_view address) const;

private:
    std::map<std::string, std::vector<std::string>, std::less<>> entries_;
};

} // namespace chainmail::spam_score

#endif
