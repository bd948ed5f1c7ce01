// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#ifndef CHAINMAIL_CONFIG_PLACES_H
#define CHAINMAIL_CONFIG_PLACES_H

#include "config/settings.h"

namespace chainmail::config {

/// Where the configuration is when nobody says: /usr/share/amavis/conf.d if present,
/// then /etc/chainmail/conf.d if present, else /etc/amavis/conf.d if present. Without
/// any of them all settings have their defaults.
Result<Settings> read_usual_places();

} // namespace chainmail::config

#endif
