// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "base/text.h"
#include "mail/charset.h"
#include "mail/encoded_word.h"
#include "mail/extended_parameter.h"
#include "mail/field.h"
#include "mail/lexer.h"
#include "mail/loose_value.h"
#include "mail/part_facts.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace chainmail::mail {

namespace {

// A field is looked at as far as a header is. Many values that reach to the end would
// each be as long as the field: there is a bound for all, and a little for each.
constexpr std::size_t max_value = 65536;
constexpr std::size_t most_values = 4 * max_value;
constexpr std::size_t max_rest = 1024;
constexpr std::size_t max_equals = 150; // of one header, all readings together

struct Piece {
    std::uint64_t number = 0;
    std::string value;
    std::string word; ///< the same up to a blank
};

// "name", "filename", and what hides behind other characters: "xname". Pieces have a
// star.
struct Key {
    std::string base;
    bool is_piece = false;
    std::uint64_t number = 0;
};

bool is_key_character(char c)
{
    return text::is_alnum(c) || c == '*' || c == '-' || c == '_';
}

std::string_view take_last_word(std::string_view& s)
{
    while (!s.empty() && text::is_space(s.back()))
        s.remove_suffix(1);
    std::size_t from = s.size();
    while (from > 0 && is_key_character(s[from - 1]))
        --from;
    const auto word = s.substr(from);
    s = s.substr(0, from);
    return word;
}

// The word before the "=" at `equals`. Blanks may stand before a star.
std::string key_before(std::string_view s, std::size_t equals)
{
    constexpr int most_stars = 3;
    s = s.substr(0, equals);
    std::string key(take_last_word(s));
    for (int i = 0; i < most_stars && key.starts_with('*'); ++i)
        key.insert(0, take_last_word(s));
    return text::lower(key);
}

bool read_key(const std::string& word, Key& key)
{
    const auto star = word.find('*');
    key.base = word.substr(0, star);
    if (!key.base.ends_with("name")) return false;
    key.is_piece = star != word.npos;
    if (!key.is_piece) return true;
    std::string_view number = std::string_view(word).substr(star + 1);
    if (number.ends_with('*')) number.remove_suffix(1);
    key.number = text::to_number(number).value_or(0);
    return true;
}

std::string without(std::string_view s, std::string_view characters)
{
    std::string out;
    for (const char c : s)
        if (characters.find(c) == characters.npos) out += c;
    return out;
}

std::string without_controls(std::string_view s)
{
    std::string out;
    std::copy_if(s.begin(), s.end(), std::back_inserter(out), [](char c) {
        return !text::is_control(c);
    });
    return out;
}

// What stands in the quotes (of either kind) at the start of `s`.
std::string_view in_quotes(std::string_view s)
{
    std::size_t end = 1;
    while (end < s.size() && s[end] != s.front())
        end += s[end] == '\\' ? 2U : 1U;
    return s.substr(1, std::min(end, s.size()) - 1);
}

std::vector<std::string> readings_of(std::string_view s)
{
    s.remove_prefix(std::min(s.find_first_not_of(" \t\r\n"), s.size()));
    std::vector<std::string> readings;
    const bool quoted = s.starts_with('"') || s.starts_with('\'');
    if (quoted) readings.emplace_back(in_quotes(s));
    const auto statement = text::trim(s.substr(0, s.find(';')));
    readings.push_back(without(statement, "\"'"));
    if (!quoted)
        readings.emplace_back(statement.substr(0, statement.find_first_of(" \t")));
    // What a token may be, and encoded words with blanks in them.
    readings.emplace_back(
        statement.substr(0, statement.find_first_of("()<>@,:\\\"/[]?=\x7F")));
    if (statement.find("=?") != statement.npos)
        readings.push_back(without(statement, "\"' \t\r\n"));
    if (s.find(';') != s.npos && s.find('=') == s.npos)
        readings.push_back(without(text::trim(s), "\"'"));
    return readings;
}

// An apostrophe is no quote here: it stands behind the charset.
std::string piece_of(std::string_view s)
{
    s = text::trim(s);
    if (s.starts_with('"')) return std::string(in_quotes(s));
    return without(text::trim(s.substr(0, s.find(';'))), "\"");
}

Piece make_piece(std::uint64_t number, std::string_view s)
{
    Piece piece{number, piece_of(s), {}};
    piece.word = piece.value.substr(0, piece.value.find_first_of(" \t"));
    return piece;
}

// charset'language'text, with or without the first two.
std::string decode_piece_text(std::string_view s)
{
    std::string charset;
    const auto quote = s.find('\'');
    const auto second = quote == s.npos ? quote : s.find('\'', quote + 1);
    if (second != s.npos) {
        charset = s.substr(0, quote);
        s.remove_prefix(second + 1);
    }
    return to_utf8(decode_percent(s), charset);
}

class Collector {
public:
    void take(std::string_view value)
    {
        const std::string line = unfold(value.substr(0, max_value));
        const std::string bare = without_comments(line);
        for (const auto& one : {line, bare, without(bare, "\\")})
            scan(one);
    }

