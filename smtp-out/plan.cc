// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "plan.h"

#include "base/text.h"
#include "plan_notices.h"
#include "plan_words.h"

#include <algorithm>
#include <map>
#include <optional>

namespace chainmail::smtp_out {

namespace {

using text::cat;

class PlanReader {
public:
    PlanReader(const wire::Record& record, const wire::Envelope& envelope)
        : record_(record),
          envelope_(envelope)
    {
        plan_.recipients.resize(envelope.recipients.size());
        const auto extra = cat("rcpt.", plan_.recipients.size() + 1, ".bcc");
        plan_.bcc = record.value(extra);
        plan_.passes_dsn = truth_of("dsn-pass");
        plan_.ends_success_dsn = truth_of("dsn-end");
        if (!plan_.bcc.empty()) plan_.recipients.emplace_back();
    }

    Result<Plan> read()
    {
        const auto status = record_.value("policy.status");
        if (status != "ok")
            return temporary(cat("policy has not judged the mail: policy.status is <",
                                 text::printable(status, 80),
                                 ">"));
        for (std::size_t i = 0; i < record_.size(); ++i)
            read_line(record_.line(i));
        check_envelope();
        for (std::size_t i = 0; i < plan_.recipients.size(); ++i)
            finish_recipient(i);
        for (const auto& [number, at] : copies_)
            if (plan_.copies[at].via.empty())
                refuse(cat("copy.", number, " without copy.", number, ".via"));
        check_quarantine();
        check_notices();
        if (!fault_.empty()) return permanent(fault_);
        fill_in_log();
        fill_in_notice_facts(record_, plan_);
        return std::move(plan_);
    }

private:
    std::optional<bool> truth_of(std::string_view name) const
    {
        if (!record_.has(name)) return {};
        return record_.value(name) == "1";
    }

    void refuse(std::string what)
    {
        if (fault_.empty()) fault_ = std::move(what);
    }

    void read_line(const wire::Record::Line& line)
    {
        if (line.name.starts_with("rcpt."))
            read_recipient_line(line);
        else if (line.name.starts_with("copy."))
            read_copy_line(line);
        else if (line.name.starts_with("quarantine."))
            read_quarantine_line(line);
        else if (line.name.starts_with("notice."))
            read_notice_line(line);
        else if (line.name.starts_with("dsn."))
            read_dsn_line(line);
    }

    static std::string value_of(const wire::Record::Line& line)
    {
        return wire::unescape(line.value).value_or("");
    }

    void read_recipient_line(const wire::Record::Line& line)
    {
        const auto name = split_name(line.name);
        if (!name || name->index > plan_.recipients.size()) {
            refuse(cat("attribute ", line.name, " of no recipient"));
            return;
        }
        auto& recipient = plan_.recipients[name->index - 1];
        if (name->field == "destiny")
            recipient.destiny = destiny_of(line.value);
        else if (name->field == "reply")
            recipient.reply = value_of(line);
        else if (name->field == "to")
            recipient.to = value_of(line);
        else if (name->field == "tagged")
            recipient.tagged = line.value == "1";
        else if (name->field == "local")
            recipient.local = line.value == "1";
        else if (name->field == "copy")
            wanted_copies_[name->index - 1] = text::to_number(line.value).value_or(0);
        else if (name->field == "if-refused")
            recipient.words.refused = value_of(line);
        else if (name->field == "refused")
            recipient.refused = destiny_of(line.value);
        else if (name->field == "if-deferred")
            recipient.words.deferred = value_of(line);
        else if (name->field == "dsn")
            read_silence(wire::split_fields(line.value), recipient);
    }

    static void read_silence(const std::vector<std::string>& fields, RecipientPlan& to)
    {
        const auto why = fields.size() > 1 ? fields[1] : std::string("policy");
        if (fields.front() == "no") to.nothing = why;
        if (fields.front() == "no-failure") to.no_failure = why;
        to.warn = fields.front() == "warn";
    }

