// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "letter.h"

#include "base/text.h"
#include "mail/xtext.h"

#include <utility>

namespace chainmail::smtp_out {

namespace {

using text::cat;

// RFC 5321 4.5.3.1.4, line end included.
constexpr std::size_t longest_command = 512;

void add_parameter(std::string& to, std::string_view name, std::string_view value)
{
    if (!value.empty()) to += cat(" ", name, "=", value);
}

std::string xforward_value(std::string_view name, const std::string& value)
{
    const bool v6 = name == "ADDR" && value.find(':') != std::string::npos;
    return (v6 ? "IPV6:" : "") + mail::encode_xtext(value);
}

} // namespace

Features read_features(const std::vector<std::string>& lines)
{
    Features found;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto words = text::split(lines[i], ' ');
        const auto keyword = text::upper(words.front());
        found.pipelining |= keyword == "PIPELINING";
        found.size |= keyword == "SIZE";
        found.eight_bit |= keyword == "8BITMIME";
        found.utf8 |= keyword == "SMTPUTF8";
        found.dsn |= keyword == "DSN";
        found.auth |= keyword == "AUTH";
        if (keyword != "XFORWARD") continue;
        for (std::size_t w = 1; w < words.size(); ++w)
            found.xforward.insert(text::upper(words[w]));
    }
    return found;
}

std::string mail_command(const Letter& letter, const Features& offered)
{
    auto out = cat("MAIL FROM:<", letter.sender, ">");
    if (offered.size) add_parameter(out, "SIZE", std::to_string(letter.size));
    if (offered.eight_bit) add_parameter(out, "BODY", letter.body);
    if (offered.utf8 && letter.smtputf8) out += " SMTPUTF8";
    if (offered.auth) add_parameter(out, "AUTH", letter.auth);
    if (offered.dsn) add_parameter(out, "RET", letter.ret);
    if (offered.dsn) add_parameter(out, "ENVID", letter.envid);
    return out + "\r\n";
}

std::string rcpt_command(const To& to, const Features& offered)
{
    auto out = cat("RCPT TO:<", to.address, ">");
    if (offered.dsn) add_parameter(out, "NOTIFY", to.notify);
    if (offered.dsn) add_parameter(out, "ORCPT", to.orcpt);
    return out + "\r\n";
}

std::vector<std::string> xforward_commands(const wire::Client& client,
                                           const Features& offered)
{
    const std::pair<std::string_view, const std::string&> known[] = {
        {"NAME", client.name},
        {"ADDR", client.addr},
        {"PORT", client.port},
        {"PROTO", client.proto},
        {"HELO", client.helo},
        {"IDENT", client.ident},
        {"SOURCE", client.source},
    };
    std::vector<std::string> commands;
    for (const auto& [name, value] : known) {
        if (value.empty() || !offered.xforward.contains(std::string(name))) continue;
        const auto piece = cat(" ", name, "=", xforward_value(name, value));
        if (commands.empty() ||
            commands.back().size() + piece.size() + 2 > longest_command)
            commands.emplace_back("XFORWARD");
        commands.back() += piece;
    }
    for (auto& command : commands)
        command += "\r\n";
    return commands;
}

} // namespace chainmail::smtp_out
