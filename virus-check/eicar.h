// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The signature of the EICAR test file, for machines without a ClamAV database: a new
// installation shows that it works before freshclam ever ran.
#ifndef CHAINMAIL_VIRUS_CHECK_EICAR_H
#define CHAINMAIL_VIRUS_CHECK_EICAR_H

#include <string>

namespace chainmail::virus_check {

/// The 68 bytes of the test file, put together here so that no scanner mistakes this
/// program for it.
std::string eicar_bytes();

/// A file of type .ndb: one signature, for that pattern at the start of any file.
std::string eicar_database();

} // namespace chainmail::virus_check

#endif