    void read_copy_line(const wire::Record::Line& line)
    {
        const auto name = split_name(line.name);
        if (!name) {
            refuse(cat("attribute ", line.name, " of no copy"));
            return;
        }
        const auto [place, is_new] =
            copies_.try_emplace(name->index, plan_.copies.size());
        if (is_new) plan_.copies.emplace_back();
        auto& copy = plan_.copies[place->second];
        if (name->field == "via")
            copy.via = wire::split_fields(line.value);
        else if (name->field == "tagged")
            copy.tagged = line.value == "1";
        else if (name->field == "body")
            attach(copy, line);
        else if (name->field == "note")
            copy.notes.push_back(value_of(line));
        else if (name->field == "alter")
            copy.alterations.push_back(value_of(line));
        else if (name->field == "delete")
            copy.edits.deleted.insert(text::lower(value_of(line)));
        else if (name->field == "insert")
            insert(copy, line);
        else if (name->field == "replace")
            replace(copy, line);
        else if (name->field == "keep")
            (line.value == "folds" ? copy.edits.keep_blank_folds
                                   : copy.edits.keep_long_lines) = true;
    }

    void attach(Copy& copy, const wire::Record::Line& line)
    {
        copy.attached = line.value == "attached";
        if (!copy.attached) refuse(cat(line.name, " is not \"attached\""));
    }

    void insert(Copy& copy, const wire::Record::Line& line)
    {
        copy.edits.inserted.push_back(value_of(line));
        if (!is_one_field(copy.edits.inserted.back()))
            refuse(cat(line.name, " is not one header field"));
    }

    void read_quarantine_line(const wire::Record::Line& line)
    {
        const auto name = split_name(line.name);
        if (!name) {
            refuse(cat("attribute ", line.name, " of no quarantine"));
            return;
        }
        const auto [place, is_new] =
            quarantines_.try_emplace(name->index, plan_.quarantine.size());
        if (is_new) plan_.quarantine.emplace_back();
        auto& one = plan_.quarantine[place->second];
        if (name->field == "via")
            one.via = wire::split_fields(line.value);
        else if (name->field == "to")
            one.places.push_back(value_of(line));
        else if (name->field == "from")
            one.from = value_of(line);
        else if (name->field == "quarantined")
            one.quarantined = line.value == "1";
        else if (name->field == "archived")
            one.archived = line.value == "1";
        else if (name->field == "insert")
            one.fields.push_back(value_of(line));
    }

    void read_notice_line(const wire::Record::Line& line)
    {
        auto& facts = plan_.notice_facts;
        if (line.name == "notice.main") {
            facts.main = read_category(line.value);
            if (!facts.is_blocked) facts.blocking = facts.main;
            return;
        }
        if (line.name == "notice.blocking") {
            facts.blocking = read_category(line.value);
            facts.is_blocked = true;
            return;
        }
        const auto name = split_name(line.name);
        if (!name) {
            refuse(cat("attribute ", line.name, " of no notice"));
            return;
        }
        const auto [place, is_new] =
            notices_.try_emplace(name->index, plan_.notices.size());
        if (is_new) plan_.notices.emplace_back();
        read_notice_field(name->field, line, plan_.notices[place->second]);
    }

    void read_dsn_line(const wire::Record::Line& line)
    {
        if (!plan_.dsn) plan_.dsn.emplace();
        read_notice_field(line.name.substr(4), line, *plan_.dsn);
    }

    void check_notices()
    {
        const auto check = [&](const NoticePlan& one, std::string_view name) {
            if (!is_path(one.from) || !is_path(one.bcc) || !is_word(one.mail_id) ||
                !std::ranges::all_of(one.to, is_path))
                refuse(cat(name, ": an address that does not fit into a command"));
        };
        for (const auto& one : plan_.notices) {
            check(one, "notice");
            if (one.to.empty()) refuse("a notice without notice.M.to");
        }
        if (plan_.dsn) check(*plan_.dsn, "dsn");
    }

    void fill_in_log_form()
    {
        if (!record_.has("log.template")) return;
        plan_.log_form.emplace();
        for (const auto& fields : record_.all_fields("log.template"))
            *plan_.log_form += fields.front();
        plan_.log_reached = record_.value("log.reached");
        if (record_.has("log.required"))
            plan_.log_required = record_.value("log.required");
        for (const auto& fields : record_.all_fields("log.test"))
            plan_.log_tests.push_back(fields.front());
        auto& facts = plan_.notice_facts;
        facts.main = facts.blocking = read_category(record_.value("log.main"));
        facts.is_blocked = record_.has("log.blocking");
        if (facts.is_blocked)
            facts.blocking = read_category(record_.value("log.blocking"));
    }

