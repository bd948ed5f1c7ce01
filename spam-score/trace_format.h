// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A small notation for the lines that mail servers write into Received fields, and a
// matcher for it:
//   {helo} ({rdns} [{ip}]) by {by} with
// Text stands for itself, a name in braces for a piece of the line:
//   {helo} {rdns} {by} {ident} {id} {from}  a word, kept under that name; {host} is
//   both
//                  helo and rdns, {dotted} rdns with a dot inside; {word} is not kept.
//                  With a "?" it may be empty.
//   {ip}           an IP address, kept; {other-ip} not kept
//   {part}         anything, as little as possible, kept; {any} as much as possible,
//                  {some} as little, not kept
//   {inner}        one or more but ")", kept as {part}; {remark} the same or nothing,
//                  not kept; {helo-text} the same or nothing, kept as helo
//   {digits} {hello} HELO or EHLO, {smtp} SMTP or ESMTP, {localhost} a name or address
//                  of the machine itself, {end} the end of the line
#ifndef CHAINMAIL_SPAM_SCORE_TRACE_FORMAT_H
#define CHAINMAIL_SPAM_SCORE_TRACE_FORMAT_H

#include <array>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

enum class TraceField { none, helo, rdns, by, ident, id, from, ip, part, count };

/// Views into the line that was matched; empty where the format has no such field.
struct TraceMatch {
    std::array<std::string_view, static_cast<std::size_t>(TraceField::count)> fields;

    std::string_view operator[](TraceField field) const
    {
        return fields[static_cast<std::size_t>(field)];
    }
    bool host_is_both = false; ///< {host}: rdns is helo
};

class TraceFormat {
public:
    /// A mistake in `notation` aborts: it is part of our own source.
    explicit TraceFormat(std::string_view notation);

    /// Whether `line` begins so.
    bool matches(std::string_view line, TraceMatch& match) const;
    /// Whether it stands anywhere in `line`.
    bool found_in(std::string_view line, TraceMatch& match) const;

private:
    enum class Kind {
        text,
        word,
        word_or_nothing,
        dotted,
        ip,
        any,
        some,
        inner,
        inner_or_nothing,
        digits,
        hello,
        smtp,
        localhost,
        end,
    };
    struct Item {
        Kind kind = Kind::text;
        TraceField field = TraceField::none;
        std::string_view text;
        bool both = false;
    };
    static Item item_of(std::string_view name);
    bool match_from(std::size_t item,
                    std::string_view line,
                    std::size_t at,
                    TraceMatch& match,
                    int& steps) const;
    bool try_lengths(std::size_t item,
                     std::string_view line,
                     std::size_t at,
                     std::size_t least,
                     std::size_t most,
                     bool longest_first,
                     TraceMatch& match,
                     int& steps) const;
    bool may_follow(std::size_t item, std::string_view line, std::size_t at) const;

    std::vector<Item> items_;
    std::string_view needed_; ///< the longest text in it
};

} // namespace chainmail::spam_score

#endif
