// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The files of tests/config, and any that CONFIG_FILES names, as this language reads
// them and as Perl does with amavisd's own modules (tests/config/amavisd-values.pl).
// Skipped by name where amavisd-new is not installed.
#include "config/variables.h"

#include "config_check.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <unistd.h>

using namespace check;
namespace fs = std::filesystem;
using chainmail::config::Effect;
using chainmail::config::RegexTable;
using chainmail::config::Special;
using chainmail::config::variables;

namespace {

constexpr const char* script = "tests/config/amavisd-values.pl";
/// What is set here by default and in amavisd by Debian's files.
constexpr const char* debians_defaults = "tests/config/tables/defaults";
constexpr const char* modules = "/usr/share/perl5/Amavis/Conf.pm";

std::string in_quotes(std::string_view text)
{
    std::string out = "'";
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || c == '\'') out += '\\';
        out += c;
    }
    return out + "'";
}

/// Values in the form of the script.
class Show {
public:
    explicit Show(const Settings& settings) : settings_(settings) {}

    std::string operator()(const Value& value) const
    {
        if (value.is_undef()) return "undef";
        if (const auto text = value.text()) return in_quotes(*text);
        if (const auto* list = value.get<List>()) return "[" + row(*list) + "]";
        if (const auto* hash = value.get<Hash>()) return "{" + row(*hash) + "}";
        if (const auto* one = value.get<Regex>()) return regex(*one);
        if (const auto* table = value.get<RegexTable>()) return rows(*table);
        if (const auto* one = value.get<Special>()) return special(*one);
        return reference(*value.get<Reference>());
    }
    std::string row(const List& list) const
    {
        std::string out;
        for (const auto& one : list)
            out += (*this)(one) + ", ";
        return out;
    }
    std::string row(const Hash& hash) const
    {
        std::string out;
        for (const auto& [key, one] : hash)
            out += "'" + key + "' => " + (*this)(one) + ", ";
        return out;
    }

private:
    static std::string regex(const Regex& one)
    {
        std::string pattern;
        for (const char c : one.pattern)
            pattern += c == '\n' ? std::string("\\n") : std::string(1, c);
        // Perl counts (?x) at the beginning among the flags.
        std::string flags = one.flags;
        const auto end = pattern.starts_with("(?") ? pattern.find(')') : 0;
        const auto inner = pattern.substr(0, end);
        if (end > 2 && inner.find_first_not_of("imsx", 2) == std::string::npos)
            flags += inner.substr(2);
        std::string sorted;
        for (const char flag : {'i', 'm', 's', 'x'}) {
            if (flags.find(flag) != std::string::npos) sorted += flag;
        }
        return "qr'" + pattern + "'" + sorted;
    }
    std::string rows(const RegexTable& table) const
    {
        std::string out = "new_RE(";
        for (const auto& one : table.rows)
            out += "[" + regex(one.regex) + ", " + (*this)(one.value) + "], ";
        return out + ")";
    }
    std::string special(const Special& one) const
    {
        if (one.arguments.empty()) return "\\&" + one.function;
        if (one.function == "Opaque") {
            const Value& inner = one.arguments[0];
            const auto* to = inner.get<Reference>();
            const bool scalar = to != nullptr && to->name[0] == '$';
            return "Opaque(" + (*this)(scalar ? settings_.target(*to) : inner) + ", )";
        }
        return "q_sql(" + (*this)(one.arguments[0]) + ", )";
    }
    std::string reference(const Reference& one) const
    {
        const Value& target = settings_.target(one);
        const bool known = chainmail::config::find_variable(one.name) != nullptr;
        if (known && one.name[0] != '$') return "\\" + one.name;
        return (one.name[0] == '$' ? "\\" : "") + (*this)(target);
    }

    const Settings& settings_;
};

std::string show(const Settings& settings, const std::string& name)
{
    const Show show_value(settings);
    const Value& value = settings.target({name});
    if (const auto* list = value.get<List>(); name[0] == '@')
        return "(" + show_value.row(*list) + ")";
    if (const auto* hash = value.get<Hash>(); name[0] == '%')
        return "(" + show_value.row(*hash) + ")";
    return show_value(value);
}

/// Whether both read and heed a variable in one way. Not those that are ours alone, or
/// whose texts and tables amavisd brings along.
bool is_comparable(const chainmail::config::Variable& one)
{
    constexpr std::string_view ours[] = {
        "@chain",
        "$virus_reload",
        "$clamav_database_dir",
        "$sql_lookups",
        "$sql_lookup_connections",
        "%current_policy_bank",
        "%ENV",
        "@dkim_signing_keys_list",
        "@dkim_signing_keys_storage",
        "%allowed_added_header_fields",
        "%prefer_our_added_header_fields",
        "%signed_header_fields",
        "%smtp_reason_by_ccat",
        "%sql_clause",
        // One tag is a link here and in amavisd a function.
        "%subject_tag_maps_by_ccat"};
    return std::find(std::begin(ours), std::end(ours), one.name) == std::end(ours) &&
           !one.name.starts_with("$my") && one.name != "%banned_rules";
}

using Lines = std::map<std::string, std::string>;

