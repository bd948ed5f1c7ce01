// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Where the configuration wants mail to come in. Pure.
#ifndef CHAINMAIL_CHAINMAIL_PLACES_H
#define CHAINMAIL_CHAINMAIL_PLACES_H

#include "base/result.h"
#include "config/settings.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::supervisor {

/// Where the settings say: every `$inet_socket_bind` x `$inet_socket_port`,
/// `$unix_socketname` and `@listen_sockets`, as "[ADDRESS]:PORT" or "/PATH". A unix
/// socket whose policy bank has a protocol other than SMTP and LMTP is left out.
Result<std::vector<std::string>> listen_places(const config::Settings& settings);
/// Those left out.
Result<std::vector<std::string>> skipped_places(const config::Settings& settings);

/// One element of `@listen_sockets`, as amavisd writes them: PORT, ADDRESS:PORT,
/// inet:..., unix:/PATH, /PATH, with or without "/tcp", "|unix". A port alone and "*"
/// are joined with `hosts`. Nothing: it has no meaning.
std::optional<std::vector<std::string>>
places_of(std::string_view element, const std::vector<std::string>& hosts);

} // namespace chainmail::supervisor

#endif
