// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "subject.h"

#include "base/text.h"
#include "mail/address.h"

namespace chainmail::policy {

namespace {

std::string without_quotes(std::string_view path)
{
    const auto parts = mail::split_address(path);
    const auto local = mail::unquote_local(parts.local);
    // An address without "@" has none afterwards.
    return path.size() == parts.local.size() ? local
                                             : text::cat(local, '@', parts.domain);
}

} // namespace

Subject::Subject(std::string_view path,
                 const lookup::KeyOptions& options,
                 const std::vector<lookup::Row>* rows)
    : address_(without_quotes(path)),
      keys_(lookup::make_keys(address_, lookup::KeyStyle::hash, true, options)),
      case_sensitive_(options.case_sensitive),
      rows_(rows)
{
    // The domain is everything behind the last "@": a local part may have more of them.
    const auto at = address_.rfind('@');
    const std::string_view whole = address_;
    local_ = case_sensitive_ ? std::string(whole.substr(0, at))
                             : text::lower(whole.substr(0, at));
    domain_ = keys_.domain;
}

const std::vector<lookup::Row>& Subject::rows() const
{
    static const std::vector<lookup::Row> none;
    return rows_ != nullptr ? *rows_ : none;
}

} // namespace chainmail::policy