    void check_quarantine()
    {
        for (const auto& [number, at] : quarantines_) {
            const auto& one = plan_.quarantine[at];
            const auto prefix = cat("quarantine.", number);
            if (one.via.empty() || one.places.empty())
                refuse(cat(prefix, " without ", prefix, ".via or ", prefix, ".to"));
            if (!is_path(one.from) || !std::ranges::all_of(one.places, is_path))
                refuse(cat(prefix, ": an address that does not fit into a command"));
            if (!std::ranges::all_of(one.fields, is_one_field))
                refuse(cat(prefix, ".insert is not one header field"));
        }
    }

    void replace(Copy& copy, const wire::Record::Line& line)
    {
        const auto fields = wire::split_fields(line.value);
        const auto number =
            fields.size() == 3 ? text::to_number(fields[1]) : std::nullopt;
        if (!number || (!fields[2].empty() && !is_one_field(fields[2])))
            refuse(cat(line.name, " is not NAME, number and one header field"));
        else
            copy.edits.replaced[{text::lower(fields[0]), *number}] = fields[2];
    }

    void check_envelope()
    {
        const auto& e = envelope_;
        bool good = is_path(e.sender) && is_word(e.body) && is_word(e.ret) &&
                    is_word(e.envid) && is_word(e.auth);
        for (const auto& to : e.recipients)
            good = good && is_path(to.addr) && is_word(to.orcpt) && is_word(to.notify);
        if (!good) refuse("an address or parameter that does not fit into a command");
    }

    void finish_recipient(std::size_t i)
    {
        auto& recipient = plan_.recipients[i];
        const auto prefix = cat("rcpt.", i + 1);
        const bool extra = i == envelope_.recipients.size();
        if (recipient.to.empty())
            recipient.to = extra ? plan_.bcc : envelope_.recipients[i].addr;
        if (!is_path(recipient.to)) refuse(prefix + ".to does not fit into a command");
        default_words(recipient.words);
        if (recipient.refused == Destiny::none || recipient.refused == Destiny::pass)
            refuse(prefix + ".refused is no end that a refusal can have");
        if (recipient.destiny == Destiny::none) {
            refuse(cat("recipient without ", prefix, ".destiny"));
        } else if (recipient.destiny != Destiny::pass) {
            if (!is_reply(recipient.reply, reply_class(recipient.destiny)))
                refuse(cat(prefix, ".reply does not fit ", prefix, ".destiny"));
        } else if (const auto found = copies_.find(wanted_copies_[i]);
                   found != copies_.end()) {
            recipient.copy = found->second;
        } else {
            refuse(cat(prefix, ".destiny is pass and ", prefix, ".copy names no copy"));
        }
    }

    void default_words(outcome::Words& words) const
    {
        const auto before = cat("id=", envelope_.id, " - ");
        if (words.refused.empty())
            words.refused = before + "Rejected by next-hop MTA on relaying";
        if (words.deferred.empty())
            words.deferred = before + "Temporary MTA failure on relaying";
    }

    void fill_in_log()
    {
        auto& log = plan_.log;
        log.category = record_.value("log.category");
        log.blocked = record_.value("log.blocked");
        log.hits = record_.value("log.hits");
        log.message_id = record_.value("log.message-id");
        log.resent_message_id = record_.value("log.resent-message-id");
        log.public_addr = record_.value("log.public-addr");
        log.originating = record_.value("log.originating") == "1";
        log.mail_id = record_.value("mail-id");
        log.bank = record_.value("bank");
        fill_in_log_form();
        const auto& e = envelope_;
        log.client_addr = e.client.addr.empty() ? e.peer : e.client.addr;
        log.client_port = e.client.port;
        log.queue_id = e.client.ident;
        log.sender = e.sender;
        log.size = e.size;
    }

    const wire::Record& record_;
    const wire::Envelope& envelope_;
    Plan plan_;
    std::map<std::uint64_t, std::size_t> copies_;        ///< number: offset
    std::map<std::uint64_t, std::size_t> notices_;       ///< number: offset
    std::map<std::uint64_t, std::size_t> quarantines_;   ///< number: offset
    std::map<std::size_t, std::uint64_t> wanted_copies_; ///< recipient: number
    std::string fault_;
};

} // namespace

Result<Plan> read_plan(const wire::Record& record, const wire::Envelope& envelope)
{
    return PlanReader(record, envelope).read();
}

} // namespace chainmail::smtp_out
