// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What a site lets the server say at the beginning and the end of a connection:
// $smtpd_greeting_banner and $smtpd_quit_banner of amavisd. Pure.
#ifndef CHAINMAIL_SMTP_IN_BANNER_H
#define CHAINMAIL_SMTP_IN_BANNER_H

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainmail::smtp_in {

/// Names in lower case and what stands for "${NAME}" and "$NAME"; what is no name
/// stands for nothing, as in amavisd.
using BannerWords = std::vector<std::pair<std::string_view, std::string_view>>;

/// One line: control characters become blanks.
std::string fill_in(std::string_view banner, const BannerWords& words);

} // namespace chainmail::smtp_in

#endif