    LooseNames finish()
    {
        for (const auto& [base, pieces] : pieces_) {
            add_joined(pieces, &Piece::value);
            auto sorted = pieces;
            std::stable_sort(
                sorted.begin(), sorted.end(), [](const Piece& a, const Piece& b) {
                    return a.number < b.number;
                });
            add_joined(sorted, &Piece::value);
            const auto same = [](const Piece& a, const Piece& b) {
                return a.number == b.number;
            };
            sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
            add_joined(sorted, &Piece::word);
        }
        return {std::move(names_), looked_at_};
    }

private:
    void scan(const std::string& line)
    {
        std::map<std::string, std::vector<Piece>> pieces;
        for (auto at = line.find('='); at != line.npos && count_ < max_equals;
             at = line.find('=', at + 1)) {
            Key key;
            if (!read_key(key_before(line, at), key)) continue;
            ++count_;
            const auto value = value_at(line, at + 1);
            const auto readings = readings_of(value);
            if (key.is_piece) pieces[key.base].push_back(make_piece(key.number, value));
            for (const auto& reading : readings) {
                const auto name = decode_words(reading);
                add(name);
                for (const auto& other : other_names(name))
                    add(decode_words(other));
            }
        }
        for (auto& [base, found] : pieces)
            note_pieces(base, std::move(found));
    }

    std::string_view value_at(std::string_view line, std::size_t from)
    {
        const auto value = line.substr(from, std::max(left_, max_rest));
        left_ -= std::min(left_, value.size());
        looked_at_ += value.size();
        return value;
    }

    // Pieces may be spread over fields; those of other readings of a field replace
    // nothing when they are the same.
    void note_pieces(const std::string& base, std::vector<Piece> found)
    {
        auto& all = pieces_[base];
        for (auto& piece : found) {
            const bool known =
                std::any_of(all.begin(), all.end(), [&](const Piece& one) {
                    return one.number == piece.number && one.value == piece.value;
                });
            if (!known && all.size() < max_equals) all.push_back(std::move(piece));
        }
    }

    void add_joined(const std::vector<Piece>& pieces, std::string Piece::*text)
    {
        std::string joined;
        for (const auto& piece : pieces)
            joined += piece.*text;
        add(joined);
        add(decode_piece_text(joined));
        add(decode_words(decode_piece_text(joined)));
        for (const auto& other : other_names(joined))
            add(decode_words(decode_piece_text(other)));
    }

    void add(const std::string& name)
    {
        if (text::trim(name).empty() || names_.size() >= max_loose_names) return;
        if (!is_utf8(name)) return add(to_utf8(name, "us-ascii"));
        add_once(names_, shortened(name));
    }

    std::map<std::string, std::vector<Piece>> pieces_;
    std::vector<std::string> names_;
    std::size_t count_ = 0;
    std::size_t left_ = most_values;
    std::size_t looked_at_ = 0;
};

std::string replaced(std::string_view s, std::string_view what, std::string_view with)
{
    std::string out;
    for (;;) {
        const auto at = s.find(what);
        out += s.substr(0, at);
        if (at == s.npos) return out;
        out += with;
        s.remove_prefix(at + what.size());
    }
}

// UTF-16 without a byte order mark is read in both orders.
void add_other_order(std::string_view name, std::vector<std::string>& to)
{
    const std::string lower = text::lower(name);
    if (lower.find("utf-16?") == lower.npos && lower.find("utf-16'") == lower.npos)
        return;
    for (const char* order : {"utf-16le", "utf-16be"})
        for (const char mark : {'?', '\''}) {
            auto other = std::string(name);
            for (const char* spelt : {"utf-16", "UTF-16", "Utf-16"})
                other = replaced(other, text::cat(spelt, mark), text::cat(order, mark));
            if (other != name) to.push_back(std::move(other));
        }
}

} // namespace

LooseNames loose_names(const std::vector<std::string_view>& values)
{
    Collector collector;
    for (const auto value : values)
        collector.take(value);
    return collector.finish();
}

std::vector<std::string> other_names(std::string_view name)
{
    std::vector<std::string> others;
    const auto add = [&](std::string other) {
        if (!other.empty() && other != name) others.push_back(std::move(other));
    };
    if (name.find('%') != name.npos) add(decode_percent(name));
    add_other_order(name, others);
    // An encoded word that is not closed.
    if (const auto open = name.rfind("=?");
        open != name.npos && name.find("?=", open) == name.npos)
        add(text::cat(name, "?="));
    // C's strings end at a NUL. Blanks and dots that a system would cut off the end are
    // left: sites ban "x.exe", and know that amavisd lets "x.exe." pass.
    add(std::string(name.substr(0, name.find('\0'))));
    if (std::any_of(name.begin(), name.end(), text::is_control)) {
        add(without_controls(name));
        add(std::string(text::trim(without_controls(name))));
    }
    return others;
}

std::string extension(std::string_view name)
{
    const auto dot = name.rfind('.');
    return dot == name.npos ? std::string() : text::lower(name.substr(dot + 1));
}

} // namespace chainmail::mail
