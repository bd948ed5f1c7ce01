// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Settings written down in the language that they were read in.
#include "base/text.h"
#include "config/reader.h"

#include <algorithm>
#include <charconv>

namespace chainmail::config {

namespace {

constexpr unsigned widest_column = 1000;

void print_value(std::string& out, const Value& value);

std::string quote(std::string_view text)
{
    std::string out = "'";
    for (const char c : text) {
        if (c == '\\' || c == '\'') out += '\\';
        out += c;
    }
    return out + "'";
}

/// In qr'...' nothing is a variable, and only the delimiter needs an escape.
std::string quote(const Regex& regex)
{
    std::string out = "qr'";
    for (std::size_t i = 0; i < regex.pattern.size(); ++i) {
        const char c = regex.pattern[i];
        if (c == '\'') out += '\\';
        out += c;
        if (c == '\\' && i + 1 < regex.pattern.size()) out += regex.pattern[++i];
    }
    return out + "'" + regex.flags;
}

/// The shortest digits that mean exactly this number.
std::string exact(double number)
{
    char digits[64];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    return {digits, end};
}

void print_list(std::string& out, const List& list)
{
    for (const auto& element : list) {
        print_value(out, element);
        out += ", ";
    }
}

void print_hash(std::string& out, const Hash& hash)
{
    for (const auto& [key, element] : hash) {
        out += quote(key) + " => ";
        print_value(out, element);
        out += ", ";
    }
}

struct Printer {
    std::string& out;

    void operator()(const Undef&) const { out += "undef"; }
    void operator()(double number) const { out += exact(number); }
    void operator()(const std::string& text) const { out += quote(text); }
    void operator()(const Reference& reference) const { out += "\\" + reference.name; }
    void operator()(const Regex& regex) const { out += quote(regex); }
    void operator()(const List& list) const
    {
        out += '[';
        print_list(out, list);
        out += ']';
    }
    void operator()(const Hash& hash) const
    {
        out += '{';
        print_hash(out, hash);
        out += '}';
    }
};

/// Recursive; the evaluator bounds the depth of values.
void print_value(std::string& out, const Value& value)
{
    std::visit(Printer{out}, value.content());
}

void print_setting(std::string& out, const std::string& name, const Setting& setting)
{
    const Origin& at = setting.origin;
    out +=
        text::cat("# line ", at.line, " \"", at.line == 0 ? text(at) : at.file, "\"\n");
    out.append(at.line == 0 ? 0 : std::min(at.column, widest_column) - 1, ' ');
    out += name + " = ";
    if (name[0] == '$') {
        print_value(out, setting.value);
    } else {
        out += '(';
        if (const auto* list = setting.value.get<List>()) print_list(out, *list);
        if (const auto* hash = setting.value.get<Hash>()) print_hash(out, *hash);
        out += ')';
    }
    out += ";\n";
}

} // namespace

std::string canonical(const Settings& settings, const std::vector<std::string>& names)
{
    const Settings some = settings.only(names);
    std::string out(canonical_mark);
    for (const auto& [name, setting] : some.assigned()) {
        if (setting.helper) out += text::cat("my ", name, ";\n");
    }
    for (const auto& [name, setting] : some.defaults())
        print_setting(out, name, setting);
    for (const auto& [name, setting] : some.assigned())
        print_setting(out, name, setting);
    return out;
}

} // namespace chainmail::config
