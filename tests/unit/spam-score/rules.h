// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Rule sets of a test's own making.
#ifndef CHAINMAIL_TESTS_SPAM_SCORE_RULES_H
#define CHAINMAIL_TESTS_SPAM_SCORE_RULES_H

#include "base/text.h"
#include "spam-score/engine.h"
#include "unit/check.h"

#include <functional>

namespace rules {

using namespace chainmail;
using namespace chainmail::spam_score;

/// Some domains exist, and the plugins whose rules are run are loaded.
constexpr std::string_view preamble =
    "util_rb_tld com net org uk de\nutil_rb_2tld co.uk\n"
    "loadplugin Mail::SpamAssassin::Plugin::MIMEHeader\n"
    "loadplugin Mail::SpamAssassin::Plugin::ReplaceTags\n"
    "loadplugin Mail::SpamAssassin::Plugin::URIDetail\n"
    "loadplugin Mail::SpamAssassin::Plugin::FreeMail\n";

struct Loaded {
    RuleSet set;
    std::vector<Complaint> complaints;
};

inline Loaded load(std::string_view text)
{
    Features features;
    RuleBook book(features);
    RuleFileReader reader(
        features,
        "en_US",
        [](const std::string& path) -> Result<std::string> { return permanent(path); },
        [&](const Directive& directive) { return book.take(directive); });
    reader.read("before.cf", preamble);
    reader.read("test.cf", text);
    Loaded loaded{{}, reader.complaints()};
    loaded.set = compile_rules(book, loaded.complaints);
    return loaded;
}

inline std::string names(const std::vector<Hit>& hits)
{
    std::string out;
    for (const auto& hit : hits) {
        out += out.empty() ? "" : " ";
        out += hit.name;
        if (hit.times > 1) out += text::cat("*", hit.times);
    }
    return out;
}

/// The rules of `text` that hit `message`, by name: "A B*3".
inline std::string hits(std::string_view text, std::string_view message)
{
    const Loaded loaded = load(text);
    for (const auto& complaint : loaded.complaints)
        check::fail("rules.h", 0, complaint.place + ": " + complaint.what);
    for (const auto& rule : loaded.set.unrun)
        check::fail("rules.h", 0, "not run: " + rule.name + ": " + rule.why);
    return names(examine(loaded.set, {message, 0}).hits);
}

} // namespace rules

#endif
