// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What Postfix' own files say of the transport that leads to us: master(5), and
// content_filter of postconf(5). Pure.
#ifndef CHAINMAIL_CHAINMAIL_POSTFIX_FILES_H
#define CHAINMAIL_CHAINMAIL_POSTFIX_FILES_H

#include <optional>
#include <string>
#include <string_view>

namespace chainmail::supervisor {

struct FilterTransport {
    std::string name;          ///< "smtp-amavis"
    unsigned long maxproc = 0; ///< processes at most; 0 is no limit
    unsigned line = 0;         ///< in master.cf, from 1
};

/// The service that a content_filter in either file names for `port`; nothing when
/// there is none, or none with such a name. `limit` is default_process_limit.
std::optional<FilterTransport> find_filter_transport(std::string_view main_cf,
                                                     std::string_view master_cf,
                                                     std::string_view port,
                                                     unsigned long limit = 100);

/// Whether an smtpd_proxy_filter in either file names `port`: then mail comes before it
/// is in Postfix' queue, and who sends it hears our replies.
bool is_before_queue(std::string_view main_cf,
                     std::string_view master_cf,
                     std::string_view port);

} // namespace chainmail::supervisor

#endif
