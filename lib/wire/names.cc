// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "wire/names.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace chainmail::wire {

namespace {

using namespace std::string_view_literals;

struct Row {
    std::string_view name; ///< a whole name, or a beginning when it ends in "."
    Writer writer;
};

constexpr std::array table{
    Row{"id"sv, Writer::smtp_in},
    Row{"seq"sv, Writer::smtp_in},
    Row{"version"sv, Writer::smtp_in},
    Row{"time"sv, Writer::smtp_in},
    Row{"deadline"sv, Writer::smtp_in},
    Row{"interface"sv, Writer::smtp_in},
    Row{"protocol"sv, Writer::smtp_in},
    Row{"helo"sv, Writer::smtp_in},
    Row{"peer"sv, Writer::smtp_in},
    Row{"client."sv, Writer::smtp_in},
    Row{"sender"sv, Writer::smtp_in},
    Row{"auth"sv, Writer::smtp_in},
    Row{"body"sv, Writer::smtp_in},
    Row{"smtputf8"sv, Writer::smtp_in},
    Row{"ret"sv, Writer::smtp_in},
    Row{"envid"sv, Writer::smtp_in},
    Row{"size"sv, Writer::smtp_in},
    Row{"length"sv, Writer::smtp_in},
    Row{"header-length"sv, Writer::smtp_in},
    Row{"bare-cr"sv, Writer::smtp_in},
    Row{"nul"sv, Writer::smtp_in},
    Row{"skip"sv, Writer::smtp_in},
    Row{"part."sv, Writer::mime_split},
    Row{"hold"sv, Writer::mime_split},
    Row{"mime-error"sv, Writer::mime_split},
    Row{"badh"sv, Writer::mime_split},
    Row{"mime-split."sv, Writer::mime_split},
    Row{"virus"sv, Writer::virus_check},
    Row{"virus."sv, Writer::virus_check},
    Row{"virus-check."sv, Writer::virus_check},
    Row{"virus-ask."sv, Writer::virus_ask},
    Row{"spam."sv, Writer::spam_score},
    Row{"spam-score."sv, Writer::spam_score},
    Row{"mail-id"sv, Writer::policy},
    Row{"secret-id"sv, Writer::policy},
    Row{"bank"sv, Writer::policy},
    Row{"copy."sv, Writer::policy},
    Row{"quarantine."sv, Writer::policy},
    Row{"notice."sv, Writer::policy},
    Row{"dsn."sv, Writer::policy},
    Row{"dsn-end"sv, Writer::policy},
    Row{"dsn-pass"sv, Writer::policy},
    Row{"log."sv, Writer::policy},
    Row{"policy."sv, Writer::policy},
};

// rcpt.N.FIELD is shared: the address side is smtp-in's, the decision policy's.
Writer writer_of_recipient_field(std::string_view field)
{
    constexpr std::array given{"addr"sv, "orcpt"sv, "notify"sv};
    constexpr std::array decided{"local"sv,
                                 "ccat"sv,
                                 "destiny"sv,
                                 "reply"sv,
                                 "to"sv,
                                 "copy"sv,
                                 "tagged"sv,
                                 "dsn"sv,
                                 "bcc"sv,
                                 "refused"sv,
                                 "if-refused"sv,
                                 "if-deferred"sv};
    if (std::ranges::find(given, field) != given.end()) return Writer::smtp_in;
    if (std::ranges::find(decided, field) != decided.end()) return Writer::policy;
    return Writer::unknown;
}

} // namespace

Writer writer_of(std::string_view name)
{
    if (name.starts_with("rcpt."))
        return writer_of_recipient_field(name.substr(name.rfind('.') + 1));
    const auto row = std::ranges::find_if(table, [name](const Row& r) {
        return r.name.ends_with('.') ? name.starts_with(r.name) : name == r.name;
    });
    return row == table.end() ? Writer::unknown : row->writer;
}

} // namespace chainmail::wire
