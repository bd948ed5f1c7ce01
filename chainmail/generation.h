// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The residents made from one configuration, and the page their chains share.
#ifndef CHAINMAIL_CHAINMAIL_GENERATION_H
#define CHAINMAIL_CHAINMAIL_GENERATION_H

#include "evaluate.h"
#include "renewal.h"
#include "resident.h"
#include "stage/slot.h"

#include <memory>
#include <optional>
#include <vector>

namespace chainmail::supervisor {

class Generation {
public:
    /// Reads `$max_servers`, `$child_timeout` and `$TEMPBASE`, makes the slot page.
    static Result<std::unique_ptr<Generation>> make(unsigned number, Plan plan);
    Generation(const Generation&) = delete;
    Generation& operator=(const Generation&) = delete;
    ~Generation();

    unsigned number() const { return number_; }
    const config::Settings& settings() const { return settings_; }
    std::uint64_t max_chains() const { return max_chains_; }
    std::uint64_t child_timeout_ms() const { return child_timeout_ms_; }
    const std::string& directory() const { return directory_; }

    /// smtp-in first, then the chain in order, then who is no stage.
    std::vector<Resident>& programs() { return programs_; }
    const std::vector<Resident>& programs() const { return programs_; }
    /// How many of them are stages.
    std::size_t stages() const;
    /// Holds the SQL connections; null when the configuration has none.
    Resident* lookup();
    /// A new connection to it, for policy of connection `number`; -1 without SQL.
    Result<os::Fd> connect_lookup(std::uint32_t number, std::size_t slot);

    /// Starts every resident that is down and due. A failure is logged and tried again.
    void start_due(std::uint64_t now_ms);
    bool all_usable() const;
    bool any_broken() const;
    /// When a resident is due to be started; 0: none.
    std::uint64_t next_start_ms() const;
    bool any_running() const;

    /// virus-check with newer signatures, while it loads; null otherwise.
    Resident* renewal() { return renewal_ ? &*renewal_ : nullptr; }
    /// Looks for new signatures and begins to load them, beside the old ones or in
    /// their place.
    void look_for_signatures(std::uint64_t now_ms);
    /// The renewal is ready: it takes the place of the old resident, which leaves.
    void finish_renewal();
    /// The renewal ended: true when `pid` was it, or a resident that was replaced.
    bool reaped_renewal(pid_t pid, int status);
    /// Which program holds the signatures; nothing when the chain has no virus-check.
    std::optional<std::size_t> signature_holder() const;

    /// For a chain, and for a guest: these take none away from those.
    std::optional<std::size_t> take_slot() { return take_slot(0, max_chains_); }
    std::optional<std::size_t> take_guest_slot()
    {
        return take_slot(max_chains_, used_.size());
    }
    void give_slot(std::size_t slot) { used_[slot] = false; }
    stage::Slot& slot(std::size_t i) { return page_[i]; }
    bool in_use() const;

private:
    Generation() = default;
    std::optional<std::size_t> take_slot(std::size_t begin, std::size_t end);

    unsigned number_ = 0;
    config::Settings settings_;
    std::uint64_t max_chains_ = 0;
    std::uint64_t child_timeout_ms_ = 0;
    std::string directory_;
    std::vector<Resident> programs_;
    std::optional<Resident> renewal_;
    std::vector<pid_t> replaced_; ///< dismissed, not reaped yet
    std::optional<DirectoryWatch> signatures_;
    os::Fd slots_;
    stage::Slot* page_ = nullptr;
    std::vector<bool> used_;
};

} // namespace chainmail::supervisor

#endif
