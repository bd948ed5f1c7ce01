// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A mail address as lookup tables see it: amavisd's documentation, README.lookups.
#ifndef CHAINMAIL_POLICY_SUBJECT_H
#define CHAINMAIL_POLICY_SUBJECT_H

#include "lookup/keys.h"
#include "lookup/question.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::policy {

class Subject {
public:
    /// `path` as SMTP has it, without < >. `rows` are what the database said of it, in
    /// order; not owned, null for none.
    Subject(std::string_view path,
            const lookup::KeyOptions& options,
            const std::vector<lookup::Row>* rows = nullptr);

    /// Without quotes in the local part, upper and lower case as given.
    const std::string& address() const { return address_; }
    /// For hash tables: the keys in order, and what $1 to $5 stand for.
    const lookup::AddressKeys& keys() const { return keys_; }
    /// For lists: lower case unless local parts are case sensitive.
    const std::string& local() const { return local_; }
    /// Lower case, without dots at its end.
    const std::string& domain() const { return domain_; }
    bool is_case_sensitive() const { return case_sensitive_; }
    const std::vector<lookup::Row>& rows() const;

private:
    std::string address_;
    lookup::AddressKeys keys_;
    std::string local_;
    std::string domain_;
    bool case_sensitive_;
    const std::vector<lookup::Row>* rows_;
};

} // namespace chainmail::policy

#endif
