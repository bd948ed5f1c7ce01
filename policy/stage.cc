// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "stage.h"

#include "base/text.h"
#include "bulk.h"
#include "copies.h"
#include "decide.h"
#include "decided.h"
#include "disclaimer.h"
#include "facts.h"
#include "header_facts.h"
#include "mail/charset.h"
#include "mail/message_file.h"
#include "mail_id.h"
#include "message_rules.h"
#include "notice.h"
#include "own_lookup.h"
#include "quarantine.h"
#include "received.h"
#include "virus_points.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace chainmail::policy {

namespace {

// Where lookup(8) is to be found, see policy(8).
constexpr int lookup_fd = 5;

std::string authors(const mail::Header& header)
{
    std::vector<std::string> values;
    for (const auto* field : mail::find_all(header, "From"))
        values.push_back(mail::unfold(field->value));
    return text::join(values, ", ");
}

Parties parties_of(const wire::Envelope& envelope, const mail::Header& header)
{
    Parties parties;
    parties.interface = envelope.interface;
    parties.client = envelope.client.addr;
    parties.senders = senders_of(envelope.sender, authors(header));
    for (const auto& recipient : envelope.recipients)
        parties.recipients.push_back(recipient.addr);
    parties.originators = originators_of(header, envelope.sender);
    parties.number = envelope.seq;
    parties.deadline_ms = envelope.deadline_ms;
    return parties;
}

// The first author, or the envelope's sender.
const std::string& main_sender(const Parties& parties)
{
    return parties.senders.size() > 1 ? parties.senders[1] : parties.senders.front();
}

Result<std::string> new_notice_id()
{
    auto id = make_mail_id();
    if (!id) return id.error();
    return std::move(id->id);
}

// A mail, and what the configuration says of it; not owned.
struct Case {
    const wire::Envelope& envelope;
    const mail::Header& header;
    std::string_view header_text;
    const Facts& facts;
    const MailId& mail_id;
    MessageRules& rules;
};

Status write_decision(const Case& mail, wire::Builder& findings)
{
    const auto& configuration = *mail.rules.configuration;
    Decided decided;
    decided.mail_id = mail.mail_id;
    const std::string hops[] = {mail.envelope.peer, mail.envelope.client.addr};
    decided.header = read_header(mail.header, hops);
    decided.rules = &mail.rules;
    decided.decision = decide(mail.facts, configuration, mail.rules.recipients);
    const auto received = received_field(mail.envelope, configuration, mail.mail_id.id);
    const auto quarantine = choose_quarantine(mail.rules, decided.decision);
    const bool is_copied = !extra_address(configuration, decided.decision).empty();
    const Occasion occasion{
        mail.facts,
        configuration,
        mail.header,
        mail.mail_id,
        mail.envelope.id,
        mail.envelope.time_ms,
        mail.envelope.smtputf8,
        is_copied ? received_field(mail.envelope, configuration, mail.mail_id.id, false)
                  : received,
        !quarantine.empty(),
        disclaimer_for(configuration.disclaimer,
                       configuration.local_domains,
                       mail.rules.originators)};
    auto copies = make_copies(occasion, decided.decision, mail.rules.recipients);
    if (!copies) return copies.error();
    decided.copies = std::move(*copies);
    const QuarantinedMail kept{mail.envelope,
                               mail.rules,
                               decided.decision,
                               mail.mail_id.id,
                               alert_fields(mail.facts, decided.decision),
                               received};
    write_quarantine(quarantine, kept, findings);
    const NoticedMail noticed{mail.envelope, mail.rules, decided.decision, mail.facts};
    if (auto written = write_notices(noticed, new_notice_id, findings); !written)
        return written;
    Words words({mail.envelope,
                 mail.header_text,
                 mail.facts,
                 mail.mail_id,
                 mail.rules,
                 decided.decision});
    write_decided(decided, mail.facts, words, findings);
    return {};
}

} // namespace

std::vector<std::string> Stage::settings() const
{
    auto names = setting_names();
    std::ranges::move(quarantine_setting_names(), std::back_inserter(names));
    std::ranges::move(notice_setting_names(), std::back_inserter(names));
    std::ranges::move(disclaimer_setting_names(), std::back_inserter(names));
    return names;
}

Result<std::string> Stage::load(const config::Settings& settings)
{
    auto banks = Banks::read(settings);
    if (!banks) return banks.error();
    banks_ = std::move(*banks);
    has_database_ = settings.as_bool("$sql_lookups");
    // All read files at their first use: none can be opened later.
    ::tzset();
    mail::warm_charsets();
    if (const auto first = make_mail_id(); !first) return first.error();
    return std::string();
}

Status Stage::prepare_alone(const std::string& directory)
{
    // Whoever started us may have connected us to one.
    struct stat about {};
    if (!has_database_ || (::fstat(lookup_fd, &about) == 0 && S_ISSOCK(about.st_mode)))
        return {};
    auto connection = start_lookup(directory);
    if (!connection) return connection.error();
    if (::dup2(connection->get(), lookup_fd) != lookup_fd)
        return system_error("place the connection to lookup", errno);
    return {};
}

Result<lookup::Answer> Stage::ask(const lookup::Question& question)
{
    if (!client_) client_.emplace(lookup_fd);
    return client_->ask(question);
}

Status Stage::examine(const stage::Message& message, wire::Builder& findings)
{
    const auto& envelope = message.envelope;
    auto facts = read_facts(message.record, envelope, banks_->required());
    if (!facts) return facts.error();
    const auto file = mail::MessageFile::of(message.fd, envelope.header_length);
    if (!file) return file.error();
    const auto header = mail::split_whole_header(file->view());
    const auto mail_id = make_mail_id();
    if (!mail_id) return mail_id.error();

    Ask asking;
    if (has_database_)
        asking = [this](const lookup::Question& question) { return ask(question); };
    const auto parties = parties_of(envelope, header);
    facts->is_bulk = is_bulk(header, envelope.sender, main_sender(parties));
    const auto rules = rules_for(parties, *banks_, *facts, asking);
    if (!rules) return rules.error();
    // amavisd does not scan what nobody wants scanned.
    const auto bypasses = [](const Recipient& one) { return one.traits.bypass_virus; };
    if (!std::ranges::all_of((*rules)->recipients, bypasses)) {
        count_viruses((*rules)->configuration->virus_points, *facts);
        load_for_viruses(*banks_, *facts, **rules);
    }
    const auto text = file->view().substr(0, envelope.header_length);
    return write_decision({envelope, header, text, *facts, *mail_id, **rules},
                          findings);
}

} // namespace chainmail::policy
