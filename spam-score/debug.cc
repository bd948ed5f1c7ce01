// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "debug.h"

#include "base/text.h"
#include "os/fd.h"

#include <array>
#include <ctime>
#include <unistd.h>

namespace chainmail::spam_score {

namespace {

class Printer {
public:
    explicit Printer(const std::set<std::string, std::less<>>& areas) : areas_(areas)
    {
        std::array<char, 32> now{};
        const std::time_t time = std::time(nullptr);
        std::tm local{};
        ::localtime_r(&time, &local);
        std::strftime(now.data(), now.size(), "%b %e %H:%M:%S.000", &local);
        start_ = text::cat(now.data(), " [", ::getpid(), "] dbg: ");
    }

    void say(std::string_view area, const std::string& what)
    {
        if (areas_.contains("all") || areas_.contains(area))
            out_ += text::cat(start_, area, ": ", what, "\n");
    }

    // Nobody is there to be told when descriptor 2 cannot be written.
    void flush() { static_cast<void>(os::write_all(STDERR_FILENO, out_)); }

private:
    const std::set<std::string, std::less<>>& areas_;
    std::string start_;
    std::string out_;
};

void say_hits(Printer& printer, const std::vector<Hit>& hits)
{
    for (const auto& hit : hits)
        printer.say("rules",
                    text::cat(hit.name,
                              ": hit ",
                              hit.times,
                              hit.times == 1 ? " time, score " : " times, score ",
                              text::score(hit.score)));
}

void say_auth_results(Printer& printer,
                      const RuleSet& rules,
                      const HeaderValues& header)
{
    const auto& settings = rules.settings.auth_results;
    if (!settings.is_loaded) return;
    const auto say = [&](const std::string& what) { printer.say("authres", what); };
    const auto found = read_auth_results(header, settings);
    if (found.fields.empty())
        return say(text::cat("no Authentication-Results headers found from ",
                             settings.networks));
    for (const auto& field : found.fields) {
        say(text::cat("parsing ", field.name, ": ", field.text));
        if (!field.skipped.empty()) say(text::cat("skipping header, ", field.skipped));
    }
    std::string results;
    for (const auto& [method, result] : found.results)
        results += text::cat(" ", method, "=", result);
    say(results.empty() ? "no results" : "results:" + results);
}

} // namespace

void print_debug(const RuleSet& rules,
                 const Examination& mail,
                 const Verdict& verdict,
                 const std::set<std::string, std::less<>>& areas)
{
    if (areas.empty()) return;
    Printer printer(areas);
    const auto& relays = mail.relays();
    printer.say("metadata", "X-Spam-Relays-Trusted: " + relays.trusted_text);
    printer.say("metadata", "X-Spam-Relays-Untrusted: " + relays.untrusted_text);
    printer.say("metadata", "X-Spam-Relays-Internal: " + relays.internal_text);
    printer.say("metadata", "X-Spam-Relays-External: " + relays.external_text);
    for (const auto& uri : mail.uris().cleaned)
        printer.say("uri", "cleaned uri: " + uri);
    for (const auto& [tag, values] : mail.captured)
        printer.say(
            "check",
            text::cat("tag ", tag, " is now ready, value: ", text::join(values, " ")));
    say_auth_results(printer, rules, mail.header());
    say_hits(printer, verdict.hits);
    say_hits(printer, verdict.subhits);
    printer.say("check",
                text::cat("score=",
                          text::score(verdict.score),
                          " required=",
                          text::score(rules.settings.required_score)));
    printer.flush();
}

} // namespace chainmail::spam_score
