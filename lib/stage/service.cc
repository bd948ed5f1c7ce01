// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "stage/service.h"

#include "os/socket_message.h"
#include "stage/handover.h"

namespace chainmail::stage {

Result<std::optional<os::Fd>> take_client(int control)
{
    // Above the numbers that a resident is started with.
    constexpr int lowest = 20;
    auto message = os::receive_message(control, lowest);
    if (!message) return message.error();
    if (!*message) return std::optional<os::Fd>{};
    const auto request = message_of<Request>((*message)->bytes);
    if (!request || request->count != 1 || request->targets.front() != 0 ||
        (*message)->fds.size() != 1)
        return internal("a request from the supervisor that makes no sense");
    return std::optional(std::move((*message)->fds.front()));
}

} // namespace chainmail::stage
