// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Each category with each destiny: the reply that the real amavisd gives, and what it
// says behind the code where the site does not say otherwise.
#include "policy/decide.h"

#include "../check.h"
#include "base/text.h"
#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;
using text::cat;

namespace {

struct Row {
    Category category;
    std::string_view code;   ///< "554 5.7.0"
    std::string_view reason; ///< behind "id=%n - "
};

constexpr Row rows[] = {
    {{Major::virus, 0}, "554 5.7.0", "INFECTED: %V"},
    {{Major::banned, 0}, "554 5.7.0", "BANNED: %F"},
    {{Major::unchecked, 0}, "554 5.7.0", "UNCHECKED"},
    {{Major::unchecked, 1}, "554 5.7.0", "UNCHECKED: encrypted"},
    {{Major::unchecked, 2}, "554 5.7.0", "UNCHECKED: over limits"},
    {{Major::unchecked, 3}, "554 5.7.0", "UNCHECKED: ambiguous content"},
    {{Major::spam, 0}, "554 5.7.0", "spam"},
    {{Major::spammy, 0}, "554 5.7.0", "spammy"},
    {{Major::spammy, 1}, "554 5.7.0", "spammy (tag3)"},
    {{Major::bad_header, 0}, "554 5.6.0", "BAD HEADER"},
    {{Major::bad_header, 1}, "554 5.7.0", "BAD HEADER: MIME error"},
    {{Major::bad_header, 2}, "554 5.6.3", "BAD HEADER: nonencoded 8-bit character"},
    {{Major::bad_header, 3},
     "554 5.7.0",
     "BAD HEADER: contains invalid control character"},
    {{Major::bad_header, 4},
     "554 5.7.0",
     "BAD HEADER: line made up entirely of whitespace"},
    {{Major::bad_header, 5},
     "554 5.7.0",
     "BAD HEADER: line longer than RFC 5322 limit"},
    {{Major::bad_header, 6}, "554 5.7.0", "BAD HEADER: syntax error"},
    {{Major::bad_header, 7}, "554 5.7.0", "BAD HEADER: missing required header field"},
    {{Major::bad_header, 8}, "554 5.7.0", "BAD HEADER: duplicate header field"},
    {{Major::oversized, 0}, "552 5.3.4", "Message size exceeds recipient's size limit"},
    {{Major::mta, 0}, "550 5.3.5", "Unable to relay message back to MTA"},
    {{Major::mta, 1}, "550 5.3.5", "Temporary MTA failure on relaying"},
    {{Major::mta, 2}, "550 5.3.5", "Rejected by next-hop MTA on relaying"},
    {{Major::clean, 0}, "554 5.7.0", "CLEAN"},
    {{Major::catch_all, 0}, "554 5.7.0", "OTHER"},
};

} // namespace

TEST(each_category_with_each_destiny)
{
    for (const auto& row : rows) {
        const std::string code(row.code);
        const auto tail = code.substr(code.find('.'));
        const auto said = [&](Destiny destiny, bool soft) {
            return reply(row.category, destiny, soft, "why");
        };
        CHECK_EQUAL(said(Destiny::reject, false), cat(code, " Reject, why"));
        CHECK_EQUAL(said(Destiny::bounce, false), cat(code, " Bounce, why"));
        CHECK_EQUAL(said(Destiny::discard, false),
                    cat("250 2", tail, " Ok, discarded, why"));
        CHECK_EQUAL(said(Destiny::tempfail, false),
                    cat("450 4", tail, " Temporary failure, why"));
        CHECK_EQUAL(said(Destiny::reject, true),
                    cat("450 4", tail, " Reject (soft_bounce), why"));
        CHECK_EQUAL(said(Destiny::bounce, true),
                    cat("450 4", tail, " Bounce (soft_bounce), why"));
        CHECK_EQUAL(said(Destiny::discard, true),
                    cat("450 4", tail, " Ok, discarded (soft_bounce), why"));
    }
}

TEST(each_category_says_why)
{
    const Site site("");
    const Subject nobody("a@b.example", {});
    for (const auto& row : rows) {
        const auto* maps = site.configuration().reasons.first({&row.category, 1});
        CHECK(maps != nullptr);
        if (maps == nullptr) continue;
        CHECK_EQUAL(maps->value(nobody).text().value_or(""),
                    cat("id=%n - ", row.reason));
    }
}
