// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What of a message's own header is against RFC 5322, in amavisd's terms. Pure.
#ifndef CHAINMAIL_MIME_SPLIT_HEADER_CHECK_H
#define CHAINMAIL_MIME_SPLIT_HEADER_CHECK_H

#include "wire/record.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mime_split {

struct HeaderFault {
    int minor = 0;            ///< of amavisd's category of bad headers, 2 to 8
    std::string_view test;    ///< in %allowed_header_tests; static
    std::uint64_t number = 0; ///< of the field, from 1; 0 is the whole header
    std::string text;         ///< visible ASCII and blanks, at most some 1000 bytes
};

/// Faults are told for every test, in the order in which a field is tested: who does
/// not mind one has to know the next. At most this many for each test.
constexpr std::size_t most_faults = 100;

/// The header is all before the first empty line, whatever it looks like. With
/// `smtputf8` UTF-8 is no fault (RFC 6532). `after_mbox_line`: a line "From " stood
/// before `message`, in a mail that is no file of a mailbox.
std::vector<HeaderFault>
check_header(std::string_view message, bool smtputf8, bool after_mbox_line = false);

/// As lines of the record.
void write_header_faults(const std::vector<HeaderFault>& faults, wire::Builder& to);

} // namespace chainmail::mime_split

#endif
