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
    void operator()(const RegexTable& table) const
    {
        out += "new_RE(";
        for (const auto& row : table.rows) {
            out += "[" + quote(row.regex) + ", ";
            print_value(out, row.value);
            out += "], ";
        }
        out += ')';
    }
    void operator()(const Special& special) const
    {
        if (special.arguments.empty()) {
            out += "\\&" + special.function;
            return;
        }
        out += special.function + "(";
        print_list(out, special.arguments);
        out += ')';
    }
};

/// Recursive; the evaluator bounds the depth of values.
void print_value(std::string& out, const Value& value)
{
    std::visit(Printer{out}, value.content());
}

void print_place(std::string& out, const Origin& at)
{
    out +=
        text::cat("# line ", at.line, " \"", at.line == 0 ? text(at) : at.file, "\"\n");
    out.append(at.line == 0 ? 0 : std::min(at.column, widest_column) - 1, ' ');
}

/// The keys with a place of their own come after the others, each at its place.
void print_content(std::string& out, const std::string& name, const Setting& setting)
{
    const auto* hash = setting.value.get<Hash>();
    if (hash == nullptr) {
        print_list(out, *setting.value.get<List>());
        out += ");\n";
        return;
    }
    Hash others = *hash;
    for (const auto& [key, at] : setting.keys)
        others.erase(key);
    print_hash(out, others);
    out += ");\n";
    for (const auto& [key, at] : setting.keys) {
        const auto found = hash->find(key);
        if (found == hash->end()) continue;
        print_place(out, at);
        out += text::cat("$", name.substr(1), "{", quote(key), "} = ");
        print_value(out, found->second);
        out += ";\n";
    }
}

void print_setting(std::string& out, const std::string& name, const Setting& setting)
{
    print_place(out, setting.origin);
    out += name + " = ";
    if (name[0] == '$') {
        print_value(out, setting.value);
        out += ";\n";
    } else {
        out += '(';
        print_content(out, name, setting);
    }
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
