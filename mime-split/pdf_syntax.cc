// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "pdf_syntax.h"

#include "base/text.h"
#include "mail/charset.h"

#include <algorithm>
#include <optional>

namespace chainmail::mime_split {

namespace {

// A dictionary, and what is looked at around a file specification.
constexpr std::size_t longest_dictionary = 2048;
// Words that look like the begin of a stream.
constexpr std::size_t most_tries = 100'000;

bool is_delimiter(char c)
{
    return std::string_view("()<>[]{}/%").find(c) != std::string_view::npos;
}

bool is_regular(char c)
{
    return !text::is_space(c) && c != '\0' && !is_delimiter(c);
}

std::string_view trim_end(std::string_view text)
{
    while (!text.empty() && (text::is_space(text.back()) || text.back() == '\0'))
        text.remove_suffix(1);
    return text;
}

// The dictionary that ends at the end of `text`: back to its own "<<".
std::string_view dictionary_before(std::string_view text)
{
    text = trim_end(text);
    if (!text.ends_with(">>")) return {};
    const auto from = text.size() - std::min(text.size(), longest_dictionary);
    int depth = 0;
    for (auto at = text.size() - 1; at > from;) {
        const auto two = text.substr(at - 1, 2);
        if (two == ">>" || two == "<<") {
            depth += two == ">>" ? 1 : -1;
            if (depth == 0) return text.substr(at - 1);
            at -= std::min<std::size_t>(2, at);
        } else {
            --at;
        }
    }
    return {};
}

// "12 0 obj" at the end of `text` gives 12.
std::uint64_t object_before(std::string_view text)
{
    constexpr std::size_t most = 40;
    text = trim_end(text);
    text = text.substr(text.size() - std::min(most, text.size()));
    if (!text.ends_with("obj")) return 0;
    text = trim_end(text.substr(0, text.size() - 3));
    const auto take_number = [&text] {
        std::size_t length = 0;
        while (length < text.size() && text::is_digit(text[text.size() - 1 - length]))
            ++length;
        const auto digits = text.substr(text.size() - length);
        text = trim_end(text.substr(0, text.size() - length));
        return text::to_number(digits).value_or(0);
    };
    take_number();
    return take_number();
}

// As a name is written, "#46" being "F".
std::string plain_name(std::string_view name)
{
    std::string plain;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const int high = i + 2 < name.size() ? text::hex_value(name[i + 1]) : -1;
        const int low = i + 2 < name.size() ? text::hex_value(name[i + 2]) : -1;
        const bool escape = name[i] == '#' && high >= 0 && low >= 0;
        plain += escape ? static_cast<char>(high * 16 + low) : name[i];
        if (escape) i += 2;
    }
    return plain;
}

std::string_view name_at(std::string_view text, std::size_t slash)
{
    auto end = slash + 1;
    while (end < text.size() && is_regular(text[end]))
        ++end;
    return text.substr(slash, end - slash);
}

// What stands behind the first name that is `name`.
std::string_view behind(std::string_view dictionary, std::string_view name)
{
    for (auto at = dictionary.find('/'); at != dictionary.npos;
         at = dictionary.find('/', at + 1)) {
        const auto found = name_at(dictionary, at);
        if (found == name ||
            (found.find('#') != found.npos && plain_name(found) == name))
            return dictionary.substr(at + found.size());
    }
    return {};
}

char escaped(char c)
{
    constexpr std::string_view letters = "nrtbf", meant = "\n\r\t\b\f";
    const auto at = letters.find(c);
    return at == letters.npos ? c : meant[at];
}

std::string in_brackets(std::string_view text)
{
    std::string bytes;
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' && i + 1 < text.size()) {
            int value = 0;
            std::size_t digits = 0;
            while (digits < 3 && i + 1 < text.size() && text[i + 1] >= '0' &&
                   text[i + 1] <= '7') {
                value = value * 8 + text[++i] - '0';
                ++digits;
            }
            bytes += digits > 0 ? static_cast<char>(value) : escaped(text[++i]);
            continue;
        }
        if (c == '(' && depth++ == 0) continue;
        if (c == ')' && --depth == 0) break;
        bytes += c;
    }
    return bytes;
}

// 7.9.2.2: UTF-16 or UTF-8 with a mark, else near enough to Latin-1.
std::string read_text(std::string_view text)
{
    while (!text.empty() && text::is_space(text.front()))
        text.remove_prefix(1);
    if (text.empty() || (text[0] != '(' && text[0] != '<')) return {};
    const auto bytes =
        text[0] == '(' ? in_brackets(text) : pdf_hexadecimal(text.substr(1));
    if (bytes.starts_with("\xFE\xFF"))
        return mail::to_utf8(bytes.substr(2), "utf-16be");
    if (bytes.starts_with("\xEF\xBB\xBF")) return bytes.substr(3);
    return mail::to_utf8(bytes, "iso-8859-1");
}

