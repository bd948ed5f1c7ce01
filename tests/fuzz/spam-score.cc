// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The first byte chooses who reads the rest: "r" the rule files' parser, "p" rules, NUL
// and a mail, which is judged with and without the prefilter; all else is a mail for
// everything that reads one (MIME, charsets, HTML, URIs, Received, addresses), and the
// mails that come out: "0" to "2" with that report_safe, else with old markup taken
// out.
#include "base/text.h"
#include "spam-score/examination.h"
#include "spam-score/explain.h"
#include "spam-score/remove_markup.h"
#include "spam-score/rewrite.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

RuleSet rules_of(std::string_view text)
{
    Features features;
    RuleBook book(features);
    RuleFileReader reader(
        features,
        "en_US",
        [](const std::string&) -> Result<std::string> { return permanent("none"); },
        [&](const Directive& directive) { return book.take(directive); });
    reader.read("fuzz.cf", text);
    std::vector<Complaint> complaints = reader.complaints();
    return compile_rules(book, complaints);
}

const RuleSet& own_rules()
{
    static const RuleSet rules =
        rules_of("util_rb_tld com net org de\nbody A /a./\nuri B /b/\nrawbody C /c$/m\n"
                 "header D ALL =~ /d/i\nheader E From:addr =~ /e/\nfull F /f/\n"
                 "mimeheader G Content-Type =~ /g/\nmeta H A && !B\n"
                 "header I X-Spam-Relays-External =~ /ip=/\nheader J To:name =~ /j/\n");
    return rules;
}

constexpr std::string_view markup_rules =
    "util_rb_tld com net org de\nbody A /a./\nuri B /b/\nheader C From =~ /c/\n"
    "subjprefix A [A]\ndescribe B Names the letter b\nrequired_score 2\n"
    "rewrite_header Subject [SPAM _SCORE_]\nrewrite_header From (_YESNO_)\n"
    "add_header all Way _RELAYSTRUSTED_ _RELAYSUNTRUSTED_ _LASTEXTERNALIP_\n"
    "add_header all Says _TESTSSCORES(,)_ _SUBTESTS(,)_ _HEADER(From)_ _PREVIEW_\n"
    "report _SUMMARY_ _REPORT_ _PREVIEW_ _TOKENSUMMARY_ _URIDOMAINS_\n";

// What is added to a mail, for spam and for ham.
void rewrite(char report_safe, std::string_view text)
{
    static const auto rules_for = [](std::string_view report) {
        return rules_of(text::cat(markup_rules, "report_safe ", report, "\n"));
    };
    static const std::array rules{rules_for("0"), rules_for("1"), rules_for("2")};
    const RuleSet& chosen = rules.at(static_cast<std::size_t>(report_safe - '0'));
    Workbench bench;
    Examination mail(chosen, text, bench.match);
    const Verdict verdict = examine(chosen, mail, bench);
    const MarkupContext context{"host.example", "Sun, 22 Nov 2026 10:00:00 +0000"};
    const MailTags tags(chosen, mail, verdict, context);
    tags.report();
    const auto out = rewritten_mail(chosen, mail.message(), tags, context, "unique");
    without_markup(parse_message(out), chosen.settings.markup);
}

std::string names_of(const Verdict& verdict)
{
    std::string names;
    for (const auto* hits : {&verdict.hits, &verdict.subhits}) {
        for (const auto& hit : *hits)
            names += text::cat(hit.name, "*", hit.times, " ");
    }
    return names;
}

// Three rules of each kind that never hit: for fewer no text goes through the
// prefilter.
std::string rules_besides()
{
    std::string rules;
    for (const std::string_view digit : {"1", "2", "3"}) {
        for (const std::string_view kind : {"body", "rawbody", "uri", "full"})
            rules +=
                text::cat("\n", kind, " Z", kind, digit, " /unsaid word ", digit, "/");
        for (const std::string_view field : {"ALL", "Subject", "Received"})
            rules += text::cat("\nheader Z",
                               field,
                               digit,
                               " ",
                               field,
                               " =~ /unsaid word ",
                               digit,
                               "/");
    }
    return rules + "\n";
}

// A match that was given up at a limit may differ.
void compare_prefilter(std::string_view input)
{
    const auto end = input.find('\0');
    if (end == std::string_view::npos) return;
    const RuleSet rules = rules_of(text::cat(input.substr(0, end), rules_besides()));
    const std::string_view text = input.substr(end + 1);
    const Verdict with = examine(rules, {text, {0, true}});
    const Verdict without = examine(rules, {text, {0, false}});
    if (with.limits_hit + without.limits_hit > 0) return;
    if (names_of(with) != names_of(without)) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] == 'r') {
        rules_of(input);
        return 0;
    }
    if (data[0] == 'p') {
        compare_prefilter(input);
        return 0;
    }
    if (data[0] >= '0' && data[0] <= '2') {
        rewrite(static_cast<char>(data[0]), input);
        return 0;
    }
    explanation(own_rules(), input);
    without_markup(parse_message(input), own_rules().settings.markup);
    return 0;
}
