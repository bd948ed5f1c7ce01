// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "own_content.h"

#include "alter.h"
#include "base/text.h"
#include "mail/transfer.h"
#include "os/log.h"

namespace chainmail::smtp_out {

namespace {

using text::cat;

// The boundary has the message's own id, which no sender could know.
std::string boundary_of(const Consignment& consignment)
{
    return cat("----------=_",
               consignment.envelope.time_ms,
               "-",
               consignment.plan.log.mail_id);
}

Result<std::string_view> text_of(const DisclaimerFiles& files, const std::string& path)
{
    if (path.empty()) return std::string_view();
    return files.text(path);
}

void log_failure(const Consignment& consignment,
                 std::string_view why,
                 std::string_view what_then)
{
    os::log_about(os::Level::warning,
                  consignment.envelope.id,
                  cat("(!)mangling by altermime failed: ", why, ", ", what_then));
}

// As altermime: without the text there is nothing, without the HTML the text stands in
// its place.
Result<OwnContent> with_disclaimer(const Consignment& consignment,
                                   const std::vector<std::string>& arguments,
                                   const DisclaimerFiles& files)
{
    auto options = mail::read_alter_options(arguments);
    if (!options) return options.error();
    const auto text = text_of(files, options->text_file);
    if (!text) return text.error();
    auto html = text_of(files, options->html_file);
    if (!html) {
        log_failure(
            consignment, html.error().what, "the plain text goes into HTML as well");
        html = std::string_view();
        options->text_into_html = true;
    }
    const auto coded = text_of(files, options->base64_file);
    if (!coded) return coded.error();
    const auto plain =
        mail::decode(mail::Encoding::base64, *coded, DisclaimerFiles::most_bytes);
    const bool takes_8bit =
        consignment.has_8bit ||
        text::equal_ignore_case(consignment.envelope.body, "8BITMIME");
    return alter(consignment.content, *options, {*text, *html, plain}, takes_8bit);
}

std::shared_ptr<const OwnContent> content_for(const Copy& copy,
                                              const Consignment& consignment,
                                              const DisclaimerFiles& files)
{
    if (copy.attached)
        return std::make_shared<const OwnContent>(
            attach(consignment.content,
                   copy.notes,
                   boundary_of(consignment),
                   consignment.envelope.smtputf8));
    if (copy.alterations.empty()) return nullptr;
    auto made = with_disclaimer(consignment, copy.alterations, files);
    if (made) return std::make_shared<const OwnContent>(std::move(*made));
    log_failure(consignment, made.error().what, "mail will pass unmodified");
    return nullptr;
}

} // namespace

std::vector<std::shared_ptr<const OwnContent>>
own_contents(const Consignment& consignment, const DisclaimerFiles& files)
{
    std::vector<std::shared_ptr<const OwnContent>> all;
    for (const auto& copy : consignment.plan.copies)
        all.push_back(content_for(copy, consignment, files));
    return all;
}

} // namespace chainmail::smtp_out
