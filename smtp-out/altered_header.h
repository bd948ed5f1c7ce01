// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Header sections of a message that is altered: see alter.h. Sections have LF line ends
// and no empty line. Pure.
#ifndef CHAINMAIL_SMTP_OUT_ALTERED_HEADER_H
#define CHAINMAIL_SMTP_OUT_ALTERED_HEADER_H

#include "mail/alter_options.h"
#include "mail/mime_tree.h"

#include <string>
#include <string_view>

namespace chainmail::smtp_out {

/// The header of a part that is quoted-printable from now on and, unless `charset` is
/// "", has that charset. `whole_message`: it is the message's own header and declares
/// MIME.
std::string requoted_header(std::string_view header,
                            const mail::ContentType& type,
                            std::string_view charset,
                            bool whole_message);

/// The message's header with what --xheader and --alter-header ask for: new fields at
/// the end, of the fields to be changed the first of its name.
std::string with_fields(std::string_view header, const mail::AlterOptions& options);

} // namespace chainmail::smtp_out

#endif
