// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "session.h"

#include "banner.h"
#include "base/text.h"
#include "mail/xtext.h"
#include "reply_text.h"

#include <algorithm>

namespace chainmail::smtp_in {

namespace {

using text::cat;

// A record has 100,000 lines: about forty for each recipient, from all programs
// together, and those of the message itself.
constexpr std::size_t most_recipients = 1500;
// Of addresses and ORCPT: a quarter of what a record can have.
constexpr std::size_t most_recipient_bytes = 2U << 20U;

constexpr std::string_view keywords[] = {
    "VRFY",
    "PIPELINING",
    "SIZE",
    "ENHANCEDSTATUSCODES",
    "8BITMIME",
    "SMTPUTF8",
    "DSN",
    "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE"};

bool is_discarded(const std::vector<std::string>& discarded, std::string_view keyword)
{
    const auto has = [&](std::string_view word) {
        return std::any_of(discarded.begin(), discarded.end(), [&](const auto& d) {
            return text::equal_ignore_case(d, word);
        });
    };
    // Without 8BITMIME there is nothing that SMTPUTF8 could build upon (RFC 6531 3.1).
    if (keyword == "SMTPUTF8" && has("8BITMIME")) return true;
    return has(keyword.substr(0, keyword.find(' ')));
}

Answer reply(std::string_view text)
{
    return {format_reply(text)};
}

std::string address_changed(std::string_view whose, const Path& path)
{
    if (path.original == path.address) return "";
    return cat(
        "address modified (", whose, "): ", path.given, " -> <", path.address, ">");
}

bool takes_no_argument(Verb verb)
{
    return verb == Verb::data || verb == Verb::rset || verb == Verb::quit ||
           verb == Verb::starttls;
}

} // namespace

std::string Session::banner(const std::string& own,
                            std::string_view usual,
                            std::string_view protocol) const
{
    if (own.empty()) return cat(options_.name, usual);
    return fill_in(own,
                   {{"helo-name", options_.name},
                    {"myhostname", options_.host_name},
                    {"product", options_.product_name},
                    {"protocol", protocol}});
}

std::string Session::greeting() const
{
    return format_reply(cat(
        "220 ", banner(options_.greeting, " ESMTP chainmail service ready", "ESMTP")));
}

std::string Session::say_hello(const Command& command)
{
    reset();
    mail_.helo = command.argument;
    protocol_ = command.verb == Verb::lhlo   ? Protocol::lmtp
                : command.verb == Verb::ehlo ? Protocol::esmtp
                                             : Protocol::smtp;
    std::vector<std::string> lines{options_.name};
    if (command.verb == Verb::helo) return format_lines("250", lines);
    for (const auto keyword : keywords) {
        if (is_discarded(options_.discarded, keyword)) continue;
        lines.emplace_back(keyword);
        if (keyword == "SIZE" && options_.message_size != 0)
            lines.back() += cat(' ', options_.message_size);
    }
    return format_lines("250", lines);
}

Answer Session::mail(std::string_view argument)
{
    if (in_transaction_) return reply("503 5.5.1 Error: nested MAIL command");
    const auto path = text::starts_with_ignore_case(argument, "FROM:")
                          ? parse_path(argument.substr(5))
                          : std::nullopt;
    if (!path) return reply("501 5.5.2 Syntax: MAIL FROM:<address>");
    MailParameters parameters;
    if (const auto refusal = read_mail_parameters(path->rest, parameters);
        !refusal.empty())
        return reply(refusal);
    in_transaction_ = true;
    mail_.sender = path->address;
    mail_.body = parameters.body;
    mail_.ret = parameters.ret;
    mail_.envid = parameters.envid;
    mail_.auth = parameters.auth;
    mail_.smtputf8 = parameters.smtputf8;
    declared_size_ = parameters.size;
    return {format_reply(cat("250 2.1.0 Sender ", path->given, " OK")),
            Answer::Next::command,
            address_changed("sender", *path)};
}

// "" or the refusal.
std::string Session::no_room_for(const Path& path) const
{
    const auto limit = std::min(options_.recipients, most_recipients);
    if (mail_.recipients.size() >= limit || recipient_bytes_ > most_recipient_bytes)
        return "452 4.5.3 Too many recipients";
    if (options_.message_size == 0 ||
        declared_size_.value_or(0) <= options_.message_size)
        return "";
    return cat("552 5.3.4 Declared message size (",
               *declared_size_,
               " B) exceeds size limit for recipient ",
               path.given);
}

// The ORCPT of an address that does not go on as it came (RFC 3461 4.2, RFC 6533 3).
std::string Session::original_recipient(std::string_view address) const
{
    const bool utf8 = std::any_of(address.begin(), address.end(), text::is_8bit);
    if (!utf8 || !mail_.smtputf8) return "rfc822;" + mail::encode_xtext(address);
    std::string out = "utf-8;";
    for (const char c : address)
        out += text::is_8bit(c) ? std::string(1, c) : mail::encode_xtext({&c, 1});
    return out;
}

Answer Session::rcpt(std::string_view argument)
{
    if (!in_transaction_) return reply("503 5.5.1 Need MAIL command before RCPT");
    refused_recipient_ = true;
    const auto path = text::starts_with_ignore_case(argument, "TO:")
                          ? parse_path(argument.substr(3))
                          : std::nullopt;
    if (!path || path->address.empty())
        return reply("501 5.5.2 Syntax: RCPT TO:<address>");
    RcptParameters parameters;
    if (const auto refusal = read_rcpt_parameters(path->rest, parameters);
        !refusal.empty())
        return reply(refusal);
    if (const auto refusal = no_room_for(*path); !refusal.empty())
        return reply(refusal);
    auto note = address_changed("recip", *path);
    if (!note.empty() && parameters.orcpt.empty())
        parameters.orcpt = original_recipient(path->original);
    recipient_bytes_ += path->address.size() + parameters.orcpt.size();
    mail_.recipients.push_back({path->address, parameters.orcpt, parameters.notify});
    return {format_reply(cat("250 2.1.5 Recipient ", path->given, " OK")),
            Answer::Next::command,
            std::move(note)};
}

Answer Session::data()
{
    if (!in_transaction_) return reply("503 5.5.1 Need MAIL command before DATA");
    if (!mail_.recipients.empty()) return {format_reply(say::data), Answer::Next::data};
    if (!refused_recipient_) return reply("503 5.5.1 Need RCPT command before DATA");
    return reply(protocol_ == Protocol::lmtp
                     ? "503 5.1.1 Error (DATA): no valid recipients"
                     : "554 5.1.1 Error (DATA): no valid recipients");
}

std::string Session::xforward(std::string_view argument)
{
    if (in_transaction_)
        return "503 5.5.1 Error: XFORWARD not allowed within transaction";
    const auto refusal = read_xforward(argument, mail_.client);
    return refusal.empty() ? "250 2.5.0 Ok XFORWARD" : refusal;
}

Answer Session::command(std::string_view line)
{
    const auto command = parse_command(line);
    if (!command) return reply(say::bad_syntax);
    if (takes_no_argument(command->verb) && !command->argument.empty())
        return reply(
            cat("501 5.5.4 Error: ", command->word, " does not accept arguments"));
    switch (command->verb) {
    case Verb::helo:
    case Verb::ehlo:
    case Verb::lhlo:
        return {say_hello(*command)};
    case Verb::mail:
        return mail(command->argument);
    case Verb::rcpt:
        return rcpt(command->argument);
    case Verb::data:
        return data();
    case Verb::rset:
        reset();
        return reply("250 2.0.0 Ok RSET");
    case Verb::noop:
        return reply("250 2.0.0 Ok NOOP");
    case Verb::vrfy:
        return reply("252 2.0.0 Argument not checked");
    case Verb::help:
        return reply("214 2.0.0 See the manual pages chainmail(8) and smtp-in(8)");
    case Verb::xforward:
        return reply(xforward(command->argument));
    case Verb::starttls:
        return reply("502 5.5.1 Error: command not available");
    case Verb::refused:
        return reply(
            cat("502 5.5.1 Error: command ", command->word, " not implemented"));
    case Verb::unknown:
        return reply(
            cat("500 5.5.2 Error: command ", command->word, " not recognized"));
    case Verb::quit:
        break;
    }
    return {format_reply(cat("221 2.0.0 ",
                             banner(options_.farewell,
                                    " chainmail closing transmission channel",
                                    protocol_ == Protocol::lmtp ? "LMTP" : "ESMTP"))),
            Answer::Next::close};
}

std::string Session::protocol() const
{
    const std::string prefix = mail_.smtputf8 ? "UTF8" : "";
    if (protocol_ == Protocol::lmtp) return prefix + "LMTP";
    if (protocol_ == Protocol::smtp || mail_.smtputf8) return prefix + "SMTP";
    return "ESMTP";
}

wire::Envelope Session::envelope() const
{
    auto envelope = mail_;
    envelope.protocol = protocol();
    return envelope;
}

std::string Session::refuse_size(std::uint64_t size) const
{
    if (options_.message_size == 0 || size <= options_.message_size) return "";
    return cat("552 5.3.4 Message size (", size, " B) exceeds size limit");
}

std::string Session::finish(std::string_view text)
{
    const auto one = format_reply(text);
    std::string all = one;
    if (protocol_ == Protocol::lmtp)
        for (std::size_t n = 1; n < mail_.recipients.size(); ++n)
            all += one;
    reset();
    return all;
}

std::string Session::finish(const wire::Reply& reply)
{
    if (protocol_ != Protocol::lmtp) return finish(reply.text);
    std::string all;
    for (const auto& recipient : reply.recipients)
        all += format_reply(recipient.reply);
    reset();
    return all;
}

void Session::reset()
{
    in_transaction_ = false;
    refused_recipient_ = false;
    recipient_bytes_ = 0;
    declared_size_.reset();
    wire::Envelope fresh;
    fresh.helo = std::move(mail_.helo);
    mail_ = std::move(fresh);
}

} // namespace chainmail::smtp_in
