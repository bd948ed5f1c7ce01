// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "filter.h"

#include "base/text.h"
#include "debug.h"
#include "examination.h"
#include "mail_tags.h"
#include "os/fd.h"
#include "remove_markup.h"
#include "rewrite.h"

#include <array>
#include <cstdint>
#include <ctime>
#include <string>
#include <sys/random.h>
#include <unistd.h>

namespace chainmail::spam_score {

namespace {

MarkupContext context_of_now()
{
    MarkupContext context;
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) == 0)
        context.hostname = name.data();
    std::array<char, 64> date{};
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    std::strftime(date.data(), date.size(), "%a, %d %b %Y %H:%M:%S %z", &local);
    context.date = date.data();
    return context;
}

// For a boundary that no sender can guess.
std::string random_hex()
{
    std::array<char, 8> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) < 0) bytes.fill(0);
    std::string out;
    for (const char byte : bytes)
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

Filtered
rewritten(const RuleSet& rules, std::string_view text, const HandOptions& options)
{
    Workbench bench;
    Examination mail(rules, text, bench.match);
    const Verdict verdict = examine(rules, mail, bench);
    print_debug(rules, mail, verdict, options.debug);
    const MarkupContext context = context_of_now();
    const MailTags tags(rules, mail, verdict, context);
    Filtered out{
        text::cat(mailbox_line(text),
                  rewritten_mail(rules, mail.message(), tags, context, random_hex())),
        tags.is_spam()};
    if (options.report) out.text += tags.report();
    return out;
}

} // namespace

Result<int> filter_mails(const RuleSet& rules, const HandOptions& options)
{
    int status = 0;
    std::vector<std::string> files = options.files;
    if (files.empty()) files.emplace_back("/dev/stdin");
    for (const auto& file : files) {
        auto text = os::read_file(file == "-" ? "/dev/stdin" : file);
        if (!text) return text.error();
        Filtered out;
        if (options.as_before) *text = unmarked(rules, *text);
        if (options.task == Task::remove_markup)
            out.text = std::move(*text);
        else
            out = rewritten(rules, *text, options);
        if (const auto written = os::write_all(STDOUT_FILENO, out.text); !written)
            return written.error();
        if (out.is_spam && options.spam_status) status = *options.spam_status;
    }
    return status;
}

} // namespace chainmail::spam_score
