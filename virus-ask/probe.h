// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Trying a scanner with a few harmless words, in a process of its own: no mail waits
// for a scanner that does not answer, and no mail decides that it is down.
#ifndef CHAINMAIL_VIRUS_ASK_PROBE_H
#define CHAINMAIL_VIRUS_ASK_PROBE_H

#include "asker.h"
#include "outages.h"

#include <string>

namespace chainmail::virus_ask {

struct Probe {
    Asker& asker;
    const Outages& outages;
    std::string place; ///< for files
    std::string id;    ///< of the message, for the log
};

/// The scanner is down and due, `turn` is of Outages::look(). Waits for at most a
/// second; a later success ends the outage as well.
bool is_back(const Probe& probe, const std::string& target, os::Fd turn);

/// Something was odd: finds out whether it is down, and waits for nothing.
void look_into(const Probe& probe, const std::string& target);

/// Notes and logs that it is down, once for each outage.
void note_outage(const Probe& probe, const std::string& target, const std::string& why);

} // namespace chainmail::virus_ask

#endif