std::optional<std::uint64_t> number_at(std::string_view text)
{
    text = text::trim(text);
    const auto end = text.find_first_not_of("0123456789");
    return text::to_number(text.substr(0, end));
}

// The names of a file stand before or behind its content; those of a neighbour do not
// count.
std::string name_around(std::string_view text, std::size_t at)
{
    const auto start = at - std::min(at, longest_dictionary);
    const auto before = text.substr(start, at - start);
    const auto own =
        std::max(before.rfind("endobj") + 1, before.rfind("/Filespec") + 1);
    const auto around = text.substr(start + own, at - start - own + longest_dictionary);
    auto name = read_text(behind(around, "/UF"));
    return name.empty() ? read_text(behind(around, "/F")) : name;
}

// The data of a stream whose keyword ends at `start`. The length in its dictionary
// counts only if the stream does end there.
std::string_view
data_at(std::string_view content, std::size_t start, std::string_view dictionary)
{
    constexpr std::size_t line_end = 12;
    const auto length = number_at(behind(dictionary, "/Length"));
    if (length && *length <= content.size() - start &&
        text::trim(content.substr(start + *length, line_end)).starts_with("endstre"))
        return content.substr(start, *length);
    const auto end = content.find("endstream", start);
    return content.substr(start, end == content.npos ? end : end - start);
}

} // namespace

std::vector<PdfStream>
pdf_streams(std::string_view content, std::size_t most, bool& is_whole)
{
    constexpr std::string_view keyword = "stream";
    std::vector<PdfStream> streams;
    std::size_t tries = 0;
    for (auto at = content.find(keyword); at != content.npos;
         at = content.find(keyword, at)) {
        if (streams.size() == most || ++tries == most_tries) {
            is_whole = false;
            break;
        }
        const auto dictionary = dictionary_before(content.substr(0, at));
        auto start = at + keyword.size();
        at = start;
        if (dictionary.empty()) continue;
        if (content.substr(start).starts_with("\r\n"))
            start += 2;
        else if (start < content.size() && text::is_space(content[start]))
            ++start;
        const auto head = static_cast<std::size_t>(dictionary.data() - content.data());
        const auto data = data_at(content, start, dictionary);
        streams.push_back({object_before(content.substr(0, head)), dictionary, data});
        at = start + data.size();
    }
    return streams;
}

std::vector<PdfAttachment> pdf_attachments(std::string_view text, std::size_t& budget)
{
    std::vector<PdfAttachment> found;
    for (auto at = text.find("/EF"); at != text.npos && budget > 0;
         at = text.find("/EF", at + 1)) {
        if (name_at(text, at) != "/EF") continue;
        --budget;
        const auto name = name_around(text, at);
        const auto files = behind(text.substr(at, longest_dictionary), "/EF");
        for (const auto* key : {"/F", "/UF", "/DOS", "/Mac", "/Unix"})
            if (const auto object =
                    number_at(behind(files.substr(0, files.find(">>")), key)))
                found.push_back({*object, name});
    }
    return found;
}

std::string pdf_hexadecimal(std::string_view digits)
{
    std::string bytes;
    int high = -1;
    for (const char c : digits) {
        if (c == '>') break;
        const int value = text::hex_value(c);
        if (value < 0) continue;
        if (high >= 0) bytes += static_cast<char>(high * 16 + value);
        high = high >= 0 ? -1 : value;
    }
    if (high >= 0) bytes += static_cast<char>(high * 16);
    return bytes;
}

std::vector<std::string> pdf_filters(std::string_view dictionary)
{
    constexpr std::size_t most = 8;
    std::vector<std::string> filters;
    auto rest = text::trim(behind(dictionary, "/Filter"));
    if (rest.empty()) rest = text::trim(behind(dictionary, "/F"));
    const bool list = !rest.empty() && rest[0] == '[';
    if (list) rest = text::trim(rest.substr(1, rest.find(']') - 1));
    while (filters.size() < most && !rest.empty() && rest[0] == '/') {
        const auto name = name_at(rest, 0);
        filters.push_back(plain_name(name.substr(1)));
        if (!list) break;
        rest = text::trim(rest.substr(name.size()));
    }
    return filters;
}

bool pdf_has_name(std::string_view dictionary, std::string_view name)
{
    return behind(dictionary, name).data() != nullptr;
}

} // namespace chainmail::mime_split
