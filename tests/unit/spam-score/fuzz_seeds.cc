// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The fuzz target without a fuzzer: our mails, cut and with bytes changed.
#include "fuzz/spam-score.cc"

#include "mail/charset.h"
#include "os/fd.h"
#include "unit/check.h"

#include <algorithm>
#include <filesystem>
#include <random>

namespace {

void run(const std::string& input)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()),
                           input.size());
}

// A few bytes that mean something to one of the parsers.
std::string changed(std::string text, std::mt19937& random)
{
    static constexpr std::string_view bytes("<>\"'&=?;:@()[]\\/%-\n\r\t \0\x1b\x80\xff",
                                            27);
    for (int i = 0; i < 8 && !text.empty(); ++i)
        text[random() % text.size()] = bytes[random() % bytes.size()];
    return text;
}

} // namespace

TEST(mails_of_all_kinds_are_survived)
{
    mail::warm_charsets();
    const auto corpus =
        std::filesystem::path(__FILE__).parent_path() / "../../parity/corpus";
    std::mt19937 random(1); // NOLINT: the same bytes each time
    std::size_t mails = 0;
    for (const auto& file : std::filesystem::directory_iterator(corpus)) {
        const auto text = os::read_file(file.path().string());
        CHECK(text);
        if (!text) continue;
        ++mails;
        run("m" + *text);
        for (int i = 0; i < 20; ++i)
            run(changed("m" + text->substr(0, random() % (text->size() + 1)), random));
    }
    CHECK(mails >= 20);
}

TEST(mails_can_be_rewritten_and_judged_without_the_prefilter)
{
    mail::warm_charsets();
    const auto corpus =
        std::filesystem::path(__FILE__).parent_path() / "../../parity/corpus";
    std::mt19937 random(2); // NOLINT: the same bytes each time
    const std::string rules =
        "pbody A /\\b(?:order|offer)s?\\b.{0,20}(now|today)/i\nbody B /[a-e]{3}x?/\n"
        "rawbody C /<a\\s+href=\\S+>/i\nuri D /\\.(?:com|net)\\b/\nfull E "
        "/\\n--.+--\\n/\n"
        "header F Received =~ /from\\s+(\\S+).*by \\1/s\nbody __G /(?=the).h/\n"
        "tflags __G multiple\nheader H ALL =~ /^(?:x|list)-.+:/mi\n";
    for (const auto& file : std::filesystem::directory_iterator(corpus)) {
        const auto text = os::read_file(file.path().string());
        CHECK(text);
        if (!text) continue;
        for (const std::string_view report_safe : {"0", "1", "2"}) {
            run(text::cat(report_safe, *text));
            run(text::cat(report_safe, changed(*text, random)));
        }
        run(rules + '\0' + *text);
        run(rules + '\0' + changed(*text, random));
    }
}

TEST(rules_of_all_kinds_are_survived)
{
    const std::string rules =
        "rif (version >= 4) && can(Mail::SpamAssassin::Conf::feature_dns_block_rule)\n"
        "header A From:addr =~ m{a(?<B>b)}i [if-unset: x]\nelse\nbody B /%{B}/\nendif\n"
        "meta C A + (B > 1) ? 2 : !A || rules_matching(A*)\ntflags C multiple "
        "maxhits=3\n"
        "replace_tag D [d]\nreplace_rules E\nbody E /<D>/\nscore E (1) 2 3 4\n"
        "trusted_networks 10/8 !10.1.2.3 [::1]/128\nenlist_uri_host (L) a.com !b.com\n"
        "add_header all X \"_SCORE(0)_\\n\"\nredirector_pattern /(x)/\nuri_detail F "
        "raw =~ /x/\n";
    std::mt19937 random(2); // NOLINT: the same bytes each time
    run(rules);
    for (int i = 0; i < 300; ++i) {
        std::string text = changed(rules, random);
        text.front() = 'r';
        run(text);
    }
    CHECK(true);
}
