// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "stage.h"

#include "copies.h"
#include "decide.h"
#include "decided.h"
#include "facts.h"
#include "header_facts.h"
#include "mail/message_file.h"
#include "mail_id.h"
#include "received.h"

#include <ctime>

namespace chainmail::policy {

Result<std::string> Stage::load(const config::Settings& settings)
{
    auto configuration = read_configuration(settings);
    if (!configuration) return configuration.error();
    configuration_ = std::move(*configuration);
    // Both read files at their first use: none can be opened later.
    ::tzset();
    if (const auto first = make_mail_id(); !first) return first.error();
    return std::string();
}

Status Stage::examine(const stage::Message& message, wire::Builder& findings)
{
    const auto& envelope = message.envelope;
    const auto facts = read_facts(message.record, envelope, configuration_.required);
    if (!facts) return facts.error();
    const auto file = mail::MessageFile::of(message.fd, envelope.header_length);
    if (!file) return file.error();
    const auto mail_id = make_mail_id();
    if (!mail_id) return mail_id.error();

    std::vector<Traits> recipients;
    for (const auto& recipient : envelope.recipients)
        recipients.push_back(traits_of(recipient.addr, *facts, configuration_));
    Decided decided;
    decided.mail_id = *mail_id;
    decided.header = read_header(mail::split_header(file->view()));
    decided.decision = decide(*facts, configuration_, recipients);
    decided.copies = make_copies(*facts,
                                 decided.decision,
                                 configuration_,
                                 recipients,
                                 received_field(envelope, configuration_, mail_id->id));
    decided.recipients = std::move(recipients);
    write_decided(
        decided, *facts, envelope.id, configuration_.forward_method, findings);
    return {};
}

} // namespace chainmail::policy
