// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The resident form of a program: loads once, then forks a worker for each connection.
#ifndef CHAINMAIL_STAGE_RESIDENT_H
#define CHAINMAIL_STAGE_RESIDENT_H

#include "stage/program.h"

namespace chainmail::stage {

/// Lives until the supervisor closes the control socket. In a worker it returns when
/// the connection is served, with the worker's own result: the caller leaves by _exit.
Status live_as_resident(Program& program);

} // namespace chainmail::stage

#endif
