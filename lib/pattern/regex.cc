// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "pattern/regex.h"

#include "base/text.h"
#include "pattern/perl_syntax.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace chainmail::pattern {

namespace {

constexpr std::size_t table_bytes = 1088;
constexpr std::size_t jit_stack_start = 32U << 10U;
constexpr std::size_t jit_stack_most = 4U << 20U;
constexpr std::uint32_t most_groups = 100;

using Table = std::array<std::uint8_t, table_bytes>;

// PCRE2's tables begin with two maps of 256 bytes: to lower case, and to the other
// case. The C locale folds ASCII only, Perl folds a byte string as Latin-1.
Table make_tables()
{
    Table table{};
    const std::uint8_t* built = pcre2_maketables(nullptr);
    std::memcpy(table.data(), built, table.size());
    pcre2_maketables_free(nullptr, built);
    for (std::size_t upper = 0xC0; upper <= 0xDE; ++upper) {
        if (upper == 0xD7) continue; // the multiplication sign has no case
        const std::size_t lower = upper + 0x20;
        table[upper] = static_cast<std::uint8_t>(lower);
        table[256 + upper] = static_cast<std::uint8_t>(lower);
        table[256 + lower] = static_cast<std::uint8_t>(upper);
    }
    return table;
}

const std::uint8_t* perl_tables()
{
    static const Table table = make_tables();
    return table.data();
}

struct FreeCompileContext {
    void operator()(pcre2_compile_context* c) const { pcre2_compile_context_free(c); }
};

PCRE2_SPTR bytes(std::string_view s)
{
    // PCRE2 refuses a null pointer even for no bytes.
    return reinterpret_cast<PCRE2_SPTR>(s.data() != nullptr ? s.data() : "");
}

std::string message_of(int code)
{
    std::array<PCRE2_UCHAR, 256> buffer{};
    pcre2_get_error_message(code, buffer.data(), buffer.size());
    return reinterpret_cast<const char*>(buffer.data());
}

Result<pcre2_code*> compile_code(std::string_view pattern, std::uint32_t options)
{
    const std::string source = to_pcre(pattern);
    const std::unique_ptr<pcre2_compile_context, FreeCompileContext> context(
        pcre2_compile_context_create(nullptr));
    pcre2_set_character_tables(context.get(), perl_tables());
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
    int code = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code* compiled = pcre2_compile(bytes(source),
                                         source.size(),
                                         PCRE2_DUPNAMES | options,
                                         &code,
                                         &offset,
                                         context.get());
    if (compiled == nullptr)
        return permanent(text::cat(message_of(code), " at offset ", offset));
    return compiled;
}

} // namespace

MatchScratch::MatchScratch()
    : stack_(pcre2_jit_stack_create(jit_stack_start, jit_stack_most, nullptr)),
      context_(pcre2_match_context_create(nullptr)),
      span_(pcre2_match_data_create(1, nullptr)),
      groups_(pcre2_match_data_create(most_groups, nullptr))
{
    pcre2_jit_stack_assign(context_.get(), nullptr, stack_.get());
    pcre2_set_match_limit(context_.get(), match_limit);
    pcre2_set_depth_limit(context_.get(), depth_limit);
    pcre2_set_heap_limit(context_.get(), heap_limit_kb);
}

Status Regex::check(std::string_view pattern)
{
    const auto compiled = compile_code(pattern, 0);
    if (!compiled) return compiled.error();
    pcre2_code_free(*compiled);
    return {};
}

Result<Regex> Regex::compile(std::string_view pattern, std::uint32_t options)
{
    const auto compiled = compile_code(pattern, options);
    if (!compiled) return compiled.error();
    Regex regex;
    regex.code_.reset(*compiled);
    std::uint32_t all_options = 0;
    pcre2_pattern_info(regex.code_.get(), PCRE2_INFO_ALLOPTIONS, &all_options);
    regex.anchored_ = (all_options & PCRE2_ANCHORED) != 0;
    // A pattern the JIT cannot take is still matched, by the interpreter.
    regex.jit_ = pcre2_jit_compile(regex.code_.get(), PCRE2_JIT_COMPLETE) == 0;
    return regex;
}

bool Regex::begins_lines() const
{
    constexpr std::uint32_t at_lines = 2;
    std::uint32_t first = 0;
    pcre2_pattern_info(code_.get(), PCRE2_INFO_FIRSTCODETYPE, &first);
    return first == at_lines;
}

