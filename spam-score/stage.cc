// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "stage.h"

#include "base/text.h"
#include "mail/charset.h"
#include "mail/message_file.h"
#include "os/clock.h"
#include "os/log.h"
#include "regex.h"
#include "report.h"
#include "scored_text.h"

#include <algorithm>

#include <malloc.h>

namespace chainmail::spam_score {

namespace {

// What one message may take when the record gives no time of its own.
constexpr std::uint64_t longest_ms = 60'000;

// What a first examination touches is touched once, before there are workers.
constexpr std::string_view first_message =
    "Received: from a.example.com (a.example.com [192.0.2.1])\n"
    "\tby b.example.com (Postfix) with ESMTP id 0123456789\n"
    "\tfor <a@example.com>; Thu, 1 Jan 2026 00:00:00 +0000 (UTC)\n"
    "From: A <a@example.com>\nTo: b@example.com\nSubject: words\n"
    "Date: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <a@example.com>\n"
    "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n"
    "--b\nContent-Type: text/plain\n\nwords http://example.com/\n"
    "--b\nContent-Type: text/html\n\n<p><a href=\"http://example.com/\">words</a>\n"
    "--b--\n";

// A pattern that every JIT can take tells whether there is one.
bool has_fast_patterns()
{
    const auto regex = Regex::compile("a");
    return regex && regex->is_fast();
}

// Texts of one message come and go many times: not back to the system each time.
void keep_memory()
{
    constexpr int kept = 32 << 20; // the most that is taken
    mallopt(M_MMAP_THRESHOLD, kept);
    mallopt(M_TRIM_THRESHOLD, kept);
}

// As amavisd: a true constant in the first place switches the check off for everybody.
bool is_switched_off(const config::Settings& settings)
{
    const auto maps = settings.list("@bypass_spam_checks_maps");
    return !maps.empty() && maps.front().text() && maps.front().is_true();
}

// The programs behind us need time as well.
std::uint64_t time_for(std::uint64_t deadline_ms)
{
    const auto now = os::monotonic_ms();
    if (deadline_ms == 0) return now + longest_ms;
    const auto left = deadline_ms > now ? deadline_ms - now : 0;
    return now + std::min(longest_ms, left / 2);
}

} // namespace

std::vector<std::string> Stage::settings() const
{
    return {"$sa_configpath",
            "$sa_siteconfigpath",
            "$sa_mail_body_size_limit",
            "@bypass_spam_checks_maps"};
}

Result<std::string> Stage::load(const config::Settings& settings)
{
    if (is_switched_off(settings)) return std::string("switched off");
    const auto rules = settings.as_text("$sa_configpath");
    if (!rules) return rules.error();
    const auto site = settings.as_text("$sa_siteconfigpath");
    if (!site) return site.error();
    const auto limit = settings.as_count("$sa_mail_body_size_limit", 0, 1ULL << 40U);
    if (!limit) return limit.error();
    body_limit_ = static_cast<std::size_t>(limit->value_or(0));
    std::vector<Complaint> complaints;
    auto loaded = load_rules(find_rule_paths(rules->value_or(""), site->value_or("")),
                             language_of_environment(),
                             complaints);
    if (!loaded) return loaded.error();
    rules_ = std::move(*loaded);
    for (const auto& complaint : complaints)
        os::log(os::Level::warning, line_of(complaint));
    if (!has_fast_patterns())
        os::log(
            os::Level::warning,
            "PCRE2 cannot make machine code here (pcre2jit(3)): scoring takes several "
            "times as long; allow spam-score memory that is writable and executable "
            "(systemd: MemoryDenyWriteExecute=no)");
    keep_memory();
    mail::warm_charsets();
    spam_score::examine(*rules_, {first_message, 0}, bench_);
    return summary_of(*rules_);
}

Status Stage::examine(const stage::Message& message, wire::Builder& findings)
{
    const auto skip = [&](std::string_view why) {
        findings.add("spam-score.status",
                     std::vector<std::string>{"skipped", std::string(why)});
        return Status{};
    };
    if (!rules_) return skip("switched off by the configuration");
    if (message.envelope.skip.contains("spam-score"))
        return skip("switched off for this mail");
    const auto file = mail::MessageFile::of(message.fd, message.envelope.length);
    if (!file) return file.error();
    const std::string text = text_to_score(message.envelope, file->view(), body_limit_);
    const Verdict verdict = spam_score::examine(
        *rules_, {text, time_for(message.envelope.deadline_ms)}, bench_);
    findings.add("spam.score", text::score(verdict.score));
    for (const auto& hit : verdict.hits)
        findings.add(
            "spam.test",
            std::vector<std::string>{std::string(hit.name), text::score(hit.score)});
    for (const auto name : verdict.given_up)
        findings.add("spam.skipped",
                     std::vector<std::string>{std::string(name), "limit"});
    if (verdict.out_of_time)
        findings.add("spam.skipped", std::vector<std::string>{"*", "time"});
    findings.add("spam.autolearn", rules_->settings.autolearn());
    findings.add("spam-score.status", "ok");
    if (!verdict.given_up.empty()) {
        const std::vector<std::string> names(verdict.given_up.begin(),
                                             verdict.given_up.end());
        os::log(os::Level::notice,
                text::cat('(',
                          message.envelope.id,
                          ") patterns given up at a limit: ",
                          text::join(names, ", ")));
    }
    if (verdict.out_of_time)
        os::log(
            os::Level::warning,
            text::cat('(', message.envelope.id, ") out of time: not all rules run"));
    return {};
}

} // namespace chainmail::spam_score
