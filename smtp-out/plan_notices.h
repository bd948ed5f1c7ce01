// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The part of a plan that is about telling people. Pure.
#ifndef CHAINMAIL_SMTP_OUT_PLAN_NOTICES_H
#define CHAINMAIL_SMTP_OUT_PLAN_NOTICES_H

#include "plan.h"

#include <string_view>

namespace chainmail::smtp_out {

/// "6" or "4,3"
notice::Category read_category(std::string_view text);

/// `field` is the name of the line without "notice.M." or "dsn.".
void read_notice_field(std::string_view field,
                       const wire::Record::Line& line,
                       NoticePlan& to);

/// What notices say of the mail, where there are any; plan.log is filled in.
void fill_in_notice_facts(const wire::Record& record, Plan& plan);

} // namespace chainmail::smtp_out

#endif
