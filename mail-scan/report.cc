// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "report.h"

#include "base/text.h"
#include "mail/charset.h"

#include <cstdio>
#include <cstdlib>
#include <limits>

namespace chainmail::mail_scan {

namespace {

using text::cat;

std::string safe(std::string_view bytes)
{
    return text::printable(bytes, std::numeric_limits<std::size_t>::max());
}

std::string_view word_of(Kind kind)
{
    switch (kind) {
    case Kind::clean:
        return "CLEAN";
    case Kind::spam:
        return "SPAM";
    case Kind::infected:
        return "INFECTED";
    case Kind::banned:
        return "BANNED";
    case Kind::unchecked:
        return "UNCHECKED";
    case Kind::error:
        return "ERROR";
    }
    return "ERROR";
}

std::string detail_of(const Verdict& verdict)
{
    switch (verdict.kind) {
    case Kind::clean:
    case Kind::spam:
        return verdict.score.empty() ? "" : "score=" + verdict.score;
    case Kind::infected:
        return text::join(verdict.viruses, ", ");
    case Kind::banned:
        return verdict.banned;
    case Kind::unchecked:
    case Kind::error:
        return verdict.reason;
    }
    return "";
}

std::string in_words(std::string_view path, const Verdict& verdict)
{
    const auto detail = safe(detail_of(verdict));
    return cat(safe(path),
               ": ",
               word_of(verdict.kind),
               detail.empty() ? "" : " ",
               detail,
               "\n");
}

// As `spam-score --tsv` has it: three digits.
std::string fixed(const std::string& score)
{
    char digits[64];
    std::snprintf(digits, sizeof digits, "%.3f", std::strtod(score.c_str(), nullptr));
    return digits;
}

std::string score_of(const Verdict& verdict)
{
    if (verdict.kind == Kind::error) return "error";
    return verdict.score.empty() ? "-" : fixed(verdict.score);
}

std::string as_tsv(std::string_view path, const Verdict& verdict)
{
    std::vector<std::string> tests;
    for (const auto& test : verdict.tests)
        tests.push_back(test.first);
    std::vector<std::string> flags;
    for (const auto& [part, word] : verdict.flags)
        flags.push_back(part.empty() ? word : cat(part, ":", word));
    return cat(safe(path),
               "\t",
               score_of(verdict),
               "\t",
               safe(text::join(tests, ",")),
               "\t",
               safe(text::join(verdict.viruses, ",")),
               "\t",
               safe(text::join(flags, ",")),
               "\n");
}

// A string of JSON (RFC 8259). What is not UTF-8 is taken for Latin-1: a name stays
// distinct, and the line stays JSON.
std::string quoted(std::string_view bytes)
{
    const bool utf8 = mail::is_utf8(bytes);
    std::string out = "\"";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !utf8)) {
            constexpr std::string_view digits = "0123456789abcdef";
            out += "\\u00";
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        } else {
            out += c;
        }
    }
    return out + '"';
}

// spam-score writes numbers as JSON wants them.
std::string number(const std::string& text)
{
    return text.empty() ? "null" : text;
}

class JsonList {
public:
    void add(const std::string& item) { text_ += (text_.empty() ? "" : ",") + item; }
    std::string text() const { return "[" + text_ + "]"; }

private:
    std::string text_;
};

std::string as_json(std::string_view path, const Verdict& verdict)
{
    JsonList tests;
    for (const auto& [name, score] : verdict.tests)
        tests.add(cat("{\"name\":", quoted(name), ",\"score\":", number(score), "}"));
    JsonList viruses;
    for (const auto& name : verdict.viruses)
        viruses.add(quoted(name));
    JsonList flags;
    for (const auto& [part, word] : verdict.flags)
        flags.add(cat("{\"part\":", quoted(part), ",\"flag\":", quoted(word), "}"));
    const auto optional = [](std::string_view name, const std::string& value) {
        return value.empty() ? "" : cat(",\"", name, "\":", quoted(value));
    };
    return cat("{\"path\":",
               quoted(path),
               ",\"verdict\":",
               quoted(word_of(verdict.kind)),
               ",\"score\":",
               number(verdict.score),
               ",\"tests\":",
               tests.text(),
               ",\"viruses\":",
               viruses.text(),
               ",\"flags\":",
               flags.text(),
               optional("banned", verdict.banned),
               optional("reason", verdict.reason),
               "}\n");
}

} // namespace

std::string line_of(Form form, std::string_view path, const Verdict& verdict)
{
    switch (form) {
    case Form::words:
        return in_words(path, verdict);
    case Form::tsv:
        return as_tsv(path, verdict);
    case Form::json:
        return as_json(path, verdict);
    }
    return "";
}

} // namespace chainmail::mail_scan
