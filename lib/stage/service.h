// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A program that serves all its connections in one process, because they share what it
// holds (lookup's connections to a database): born like other programs (program.h), but
// as a resident it forks nobody.
#ifndef CHAINMAIL_STAGE_SERVICE_H
#define CHAINMAIL_STAGE_SERVICE_H

#include "os/fd.h"
#include "stage/program.h"

#include <optional>

namespace chainmail::stage {

class Service : public Program {
public:
    /// `control` is the supervisor's socket: poll it, and take_client() when it is
    /// readable; success when that says the end. -1: one client, on descriptor 0, until
    /// its end.
    virtual Status serve_all(int control) = 0;

    Status serve(Connection&) final { return serve_all(-1); }
};

/// The client that a request on the control socket brings (handover.h: one descriptor,
/// for number 0; nobody waits for an acknowledgement). Nothing when the supervisor has
/// closed the socket. Waits when there is no request yet.
Result<std::optional<os::Fd>> take_client(int control);

} // namespace chainmail::stage

#endif
