// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Mail that tells of a mail, sent once it is known what became of that.
#ifndef CHAINMAIL_SMTP_OUT_NOTICES_H
#define CHAINMAIL_SMTP_OUT_NOTICES_H

#include "notice/message.h"
#include "notice/status.h"
#include "posting.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chainmail::smtp_out {

class Notices {
public:
    /// `quarantine` is where the mail is kept; `deadline_ms` is theirs, 0 once somebody
    /// has the mail and it cannot be taken back. All must outlive this.
    Notices(const Consignment& consignment,
            const std::vector<std::string>& quarantine,
            const std::vector<outcome::Outcome>& outcomes,
            Permission permission,
            std::uint64_t deadline_ms);

    /// To administrators and recipients. "" when done, also where one is refused for
    /// good, which is logged; else why it has to be tried again.
    std::string send();

    /// The outcomes are those that are hoped for: brings the first of these notices to
    /// where only their final dots are left, which send() does then. "", or why they
    /// have to be tried again.
    std::string begin_notices();

    /// To the sender, where the outcomes ask for it. `told` gets what he was told.
    struct Report {
        std::string deferred;            ///< why it has to be tried again, or ""
        std::vector<outcome::Told> told; ///< of each recipient
    };
    Report report();

    /// The outcomes are those that are hoped for: brings the report to where only its
    /// final dot is left, if all that it tells of is failures, which are known by now.
    /// What report() does then is the dot. "", or why it has to be tried again.
    std::string begin_report();
    bool has_begun() const { return begun_ != nullptr; }

private:
    /// A mail of ours and what it is made of.
    struct Sending {
        notice::Message message;
        Post mail;
        std::optional<Posting> posting;
    };

    std::unique_ptr<Sending> make_notice(const NoticePlan& plan);
    std::string send(const NoticePlan& plan, Sending& sending);
    std::string deferral(const NoticePlan& plan, const std::string& why) const;
    notice::Telling telling() const;
    std::unique_ptr<Sending> make_report(const notice::Telling& telling);
    std::unique_ptr<Sending> make(const NoticePlan& plan,
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
    std::uint64_t deadline_ms_;
    std::optional<notice::MailFacts> known_; ///< facts(), the same for all notices
    std::unique_ptr<Sending> begun_;
    std::vector<std::unique_ptr<Sending>> begun_notices_; ///< as in the plan
};

} // namespace chainmail::smtp_out

#endif
