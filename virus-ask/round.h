// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Asking the scanners of the two lists about one message, as amavisd does: all of the
// first list, and the second only when nobody had an answer.
#ifndef CHAINMAIL_VIRUS_ASK_ROUND_H
#define CHAINMAIL_VIRUS_ASK_ROUND_H

#include "asker.h"
#include "outages.h"
#include "wire/record.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace chainmail::virus_ask {

struct Scanners {
    std::vector<Asker> primary, backup;
    bool first_infected_stops = false;
};

struct Findings {
    std::vector<std::pair<std::string, std::string>> hits; ///< name, scanner
    bool asked = false;                                    ///< anybody
    bool answered = false; ///< somebody said clean or infected
    std::string failure;   ///< the last: "SCANNER: WHY"

    void write(wire::Builder& to) const;
};

class Round {
public:
    /// All must outlive it; `id` is the message's. Nobody is asked after `until_ms`.
    Round(Scanners& scanners,
          const Outages& outages,
          std::string place,
          std::string id,
          std::uint64_t until_ms)
        : scanners_(scanners),
          outages_(outages),
          place_(std::move(place)),
          id_(std::move(id)),
          until_ms_(until_ms)
    {
    }

    /// `answered`, `infected`: what the built-in engine came to.
    Findings run(Material& material, bool answered, bool infected);

private:
    void ask_all(std::vector<Asker>& askers, Material& material, bool infected);
    void ask(Asker& asker, Material& material);
    Asked ask_somewhere(Asker& asker, Material& material);
    Asked ask_at(Asker& asker, const std::string& target, Material& material);
    std::uint64_t share_ms() const;

    Scanners& scanners_;
    const Outages& outages_;
    std::string place_;
    std::string id_;
    std::uint64_t until_ms_;
    Findings findings_;
};

} // namespace chainmail::virus_ask

#endif
