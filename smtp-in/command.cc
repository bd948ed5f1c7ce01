// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "command.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace chainmail::smtp_in {

namespace {

constexpr std::pair<std::string_view, Verb> verbs[] = {
    {"MAIL", Verb::mail},         {"RCPT", Verb::rcpt},    {"DATA", Verb::data},
    {"RSET", Verb::rset},         {"QUIT", Verb::quit},    {"EHLO", Verb::ehlo},
    {"LHLO", Verb::lhlo},         {"HELO", Verb::helo},    {"XFORWARD", Verb::xforward},
    {"NOOP", Verb::noop},         {"VRFY", Verb::vrfy},    {"HELP", Verb::help},
    {"EXPN", Verb::refused},      {"TURN", Verb::refused}, {"ETRN", Verb::refused},
    {"SEND", Verb::refused},      {"SOML", Verb::refused}, {"SAML", Verb::refused},
    {"STARTTLS", Verb::starttls},
};

Verb find_verb(std::string_view word)
{
    const auto* found = std::find_if(std::begin(verbs),
                                     std::end(verbs),
                                     [&](const auto& v) { return v.first == word; });
    return found == std::end(verbs) ? Verb::unknown : found->second;
}

bool is_forbidden(char c)
{
    return text::is_control(c) && c != '\t';
}

} // namespace

std::optional<Command> parse_command(std::string_view line)
{
    if (std::any_of(line.begin(), line.end(), is_forbidden)) return {};
    line = text::trim(line);
    const auto end = std::find_if_not(line.begin(), line.end(), text::is_alpha);
    const auto length = static_cast<std::size_t>(end - line.begin());
    if (length == 0 || (end != line.end() && !text::is_blank(*end))) return {};
    Command command;
    command.word = text::upper(line.substr(0, length));
    command.verb = find_verb(command.word);
    command.argument = text::trim(line.substr(length));
    return command;
}

} // namespace chainmail::smtp_in
