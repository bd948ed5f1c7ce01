// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "header_check.h"

#include "base/text.h"
#include "mail/charset.h"

#include <algorithm>
#include <map>

namespace chainmail::mime_split {

namespace {

using text::cat;

constexpr auto none = std::string_view::npos;

// RFC 5322 2.1.1, without the line end.
constexpr std::size_t longest_line = 998;

// Fields that may be there once: RFC 5322 3.6, RFC 2045 3, RFC 2183 2, RFC 3834 5.
constexpr std::string_view single_fields[] = {"Date",
                                              "From",
                                              "Sender",
                                              "Reply-To",
                                              "To",
                                              "Cc",
                                              "Bcc",
                                              "Subject",
                                              "Message-ID",
                                              "References",
                                              "In-Reply-To",
                                              "MIME-Version",
                                              "Content-Type",
                                              "Content-Transfer-Encoding",
                                              "Content-ID",
                                              "Content-Description",
                                              "Content-Disposition",
                                              "Auto-Submitted"};

std::string_view header_of(std::string_view message)
{
    if (message.starts_with('\n')) return {};
    const auto end = message.find("\n\n");
    return message.substr(0, end == none ? end : end + 1);
}

// Takes a field with its continuation lines off the front.
std::string_view take_field(std::string_view& header)
{
    std::size_t end = 0;
    do {
        const auto line = header.find('\n', end);
        end = line == none ? header.size() : line + 1;
    } while (end < header.size() && text::is_blank(header[end]));
    const auto field = header.substr(0, end);
    header.remove_prefix(end);
    return field;
}

// Bytes above 7F are taken for a name: they are a fault of their own.
std::string_view name_of(std::string_view field)
{
    const auto in_name = [](char c) { return c > ' ' ? c != ':' && c != 0x7F : c < 0; };
    const auto end = std::ranges::find_if_not(field, in_name);
    const auto name = field.substr(0, static_cast<std::size_t>(end - field.begin()));
    const auto colon = field.find_first_not_of(" \t", name.size());
    return colon != none && field[colon] == ':' ? name : std::string_view();
}

// On one line, with what is not visible as \x{XX}.
std::string visible(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\r') continue;
        if (c == '\n')
            out += ' ';
        else if (text::is_control(c) || text::is_8bit(c))
            out += cat("\\x{", text::hex(c), "}");
        else
            out += c;
    }
    return out;
}

// What cannot be shown in full ends in this.
constexpr std::string_view cut_mark = "[...]";

std::string shortened(std::string_view text, std::size_t most, std::size_t kept)
{
    if (text.size() <= most) return std::string(text);
    while (kept > 0 && (static_cast<unsigned char>(text[kept]) & 0xC0U) == 0x80U)
        --kept;
    return cat(text.substr(0, kept), cut_mark);
}

// The surroundings of the bytes [at, at + length), which are at fault.
std::string excerpt(std::string_view field,
                    std::string_view name,
                    std::size_t at,
                    std::size_t length)
{
    const auto before = field.substr(0, at);
    auto after = field.substr(at + length);
    if (after.ends_with('\n')) after.remove_suffix(1);
    const auto end = shortened(after, 20, 15);
    const std::size_t room = end.size() < 50 ? 50 - end.size() : 0;
    const auto fault = shortened(field.substr(at, length), 20, 15);
    if (before.size() <= room + name.size() + 2) return cat(before, fault, end);
    const auto kept = room < 5 ? 0 : room - 5;
    return cat(name, ": ...", before.substr(before.size() - kept), fault, end);
}

std::string in_hex(std::string_view bytes)
{
    std::vector<std::string> all;
    for (const char c : bytes)
        all.push_back(text::hex(c));
    return bytes.empty() || bytes.size() > 4
               ? ""
               : cat(" (char ", text::join(all, " "), " hex)");
}

std::size_t find_8bit(std::string_view text)
{
    const auto found = std::ranges::find_if(text, text::is_8bit);
    return found == text.end() ? none : static_cast<std::size_t>(found - text.begin());
}

// U+0080 to U+009F in UTF-8.
std::size_t find_c1(std::string_view text)
{
    for (auto at = text.find('\xC2'); at != none && at + 1 < text.size();
         at = text.find('\xC2', at + 1))
        if (static_cast<unsigned char>(text[at + 1]) < 0xA0) return at;
    return none;
}

class Checker {
public:
    explicit Checker(bool smtputf8) : smtputf8_(smtputf8) {}

