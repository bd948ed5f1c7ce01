// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// PostgreSQL by libpq, non-blocking and in pipeline mode. Only the resolver can make
// open() and the first proceed() wait, for host names that are not in /etc/hosts.
#ifndef CHAINMAIL_LOOKUP_POSTGRES_H
#define CHAINMAIL_LOOKUP_POSTGRES_H

#include "database.h"

#include <memory>
#include <string_view>

namespace chainmail::lookup {

/// Whether libpq knows `keyword` in a connection string.
bool is_postgres_option(std::string_view keyword);

std::unique_ptr<Database> make_postgres();

} // namespace chainmail::lookup

#endif