/// What the script prints for `files`; empty if it fails.
Lines ask_perl(const std::vector<std::string>& files)
{
    const auto names =
        fs::temp_directory_path() / ("config-names-" + std::to_string(::getpid()));
    {
        std::ofstream out(names);
        for (const auto& one : variables())
            out << one.name << "\n";
    }
    std::string command = std::string("perl ") + script;
    for (const auto& file : files)
        command += " '" + file + "'";
    command += " < " + names.string();
    Lines lines;
    std::string all;
    {
        const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"),
                                                         ::pclose);
        char buffer[65536];
        while (pipe != nullptr) {
            const auto size = std::fread(buffer, 1, sizeof buffer, pipe.get());
            if (size == 0) break;
            all.append(buffer, size);
        }
    }
    fs::remove(names);
    std::istringstream in(all);
    for (std::string line; std::getline(in, line);) {
        const auto middle = line.find(" = ");
        if (middle != std::string::npos)
            lines[line.substr(0, middle)] = line.substr(middle + 3);
    }
    return lines;
}

std::vector<std::string> files_to_compare()
{
    std::vector<std::string> files;
    const char* given = std::getenv("CONFIG_FILES");
    if (given != nullptr) {
        std::istringstream in(given);
        for (std::string one; in >> one;)
            files.push_back(one);
        return files;
    }
    for (const auto& entry : fs::directory_iterator("tests/config")) {
        const auto name = entry.path().filename().string();
        if (name.ends_with(".conf")) files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string content_of(const std::string& file)
{
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// What depends on the domain differs where the host has none: Perl makes it ''.
bool needs_domain(const std::string& name)
{
    return !fs::exists("/etc/mailname") &&
           (name == "@local_domains_acl" || name == "$X_HEADER_LINE" ||
            name == "$virus_admin" || name.starts_with("$mailfrom"));
}

/// What leads to settings for which we have Debian's defaults, or our own table.
bool is_others(const std::string& name)
{
    return name.find("level_maps") != name.npos || name == "@spam_subject_tag2_maps" ||
           name == "@virus_name_to_spam_score_maps" ||
           name == "@map_full_type_to_short_type_maps";
}

/// The settings of `files` together: what it does not assign has a default of its own
/// in each of the two.
void compare(const std::vector<std::string>& files)
{
    std::vector<chainmail::config::Source> sources;
    std::vector<std::string> paths;
    for (const auto& file : files) {
        sources.push_back({file, content_of(file)});
        paths.push_back(fs::absolute(file).string());
    }
    const auto ours = chainmail::config::read_sources(
        sources, chainmail::config::system_surroundings());
    CHECK_EQUAL(files.back() + ": " + (ours ? "" : ours.error().what),
                files.back() + ": ");
    const auto theirs = ask_perl(paths);
    CHECK(!theirs.empty());
    if (!ours || theirs.empty()) return;
    for (const auto& one : variables()) {
        if (!ours->has(one.name) || !is_comparable(one) || needs_domain(one.name) ||
            one.name == "@spam_subject_tag2_maps")
            continue;
        const auto found = theirs.find(one.name);
        CHECK_EQUAL(files.back() + " " + one.name + " = " + show(*ours, one.name),
                    files.back() + " " + one.name + " = " +
                        (found == theirs.end() ? "missing" : found->second));
    }
}

/// What the script prints and what we have by default, for those whose default is
/// amavisd's own and not Debian's.
void compare_defaults()
{
    const auto ours = settings("$mydomain = 'example.com';");
    const auto theirs = ask_perl({});
    for (const auto& one : variables()) {
        const bool maps = one.name.ends_with("_maps") || one.name.ends_with("_by_ccat");
        if (!maps || one.effect != Effect::used) continue;
        if (is_others(one.name) || !is_comparable(one)) continue;
        const auto found = theirs.find(one.name);
        CHECK_EQUAL(one.name + " = " + show(ours, one.name),
                    one.name + " = " +
                        (found == theirs.end() ? "missing" : found->second));
    }
}

bool is_possible()
{
    return fs::exists(modules) && fs::exists(script);
}

} // namespace

TEST(perl_makes_the_same_of_these_files)
{
    if (!is_possible()) {
        std::cout << "skipped perl_makes_the_same_of_these_files: amavisd-new is not "
                     "installed, or this is not the root of the project\n";
        return;
    }
    const auto files = files_to_compare();
    CHECK(!files.empty());
    for (const auto& file : files)
        compare({debians_defaults, file});
}

TEST(perl_makes_the_same_of_debians_files)
{
    std::vector<std::string> files;
    for (const auto* directory : {"/usr/share/amavis/conf.d", "/etc/amavis/conf.d"}) {
        std::vector<std::string> some;
        if (!is_possible() || !fs::is_directory(directory)) break;
        for (const auto& entry : fs::directory_iterator(directory))
            some.push_back(entry.path().string());
        std::sort(some.begin(), some.end());
        files.insert(files.end(), some.begin(), some.end());
    }
    if (files.empty()) {
        std::cout << "skipped perl_makes_the_same_of_debians_files: amavisd-new is not "
                     "installed\n";
        return;
    }
    compare(files);
}

TEST(default_tables_are_amavisds)
{
    if (!is_possible()) {
        std::cout
            << "skipped default_tables_are_amavisds: amavisd-new is not installed, "
               "or this is not the root of the project\n";
        return;
    }
    compare_defaults();
}
