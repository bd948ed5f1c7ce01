// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What smtp-sink is told to do otherwise than accept: a rule is
//     STEP [match TEXT] [after N] [times N] [delay SECONDS] [close | REPLY]
// as in "rcpt match bob@ 550 5.1.1 No such user" or "dot times 1 delay 2 close".
#ifndef CHAINMAIL_TOOL_SINK_RULE_H
#define CHAINMAIL_TOOL_SINK_RULE_H

#include "base/result.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace chainmail::tool {

struct Rule {
    std::string step;     ///< a word of `steps`
    std::string match;    ///< only where this text occurs; empty: everywhere
    unsigned after = 0;   ///< the first N occasions are left alone
    unsigned times = ~0U; ///< and not more than N occasions after those
    double delay_s = 0;   ///< waited first
    bool close = false;   ///< then the connection is dropped without a word
    std::string reply;    ///< or this is said; empty: go on as usual
};

/// helo is EHLO and LHLO too; body is the first line after DATA, dot the end of the
/// data.
inline constexpr std::array<std::string_view, 10> steps{"connect",
                                                        "helo",
                                                        "xforward",
                                                        "mail",
                                                        "rcpt",
                                                        "data",
                                                        "body",
                                                        "dot",
                                                        "rset",
                                                        "quit"};

namespace detail {
/// Takes the next blank-separated word off the front.
inline std::string_view take_word(std::string_view& text)
{
    text = text::trim(text);
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    text = text::trim(text);
    return word;
}

inline bool read_option(Rule& rule, std::string_view name, std::string_view value)
{
    if (name == "match") {
        rule.match = value;
        return !value.empty();
    }
    if (name == "delay") {
        const auto* end = value.data() + value.size();
        const auto read = std::from_chars(value.data(), end, rule.delay_s);
        return read.ec == std::errc{} && read.ptr == end;
    }
    const auto number = text::to_number(value);
    if (number) (name == "after" ? rule.after : rule.times) = unsigned(*number);
    return number.has_value();
}
} // namespace detail

inline Result<Rule> parse_rule(std::string_view text)
{
    Rule rule;
    auto rest = text;
    rule.step = detail::take_word(rest);
    if (std::find(steps.begin(), steps.end(), rule.step) == steps.end()) {
        return permanent(text::cat("rule \"", text, "\": no such step"));
    }
    while (!rest.empty() && !text::is_digit(rest.front())) {
        const auto name = detail::take_word(rest);
        if (name == "close" && rest.empty()) {
            rule.close = true;
        } else if (name != "match" && name != "after" && name != "times" &&
                   name != "delay") {
            return permanent(text::cat("rule \"", text, "\": what is ", name, "?"));
        } else if (!detail::read_option(rule, name, detail::take_word(rest))) {
            return permanent(text::cat("rule \"", text, "\": bad value of ", name));
        }
    }
    rule.reply = rest;
    return rule;
}

} // namespace chainmail::tool

#endif