    std::vector<HeaderFault> run(std::string_view header)
    {
        while (!header.empty())
            check(take_field(header));
        number_ = 0;
        for (const auto name : single_fields)
            check_count(name);
        return std::move(faults_);
    }

    void check(std::string_view field)
    {
        ++number_;
        field_ = field;
        name_ = name_of(field);
        if (!name_.empty()) ++counts_[text::lower(name_)];
        check_name();
        check_lines();
        if (const auto at = field.find_first_of(std::string_view("\0\r", 2));
            at != none)
            add_at(3, "control", "Improper use of control character", at, 1);
        if (const auto at = find_8bit(field); at != none) check_8bit(at);
    }

private:
    void check_name()
    {
        constexpr std::size_t most_shown = 900;
        if (name_.empty() || name_.starts_with("--"))
            add(6,
                "syntax",
                cat("Invalid header field syntax: ",
                    visible(field_.substr(0, most_shown))));
        else if (const auto at = find_8bit(name_); at != none)
            add_at(6,
                   "syntax",
                   "Invalid header field name, contains non-ASCII char",
                   at,
                   1);
    }

    void check_lines()
    {
        for (std::size_t at = 0; at < field_.size();) {
            const auto end = std::min(field_.find('\n', at), field_.size());
            const auto line = field_.substr(at, end - at);
            if (!line.empty() && line.find_first_not_of(" \t") == none)
                add_at(4,
                       "empty",
                       "Improper folded header field made up entirely of whitespace",
                       at,
                       line.size());
            if (line.size() > longest_line)
                add(5,
                    "long",
                    cat("Header line longer than ",
                        longest_line,
                        " characters: ",
                        visible(line.substr(0, 50)),
                        cut_mark));
            at = end + 1;
        }
    }

    void check_8bit(std::size_t at)
    {
        if (!mail::is_utf8(field_)) {
            add_at(2, "8bit", "Non-encoded non-ASCII data (and not UTF-8)", at, 1);
        } else if (const auto c1 = find_c1(field_); c1 != none) {
            add_at(2, "8bit", "UTF-8 string contains C1 Controls", c1, 2);
        } else if (!smtputf8_) {
            const auto length = mail::utf8_length(field_.substr(at));
            add_at(2, "utf8", "Non-encoded UTF-8 string in non-EAI mail", at, length);
        }
    }

    void check_count(std::string_view name)
    {
        const auto count = counts_[text::lower(name)];
        if (count == 0 && (name == "Date" || name == "From"))
            add(7, "missing", cat("Missing required header field: \"", name, '"'));
        else if (count == 2)
            add(8, "multiple", cat("Duplicate header field: \"", name, '"'));
        else if (count > 2)
            add(8,
                "multiple",
                cat("Header field occurs more than once: \"",
                    name,
                    "\" occurs ",
                    count,
                    " times"));
    }

    void add_at(int minor,
                std::string_view test,
                std::string_view what,
                std::size_t at,
                std::size_t length)
    {
        if (is_full(test)) return;
        add(minor,
            test,
            cat(what,
                in_hex(field_.substr(at, length)),
                ": ",
                visible(excerpt(field_, name_, at, length))));
    }

    // Asked before a text is made: a field may have as many faults as lines.
    bool is_full(std::string_view test) { return found_[test] >= most_faults; }

    void add(int minor, std::string_view test, std::string text)
    {
        if (is_full(test)) return;
        ++found_[test];
        faults_.push_back({minor, test, number_, std::move(text)});
    }

    bool smtputf8_;
    std::string_view field_;
    std::string_view name_;
    std::uint64_t number_ = 0;
    std::map<std::string, std::uint64_t, std::less<>> counts_;
    std::map<std::string_view, std::size_t> found_;
    std::vector<HeaderFault> faults_;
};

} // namespace

std::vector<HeaderFault>
check_header(std::string_view message, bool smtputf8, bool after_mbox_line)
{
    Checker checker(smtputf8);
    if (after_mbox_line) checker.check("From \n");
    return checker.run(header_of(message));
}

void write_header_faults(const std::vector<HeaderFault>& faults, wire::Builder& to)
{
    for (const auto& fault : faults)
        to.add("badh",
               {std::to_string(fault.minor),
                fault.text,
                std::string(fault.test),
                std::to_string(fault.number)});
}

} // namespace chainmail::mime_split