int Regex::run(std::string_view subject,
               std::size_t from,
               std::uint32_t options,
               pcre2_match_data* data,
               MatchScratch& scratch) const
{
    int result = PCRE2_ERROR_JIT_STACKLIMIT;
    if (jit_)
        result = pcre2_jit_match(code_.get(),
                                 bytes(subject),
                                 subject.size(),
                                 from,
                                 options,
                                 data,
                                 scratch.context_.get());
    if (result == PCRE2_ERROR_JIT_STACKLIMIT)
        result = pcre2_match(code_.get(),
                             bytes(subject),
                             subject.size(),
                             from,
                             options | PCRE2_NO_JIT,
                             data,
                             scratch.context_.get());
    if (result < 0 && result != PCRE2_ERROR_NOMATCH) ++scratch.limits_hit_;
    return result;
}

bool Regex::matches(std::string_view subject, MatchScratch& scratch) const
{
    return run(subject, 0, 0, scratch.span_.get(), scratch) >= 0;
}

std::optional<Span> Regex::find(std::string_view subject,
                                std::size_t from,
                                bool not_empty_at_start,
                                MatchScratch& scratch) const
{
    const std::uint32_t options = not_empty_at_start ? PCRE2_NOTEMPTY_ATSTART : 0;
    pcre2_match_data* data = scratch.span_.get();
    if (run(subject, from, options, data, scratch) < 0) return {};
    const PCRE2_SIZE* at = pcre2_get_ovector_pointer(data);
    return Span{at[0], at[1]};
}

std::optional<Span> Regex::find_from(std::string_view subject,
                                     std::size_t first,
                                     std::size_t last,
                                     MatchScratch& scratch) const
{
    pcre2_set_offset_limit(scratch.context_.get(), last);
    const auto found = find(subject, first, false, scratch);
    pcre2_set_offset_limit(scratch.context_.get(), PCRE2_UNSET);
    return found;
}

std::size_t
Regex::count(std::string_view subject, std::size_t most, MatchScratch& scratch) const
{
    std::size_t hits = 0;
    std::size_t from = 0;
    bool last_was_empty = false;
    while (hits < most) {
        const auto span = find(subject, from, last_was_empty, scratch);
        if (!span) break;
        ++hits;
        from = span->end;
        last_was_empty = span->begin == span->end;
    }
    return hits;
}

std::vector<std::string_view> Regex::groups(std::string_view subject,
                                            MatchScratch& scratch) const
{
    return groups_from(subject, 0, false, scratch);
}

std::vector<std::string_view> Regex::groups_from(std::string_view subject,
                                                 std::size_t from,
                                                 bool not_empty_at_start,
                                                 MatchScratch& scratch) const
{
    const std::uint32_t options = not_empty_at_start ? PCRE2_NOTEMPTY_ATSTART : 0;
    pcre2_match_data* data = scratch.groups_.get();
    const int set = run(subject, from, options, data, scratch);
    if (set < 0) return {};
    std::uint32_t total = 0;
    pcre2_pattern_info(code_.get(), PCRE2_INFO_CAPTURECOUNT, &total);
    std::vector<std::string_view> out(std::min(total + 1, most_groups));
    const PCRE2_SIZE* at = pcre2_get_ovector_pointer(data);
    for (std::size_t i = 0; i < out.size() && i < static_cast<std::size_t>(set); ++i) {
        if (at[2 * i] != PCRE2_UNSET)
            out[i] = subject.substr(at[2 * i], at[2 * i + 1] - at[2 * i]);
    }
    return out;
}

std::vector<std::pair<std::string, std::size_t>> Regex::names() const
{
    std::uint32_t count = 0;
    std::uint32_t entry = 0;
    PCRE2_SPTR table = nullptr;
    pcre2_pattern_info(code_.get(), PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(code_.get(), PCRE2_INFO_NAMEENTRYSIZE, &entry);
    pcre2_pattern_info(code_.get(), PCRE2_INFO_NAMETABLE, &table);
    std::vector<std::pair<std::string, std::size_t>> out;
    for (std::uint32_t i = 0; i < count; ++i, table += entry) {
        // Two bytes of group number, the name, a zero.
        const std::size_t number = static_cast<std::size_t>(table[0]) << 8U | table[1];
        out.emplace_back(reinterpret_cast<const char*>(table + 2), number);
    }
    return out;
}

} // namespace chainmail::pattern
