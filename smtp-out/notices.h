// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Mail that tells of a mail, sent once it is known what became of that.
#ifndef CHAINMAIL_SMTP_OUT_NOTICES_H
#define CHAINMAIL_SMTP_OUT_NOTICES_H

#include "notice/message.h"
#include "notice/status.h"
#include "posting.h"

#include <string>
#include <vector>

namespace chainmail::smtp_out {

class Notices {
public:
    /// `quarantine` is where the mail is kept. All must outlive this.
    Notices(const Consignment& consignment,
            const std::vector<std::string>& quarantine,
            const std::vector<outcome::Outcome>& outcomes,
            Permission permission);

    /// To administrators and recipients. "" when done, also where one is refused for
    /// good, which is logged; else why it has to be tried again.
    std::string send();

    /// To the sender, where the outcomes ask for it. `told` gets what he was told.
    struct Report {
        std::string deferred;            ///< why it has to be tried again, or ""
        std::vector<outcome::Told> told; ///< of each recipient
    };
    Report report();

private:
    std::string send(const NoticePlan& plan);
    Posted deliver(const NoticePlan& plan,
                   const notice::MessageParts& parts,
                   const notice::MailFacts& facts,
                   const std::vector<wire::Recipient>& to,
                   bool plain);
    notice::MailFacts facts() const;
    std::vector<notice::Fate> fates() const;
    std::string fill_in(const NoticePlan& plan,
                        const std::string& form,
                        const notice::MailFacts& facts,
                        const std::vector<wire::Recipient>& to) const;
    NoticePlan report_plan() const;
    bool is_about_settled(const NoticePlan& plan) const;
    std::string date() const;
    void log(std::string_view text) const;

    const Consignment& consignment_;
    const std::vector<std::string>& quarantine_;
    const std::vector<outcome::Outcome>& outcomes_;
    Permission permission_;
};

} // namespace chainmail::smtp_out

#endif
