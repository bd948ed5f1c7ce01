// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "filter.h"

#include "base/text.h"
#include "debug.h"
#include "each_mail.h"
#include "examination.h"
#include "mail/date.h"
#include "mail_tags.h"
#include "os/clock.h"
#include "os/fd.h"
#include "os/random.h"
#include "remove_markup.h"
#include "rewrite.h"

#include <array>
#include <cstdint>
#include <string>
#include <unistd.h>

namespace chainmail::spam_score {

namespace {

MarkupContext context_of_now()
{
    MarkupContext context;
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) == 0)
        context.hostname = name.data();
    context.date = mail::date_time(static_cast<std::int64_t>(os::unix_ms() / 1000));
    return context;
}

// For a boundary that no sender can guess.
Result<std::string> random_hex()
{
    const auto bytes = os::random_bytes(8);
    if (!bytes) return bytes.error();
    std::string out;
    for (const char byte : *bytes)
        out += text::hex(byte);
    return out;
}

// The line that mailboxes have in front of each mail.
std::string_view mailbox_line(std::string_view text)
{
    if (!text.starts_with("From ")) return {};
    return text.substr(0, text.find('\n') + 1);
}

std::string unmarked(const RuleSet& rules, std::string_view text)
{
    return text::cat(mailbox_line(text),
                     without_markup(parse_message(text), rules.settings.markup));
}

struct Filtered {
    std::string text;
    bool is_spam = false;
};

Result<Filtered>
rewritten(const RuleSet& rules, std::string_view text, const HandOptions& options)
{
    const auto unique = random_hex();
    if (!unique) return unique.error();
    Workbench bench;
    Examination mail(rules, text, bench.match);
    const Verdict verdict = examine(rules, mail, bench);
    print_debug(rules, mail, verdict, options.debug);
    const MarkupContext context = context_of_now();
    const MailTags tags(rules, mail, verdict, context);
    Filtered out{
        text::cat(mailbox_line(text),
                  rewritten_mail(rules, mail.message(), tags, context, *unique)),
        tags.is_spam()};
    if (options.report) out.text += tags.report();
    return out;
}

} // namespace

Result<int> filter_mails(const RuleSet& rules, const HandOptions& options)
{
    int status = 0;
    const auto filter = [&](const std::string&, const std::string& given) -> Status {
        const bool loses_markup =
            options.as_before || options.task == Task::remove_markup;
        std::string text = loses_markup ? unmarked(rules, given) : given;
        if (options.task == Task::remove_markup)
            return os::write_all(STDOUT_FILENO, text);
        const auto out = rewritten(rules, text, options);
        if (!out) return out.error();
        if (out->is_spam && options.spam_status) status = *options.spam_status;
        return os::write_all(STDOUT_FILENO, out->text);
    };
    const auto done = each_mail(options.files, filter);
    return done ? Result<int>(status) : Result<int>(done.error());
}

} // namespace chainmail::spam_score
