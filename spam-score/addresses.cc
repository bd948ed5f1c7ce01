// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "addresses.h"

#include "domains.h"
#include "idn.h"
#include "scan.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t most_results = 10'000;
// Steps of looking for the end of one element; a header made to be expensive is cut
// off.
constexpr int most_steps = 2000;

// A loop of a known length is quicker here than a call of memchr().
constexpr bool is_in(char c, std::string_view set)
{
    for (const char one : set) {
        if (one == c) return true;
    }
    return false;
}

// The offset behind the quoted string at `at`, or npos.
std::size_t end_of_quoted(std::string_view s, std::size_t at)
{
    if (at >= s.size() || s[at] != '"') return npos;
    for (std::size_t i = at + 1; i < s.size(); ++i) {
        if (s[i] == '\\')
            ++i;
        else if (s[i] == '"')
            return i + 1;
    }
    return npos;
}

// The offset behind the comment at `at`, or npos; comments in comments are not known.
std::size_t end_of_comment(std::string_view s, std::size_t at)
{
    if (at >= s.size() || s[at] != '(') return npos;
    for (std::size_t i = at + 1; i < s.size(); ++i) {
        if (s[i] == '\\')
            ++i;
        else if (s[i] == '(')
            return npos;
        else if (s[i] == ')')
            return i + 1;
    }
    return npos;
}

std::string without_comments(std::string_view s)
{
    std::string out;
    for (std::size_t at = 0; at < s.size();) {
        const auto open = std::min(s.find('(', at), s.size());
        out += s.substr(at, open - at);
        const auto end = end_of_comment(s, open);
        if (end == npos && open < s.size()) out += s[open];
        at = end == npos ? open + 1 : end;
    }
    return out;
}

// The offset behind an address without brackets at `at`, or npos.
std::size_t end_of_address(std::string_view s, std::size_t at)
{
    auto end = end_of_quoted(s, at);
    if (end == npos || end >= s.size() || s[end] != '@') {
        end = skip_while(s, at, [](char c) {
            return !text::is_space(c) && !is_in(c, "@<>()[],:;");
        });
        if (end == at) return npos;
    }
    if (end >= s.size() || s[end] != '@') return npos;
    const auto domain = ++end;
    end = skip_while(s, domain, [](char c) {
        return !text::is_space(c) && !is_in(c, "\"<>()[],:;");
    });
    if (end > domain) return end;
    if (domain >= s.size() || s[domain] != '[') return npos;
    end = skip_while(s, domain + 1, [](char c) {
        return text::is_digit(c) || c == ':' || c == '.';
    });
    return end > domain + 1 && end < s.size() && s[end] == ']' ? end + 1 : npos;
}

bool is_whole_address(std::string_view s)
{
    return end_of_address(s, 0) == s.size();
}

// Half a quoted string is a sign of a broken list.
bool is_sound(std::string_view address)
{
    return !address.starts_with("\"\"@") &&
           std::count(address.begin(), address.end(), '"') != 1;
}

// The offset behind the piece of a display name at `at`, a quoted string or plain text;
// `at` itself when there is none.
std::size_t end_of_piece(std::string_view s, std::size_t at)
{
    const auto quoted = end_of_quoted(s, at);
    return quoted != npos
               ? quoted
               : skip_while(s, at, [](char c) { return !is_in(c, "\",;<"); });
}

// The offset behind a display name at `at`: one piece or more.
std::size_t end_of_phrase(std::string_view s, std::size_t at)
{
    for (auto end = end_of_piece(s, at); end > at; end = end_of_piece(s, at))
        at = end;
    return at;
}

// What stands in angle brackets, and the offset behind the ">". The ">" meant is the
// last one of the first word with one, as lists without blanks
// ("<a@b>,<c@d>") and doubled brackets must not hide an address.
struct Bracketed {
    std::size_t begin = npos;
    std::size_t end = npos;
    std::size_t behind = npos;
};

struct Element {
    std::string_view phrase;
    bool has_phrase = false;
    std::string_view address;
    bool has_address = false;
    bool in_brackets = false;
    std::string_view comment;
    bool has_comment = false;
    std::size_t end = npos; ///< npos: nothing was understood
};

class ElementParser {
public:
    explicit ElementParser(std::string_view s) : s_(s) {}

    Element parse()
    {
        const auto at = skip_space(s_, 0);
        const auto phrase_end = end_of_phrase(s_, at);
        if (parse_brackets(phrase_end)) {
            if (phrase_end > at) {
                out_.has_phrase = true;
                out_.phrase = s_.substr(at, phrase_end - at);
            }
            return out_;
        }
        if (const auto end = end_of_address(s_, at); end != npos && finish(end)) {
            out_.has_address = true;
            out_.address = s_.substr(at, end - at);
            return out_;
        }
        parse_phrase(at);
        return out_;
    }

private:
    // A phrase alone: as many of its pieces as something may follow. `"Ann" (a@b)` is
    // one with a comment.
    void parse_phrase(std::size_t begin)
    {
        std::vector<std::size_t> ends;
        for (auto at = begin; ends.size() < most_steps;) {
            const auto end = end_of_piece(s_, at);
            if (end == at) break;
            ends.push_back(at = end);
        }
        for (; !ends.empty(); ends.pop_back()) {
            if (++steps_ > most_steps) return;
            if (!finish(ends.back())) continue;
            out_.has_phrase = true;
            out_.phrase = s_.substr(begin, ends.back() - begin);
            return;
        }
    }

