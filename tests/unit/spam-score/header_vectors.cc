// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "rules.h"
#include "vectors.h"

#include "spam-score/header_request.h"

using namespace rules;

namespace {

std::string answer(std::string_view mail, std::string_view request)
{
    const auto message = parse_message(mail);
    const Registry registry;
    const auto relays = trace_relays(message.header(), {});
    const HeaderValues values(message, relays, registry, "");
    const auto parsed = HeaderRequest::parse(request);
    CHECK(parsed);
    return parsed ? text::join(values.list(*parsed), "|") : "";
}

} // namespace

TEST(what_rules_ask_of_fields)
{
    const auto all = vectors::read("header_values", 53);
    std::string mail;
    for (const auto& line : all.front().all("header"))
        mail += line + "\n";
    mail += "\nwords\n";
    for (const auto& vector : all)
        if (vector.has("ask"))
            vectors::equal(vector,
                           answer(mail, vector.one("ask")),
                           text::join(vector.all("value"), "|"));
}

// t/mimeparse.t
TEST(encoded_words)
{
    const auto subject = [](std::string_view lines) {
        return answer(text::cat("Subject: ", lines, "\n\n"), "Subject");
    };
    CHECK_EQUAL(subject("=?ISO-8859-1?Q?a?="), "a\n");
    CHECK_EQUAL(subject("=?ISO-8859-1?Q?a?= b"), "a b\n");
    CHECK_EQUAL(subject("=?ISO-8859-1?Q?a?=   \t =?ISO-8859-1?Q?b?="), "ab\n");
    CHECK_EQUAL(subject("=?ISO-8859-1?Q?a?=\n =?ISO-8859-1?Q?_b?="), "a b\n");
    CHECK_EQUAL(subject("=?ISO-8859-1?Q?a?=\n =?ISO-8859-1?Q?_b?= mem_brain =?  "
                        "invalid ?="),
                "a b mem_brain =?  invalid ?=\n");
}
