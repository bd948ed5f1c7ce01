// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "clause.h"

#include "base/text.h"

namespace chainmail::lookup {

namespace {

using text::cat;

constexpr std::size_t most_placeholders = 200;
constexpr std::string_view letters = "kaluedL";

// Follows quotes and comments.
class Scanner {
public:
    // Takes the next byte in; `next` is the one behind it.
    void take(char c, char next)
    {
        switch (state_) {
        case State::sql:
            if (c == '\'' || c == '"') enter(State::quoted, c);
            if (c == '-' && next == '-') enter(State::line_comment, c);
            if (c == '/' && next == '*') enter(State::comment, c);
            break;
        case State::quoted: // a doubled quote leaves and enters again
            if (c == quote_) state_ = State::sql;
            break;
        case State::line_comment:
            if (c == '\n') state_ = State::sql;
            break;
        case State::comment:
            if (last_ == '*' && c == '/') state_ = State::sql;
            break;
        }
        last_ = c;
    }
    bool in_sql() const { return state_ == State::sql; }

private:
    enum class State { sql, quoted, line_comment, comment };
    void enter(State state, char quote)
    {
        state_ = state;
        quote_ = quote;
    }
    State state_ = State::sql;
    char quote_ = 0;
    char last_ = 0;
};

char placeholder_at(std::string_view sql, std::size_t at)
{
    if (sql[at] == '?') return '?';
    const bool known = sql[at] == '%' && at + 1 < sql.size() &&
                       letters.find(sql[at + 1]) != std::string_view::npos;
    return known ? sql[at + 1] : '\0';
}

// The length of the well-formed UTF-8 character at the beginning, 0 if there is none
// (RFC 3629: shortest form, no surrogates, up to U+10FFFF).
std::size_t character_length(std::string_view s)
{
    const auto byte = [&](std::size_t i) {
        return i < s.size() ? static_cast<unsigned char>(s[i]) : 0U;
    };
    const auto first = byte(0);
    if (first < 0x80) return first == 0 ? 0 : 1;
    const std::size_t length = first < 0xC2   ? 0
                               : first < 0xE0 ? 2
                               : first < 0xF0 ? 3
                               : first < 0xF5 ? 4
                                              : 0;
    const unsigned lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (length == 0 || byte(1) < lowest || byte(1) > highest) return 0;
    for (std::size_t i = 2; i < length; ++i)
        if ((byte(i) & 0xC0U) != 0x80) return 0;
    return length;
}

} // namespace

Result<Clause> Clause::parse(std::string_view sql, std::string name, std::string origin)
{
    Clause clause;
    clause.name_ = std::move(name);
    clause.origin_ = std::move(origin);
    Scanner scanner;
    std::string text;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        const char placeholder = placeholder_at(sql, i);
        if (placeholder == 0) {
            scanner.take(sql[i], i + 1 < sql.size() ? sql[i + 1] : '\0');
            text += sql[i];
            continue;
        }
        const auto written = sql.substr(i, placeholder == '?' ? 1 : 2);
        if (!scanner.in_sql())
            return permanent(cat(clause.origin_,
                                 ": ",
                                 clause.name_,
                                 ": the placeholder ",
                                 written,
                                 " stands within quotes or a comment"));
        if (clause.pieces_.size() == most_placeholders)
            return permanent(cat(clause.origin_,
                                 ": ",
                                 clause.name_,
                                 ": more than ",
                                 most_placeholders,
                                 " placeholders"));
        clause.pieces_.push_back({std::exchange(text, {}), placeholder});
        i += written.size() - 1;
    }
    clause.pieces_.push_back({std::move(text), '\0'});
    return clause;
}

std::string Clause::sql(std::size_t keys) const
{
    std::string out;
    std::size_t number = 0;
    for (const auto& piece : pieces_) {
        out += piece.text;
        if (piece.placeholder == 0) break;
        const std::size_t count = piece.placeholder == 'k' ? keys : 1;
        for (std::size_t i = 0; i < count; ++i)
            out += cat(i == 0 ? "$" : ",$", ++number);
    }
    return out;
}

std::vector<Parameter> Clause::parameters(const AddressKeys& keys,
                                          bool is_local,
                                          const std::optional<std::string>& extra) const
{
    using Kind = Parameter::Kind;
    std::vector<Parameter> out;
    bool extra_used = false;
    for (const auto& piece : pieces_) {
        switch (piece.placeholder) {
        case 'k':
            for (const auto& key : keys.keys)
                out.push_back({Kind::address, key});
            break;
        case 'a':
            out.push_back({Kind::address, keys.full});
            break;
        case 'l':
            out.push_back({Kind::address, keys.local});
            break;
        case 'u':
            out.push_back({Kind::address, keys.user});
            break;
        case 'e':
            out.push_back({Kind::address, keys.extension});
            break;
        case 'd':
            out.push_back({Kind::address, keys.domain});
            break;
        case 'L':
            out.push_back({Kind::boolean, is_local ? "1" : "0"});
            break;
        case '?':
            out.push_back({Kind::extra, extra_used ? std::nullopt : extra});
            extra_used = true;
            break;
        default:
            break;
        }
    }
    return out;
}

std::string fit_for_text(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto length = character_length(bytes);
        if (length == 0)
            out += '?';
        else
            out += bytes.substr(0, length);
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

} // namespace chainmail::lookup