    // A comment, then a separator or the end.
    bool finish(std::size_t at)
    {
        const auto comment = skip_space(s_, at);
        if (const auto end = end_of_comment(s_, comment);
            end != npos && separates(end)) {
            out_.has_comment = true;
            out_.comment = s_.substr(comment + 1, end - comment - 2);
            return true;
        }
        return separates(at);
    }

    bool separates(std::size_t at)
    {
        at = skip_space(s_, at);
        if (at < s_.size() && !is_in(s_[at], ",;")) return false;
        out_.end = std::min(at + 1, s_.size());
        return true;
    }

    bool parse_brackets(std::size_t at)
    {
        if (at >= s_.size() || s_[at] != '<') return false;
        Bracketed found;
        if (!close_bracket(at, true, found)) return false;
        out_.in_brackets = true;
        out_.has_address = true;
        out_.address = s_.substr(found.begin, found.end - found.begin);
        return true;
    }

    // Tries each ">" that may close the bracket at `at`, the farthest first, until what
    // follows ends the element.
    bool close_bracket(std::size_t at, bool blanks_before_at, Bracketed& found)
    {
        const auto begin = skip_space(s_, at + 1);
        auto stop = begin;
        if (blanks_before_at)
            stop = skip_while(s_, begin, [](char c) { return c != '>' && c != '@'; });
        const auto word_end =
            skip_while(s_, stop, [](char c) { return !text::is_space(c); });
        const auto closing = skip_space(s_, word_end);
        if (word_end > begin && closing < s_.size() && s_[closing] == '>' &&
            closing > word_end && accept(begin, word_end, closing + 1, found))
            return true;
        for (auto close = word_end; close-- > begin + 1;) {
            if (++steps_ > most_steps) return false;
            if (s_[close] == '>' && accept(begin, close, close + 1, found)) return true;
        }
        return begin < s_.size() && s_[begin] == '>' &&
               accept(begin, begin, begin + 1, found);
    }

    bool
    accept(std::size_t begin, std::size_t end, std::size_t behind, Bracketed& found)
    {
        if (++steps_ > most_steps) return false;
        const auto next = skip_space(s_, behind);
        if (next < s_.size() && s_[next] == '<') {
            Bracketed doubled;
            if (close_bracket(next, false, doubled)) {
                found = {begin, end, doubled.behind};
                return true;
            }
        }
        if (!finish(behind)) return false;
        found = {begin, end, behind};
        return true;
    }

    std::string_view s_;
    Element out_;
    int steps_ = 0;
};

std::string plain_phrase(std::string_view phrase)
{
    std::string out;
    for (std::size_t at = 0; at < phrase.size();) {
        if (const auto quoted = end_of_quoted(phrase, at); quoted != npos) {
            out += without(phrase.substr(at + 1, quoted - at - 2), '\\');
            at = quoted;
        } else if (phrase[at] == '"') {
            ++at;
        } else {
            const auto end = std::min(phrase.find('"', at), phrase.size());
            out += without_comments(phrase.substr(at, end - at));
            at = end;
        }
    }
    return out;
}

// Up to a second "@".
std::string one_at(std::string_view address)
{
    const auto first = address.find('@');
    const auto second = first == npos ? npos : address.find('@', first + 1);
    return std::string(address.substr(0, second));
}

bool is_mailable(std::string_view s)
{
    const auto at = s.find('@');
    if (at == npos || !is_whole_address(s) || !is_sound(s)) return false;
    const auto host = s.substr(at + 1);
    return is_host_name(ascii_host(host.substr(0, host.find('@'))));
}

NamedAddress interpret(const Element& element)
{
    NamedAddress out;
    if (element.has_address) {
        std::string address(element.address);
        if (element.in_brackets) address = without_comments(address);
        if ((!element.in_brackets || is_whole_address(address)) && is_sound(address))
            out.address = std::move(address);
    }
    if (element.has_phrase) {
        std::string phrase = plain_phrase(element.phrase);
        if (!out.address && is_mailable(phrase))
            out.address = phrase;
        else if (!phrase.empty() && phrase != out.address)
            out.name = std::move(phrase);
    }
    if (!out.name && element.has_comment) out.name = std::string(element.comment);
    if (out.address) out.address = one_at(*out.address);
    return out;
}

// "Friends: a@b, c@d;" is its members.
std::string_view without_group(std::string_view s)
{
    const auto end = skip_while(s, 0, [](char c) { return !is_in(c, "\"()<>"); });
    const auto colon = s.substr(0, end).rfind(':');
    if (colon == npos || colon == 0) return s;
    s.remove_prefix(skip_space(s, colon + 1));
    return s.starts_with(';') ? std::string_view{} : s;
}

// Addresses in brackets somewhere in what nothing could be made of.
void find_stray(std::string_view s, std::vector<NamedAddress>& results)
{
    for (auto open = s.find('<'); open != npos && results.size() < most_results;
         open = s.find('<', open + 1)) {
        const auto end = end_of_address(s, open + 1);
        if (end == npos || end >= s.size() || s[end] != '>') continue;
        const auto address = s.substr(open + 1, end - open - 1);
        if (is_sound(address)) results.push_back({{}, one_at(address)});
    }
}

} // namespace

std::vector<NamedAddress> parse_addresses(std::string_view value)
{
    const std::string plain = replace_all(text::trim(value), "\\\\", "");
    std::string_view rest = without_group(plain);
    std::vector<NamedAddress> results;
    while (!text::trim(rest).empty() && results.size() < most_results) {
        const Element element = ElementParser(rest).parse();
        if (element.end == npos) break;
        results.push_back(interpret(element));
        rest.remove_prefix(element.end);
    }
    if (rest.find('@') != npos) find_stray(rest, results);
    return results;
}

} // namespace chainmail::spam_score
