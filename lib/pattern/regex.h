// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A compiled regular expression with Perl's meaning on bytes: ASCII classes as under
// /aa, case folding of ASCII and of Latin-1 letters. PCRE2 with JIT underneath; no
// match can run without end (limits below).
#ifndef CHAINMAIL_PATTERN_REGEX_H
#define CHAINMAIL_PATTERN_REGEX_H

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pcre2.h>

namespace chainmail::pattern {

/// How much work one match may do, in PCRE2's own measure: enough for every stock rule
/// on 4 kB of text, some tens of milliseconds at most.
constexpr std::uint32_t match_limit = 2'000'000;
constexpr std::uint32_t depth_limit = 20'000;
constexpr std::uint32_t heap_limit_kb = 20'000;

/// What a match needs to write to; one for each thread of work, used again and again.
class MatchScratch {
public:
    MatchScratch();

    /// How often a match was given up at a limit (and taken as "no match").
    std::size_t limits_hit() const { return limits_hit_; }

private:
    friend class Regex;
    struct FreeData {
        void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
    };
    struct FreeContext {
        void operator()(pcre2_match_context* c) const { pcre2_match_context_free(c); }
    };
    struct FreeStack {
        void operator()(pcre2_jit_stack* stack) const { pcre2_jit_stack_free(stack); }
    };
    std::unique_ptr<pcre2_jit_stack, FreeStack> stack_;
    std::unique_ptr<pcre2_match_context, FreeContext> context_;
    std::unique_ptr<pcre2_match_data, FreeData> span_;
    std::unique_ptr<pcre2_match_data, FreeData> groups_;
    std::size_t limits_hit_ = 0;
};

struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};

class Regex {
public:
    /// `pattern` without delimiters, flags as (?i) in front; Perl's spelling. The error
    /// says what and at which offset.
    static Result<Regex> compile(std::string_view pattern)
    {
        return compile(pattern, 0);
    }
    /// One for find_from(), too.
    static Result<Regex> compile_for_places(std::string_view pattern)
    {
        return compile(pattern, PCRE2_USE_OFFSET_LIMIT);
    }
    /// Whether it would compile; cheaper.
    static Status check(std::string_view pattern);

    /// Whether it runs as machine code: false for a pattern that the JIT cannot take,
    /// or for all when the system refuses writable code. The meaning is the same, but a
    /// match takes several times as long.
    bool is_fast() const { return jit_; }

    /// Whether a match can begin only at the begin of the text, or of a line of it.
    bool is_anchored() const { return anchored_; }
    bool begins_lines() const;

    bool matches(std::string_view subject, MatchScratch& scratch) const;

    /// The first match that begins at `from` or later. With `not_empty_at_start` an
    /// empty match at `from` does not count (how Perl's //g goes on).
    std::optional<Span> find(std::string_view subject,
                             std::size_t from,
                             bool not_empty_at_start,
                             MatchScratch& scratch) const;

    /// The first match that begins at `first` or later, at `last` or earlier. Of
    /// compile_for_places() only.
    std::optional<Span> find_from(std::string_view subject,
                                  std::size_t first,
                                  std::size_t last,
                                  MatchScratch& scratch) const;

    /// How many times //g would match, at most `most`.
    std::size_t
    count(std::string_view subject, std::size_t most, MatchScratch& scratch) const;

    /// All groups of the first match, 0 the whole; an unset group is empty. Empty when
    /// there is no match.
    std::vector<std::string_view> groups(std::string_view subject,
                                         MatchScratch& scratch) const;
    /// The same of the match that find() would give.
    std::vector<std::string_view> groups_from(std::string_view subject,
                                              std::size_t from,
                                              bool not_empty_at_start,
                                              MatchScratch& scratch) const;

    /// The names of the named groups with their numbers.
    std::vector<std::pair<std::string, std::size_t>> names() const;

private:
    struct FreeCode {
        void operator()(pcre2_code* code) const { pcre2_code_free(code); }
    };
    static Result<Regex> compile(std::string_view pattern, std::uint32_t options);
    int run(std::string_view subject,
            std::size_t from,
            std::uint32_t options,
            pcre2_match_data* data,
            MatchScratch& scratch) const;

    std::unique_ptr<pcre2_code, FreeCode> code_;
    bool jit_ = false;
    bool anchored_ = false;
};

} // namespace chainmail::pattern

#endif
