// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// One message under examination: its texts, made once each, and the values of the rules
// so far. Eval functions get it; nothing in it outlives the message.
#ifndef CHAINMAIL_SPAM_SCORE_EXAMINATION_H
#define CHAINMAIL_SPAM_SCORE_EXAMINATION_H

#include "attachments.h"
#include "auth_results.h"
#include "body_text.h"
#include "from_name.h"
#include "header_request.h"
#include "images.h"
#include "message.h"
#include "regex.h"
#include "relays.h"
#include "rule_set.h"
#include "rule_times.h"
#include "uri_list.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// How far the alternatives of a message differ.
struct AlternativeDifference {
    double percent = 0; ///< of the words of the HTML that the plain text does not have
    std::size_t html_words = 0;
    std::size_t text_words = 0;
};

class Examination {
public:
    Examination(const RuleSet& rules, std::string_view text, MatchScratch& scratch);
    Examination(const Examination&) = delete;
    Examination& operator=(const Examination&) = delete;

    const RuleSet& rules() const { return rules_; }
    const Settings& settings() const { return rules_.settings; }
    const Message& message() const { return message_; }
    const HeaderValues& header() const { return header_; }
    const Relays& relays() const { return relays_; }
    /// Decoded content of each part.
    const std::vector<std::string>& contents() const { return contents_; }
    const std::vector<RenderedPart>& rendered() const { return rendered_; }
    /// The last HTML part, or nullptr.
    const HtmlDocument* html() const;

    /// Paragraphs as they are, or as FreeMail left them once it edited them.
    const std::vector<std::string_view>& original_body() const { return body_.list(); }
    const std::vector<std::string_view>& body() const;
    void edit_body(std::vector<std::string> paragraphs);
    const std::vector<std::string_view>& raw_body() const { return raw_.list(); }
    const UriList& uris() const { return uris_; }
    const Attachments& attachments();
    const Images& images();

    MatchScratch& scratch() { return scratch_; }

    /// Where the time of rules is noted; nullptr: nowhere. Not owned.
    RuleTimes* times = nullptr;

    /// Texts that rules captured, or found another way, by tag; each once.
    std::map<std::string, std::vector<std::string>, std::less<>> captured;
    /// The free addresses of the body once they were looked for; nothing inside when
    /// there are too many addresses to say anything.
    std::optional<std::optional<std::vector<std::string>>> freemail_body;
    std::optional<FromNameFindings> from_name; ///< once asked for
    std::optional<AuthResults> auth_results;   ///< once asked for
    /// Seconds that the Date is ahead of the way of the message, once asked for.
    std::optional<std::int64_t> date_shift;
    /// Capital letters of all letters and digits of the body, once asked for.
    std::optional<double> upper_percent;
    std::optional<AlternativeDifference> alternative_difference; ///< once asked for

private:
    const RuleSet& rules_;
    MatchScratch& scratch_;
    Message message_;
    Relays relays_;
    HeaderValues header_;
    std::vector<std::string> contents_;
    std::vector<RenderedPart> rendered_;
    Pieces body_;
    Pieces raw_;
    UriList uris_;
    std::vector<std::string> edited_;
    std::vector<std::string_view> edited_views_;
    bool is_edited_ = false;
    std::optional<Attachments> attachments_;
    std::optional<Images> images_;
};

} // namespace chainmail::spam_score

#endif
