// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "examination.h"

namespace chainmail::spam_score {

namespace {

// What another SpamAssassin on the way wrote must not speak for this one.
Message parse_without_own_fields(std::string_view text)
{
    Message message = parse_message(text);
    message.header().remove("x-spam-");
    return message;
}

} // namespace

Examination::Examination(const RuleSet& rules,
                         std::string_view text,
                         MatchScratch& scratch)
    : rules_(rules),
      scratch_(scratch),
      message_(parse_without_own_fields(text)),
      relays_(trace_relays(message_.header(), rules.settings.trust)),
      header_(message_,
              relays_,
              rules.settings.registry,
              rules.settings.envelope_sender_header),
      contents_(decode_parts(message_)),
      rendered_(render_parts(message_, contents_)),
      body_(body_paragraphs(message_, rendered_, rules.settings.scan_sizes.body)),
      raw_(raw_pieces(message_, contents_, rules.settings.scan_sizes.rawbody)),
      uris_(collect_uris(header_,
                         body_.list(),
                         rendered_,
                         rules.redirectors,
                         rules.settings.parse_dkim_uris,
                         scratch_))
{
}

const HtmlDocument* Examination::html() const
{
    const HtmlDocument* last = nullptr;
    for (const auto& part : rendered_) {
        if (part.html) last = &*part.html;
    }
    return last;
}

const std::vector<std::string_view>& Examination::body() const
{
    return is_edited_ ? edited_views_ : body_.list();
}

void Examination::edit_body(std::vector<std::string> paragraphs)
{
    edited_ = std::move(paragraphs);
    edited_views_.assign(edited_.begin(), edited_.end());
    is_edited_ = true;
}

const Attachments& Examination::attachments()
{
    if (!attachments_) attachments_ = look_at_attachments(message_);
    return *attachments_;
}

const Images& Examination::images()
{
    if (!images_) images_ = look_at_images(message_, contents_);
    return *images_;
}

} // namespace chainmail::spam_score
