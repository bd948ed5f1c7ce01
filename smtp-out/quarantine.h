// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Keeps a mail where policy wants it, before anything else is done with it.
#ifndef CHAINMAIL_SMTP_OUT_QUARANTINE_H
#define CHAINMAIL_SMTP_OUT_QUARANTINE_H

#include "posting.h"
#include "quarantine_file.h"
#include "quarantine_place.h"

#include <string>
#include <vector>

namespace chainmail::smtp_out {

class Quarantine {
public:
    Quarantine(const Consignment& consignment,
               const QuarantineSettings& settings,
               Permission permission);

    /// Stores all copies that the plan asks for. After an error what was stored in
    /// files of its own is gone again.
    Status store();

    /// The mail comes again: takes the files away, so that it is not kept twice. What
    /// went to a mailbox stays.
    void undo();

    /// Paths relative to $QUARANTINEDIR, and addresses; for the log.
    const std::vector<std::string>& places() const { return places_; }
    bool has_quarantined() const { return quarantined_; }
    bool has_archived() const { return archived_; }

private:
    Status store(const QuarantinePlan& plan);
    Status store_locally(const QuarantinePlan& plan);
    Status store_at(const Alias& alias,
                    const QuarantinePlan& plan,
                    const std::string& method_name,
                    const std::vector<std::string>& places);
    Status send(const QuarantinePlan& plan);
    void log_stored(const QuarantinePlan& plan,
                    const std::vector<std::string>& places,
                    const std::string& path) const;

    const Consignment& consignment_;
    const QuarantineSettings& settings_;
    Permission permission_;
    std::vector<std::string> files_; ///< that undo() removes
    std::vector<std::string> places_;
    bool quarantined_ = false;
    bool archived_ = false;
};

/// Directories (and places of mailbox files) that a quarantine needs to write; those
/// that are not there are left out, and named in `missing`.
std::vector<std::string> writable_places(const QuarantineSettings& settings,
                                         std::vector<std::string>& missing);

} // namespace chainmail::smtp_out

#endif
