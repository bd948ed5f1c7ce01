// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The first byte chooses who reads the rest: the rule files' parser, or everything that
// reads a mail (MIME, charsets, HTML, URIs, Received, addresses), with its markup.
#include "spam-score/examination.h"
#include "spam-score/explain.h"
#include "spam-score/remove_markup.h"

#include <cstdint>
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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] == 'r') {
        rules_of(input);
        return 0;
    }
    explanation(own_rules(), input);
    without_markup(parse_message(input), own_rules().settings.markup);
    return 0;
}
