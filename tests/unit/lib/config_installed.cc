// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The variables of the amavisd-new that is installed, as its program, its list of
// defaults and Debian's files name them: each is heeded here, or its row says why not.
#include "config/variables.h"

#include "config_check.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

using namespace check;
namespace fs = std::filesystem;
using chainmail::config::canonical_name;
using chainmail::config::Effect;
using chainmail::config::find_variable;

namespace {

constexpr const char* program = "/usr/share/perl5/Amavis/Conf.pm";
constexpr const char* defaults =
    "/usr/share/doc/amavisd-new/examples/amavisd.conf-default";
constexpr std::string_view letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

std::string content(const fs::path& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool has_sigil(std::string_view word)
{
    return word.size() > 1 && std::string_view("$@%").find(word[0]) != word.npos &&
           word.find_first_not_of(letters, 1) == word.npos;
}

// The words between "'TAG' =>" and "]" of the lists that the program exports.
std::set<std::string> declared(const std::string& text)
{
    std::set<std::string> names;
    for (const auto* tag : {"'dynamic_confvars'",
                            "'confvars'",
                            "'sa'",
                            "'hidden_confvars'",
                            "'legacy_dynamic_confvars'",
                            "'legacy_confvars'"}) {
        const auto begin = text.find("[qw(", text.find(tag));
        CHECK(begin != text.npos);
        std::istringstream words(
            text.substr(begin + 4, text.find(")]", begin) - begin));
        for (std::string word; words >> word;)
            if (has_sigil(word)) names.insert(word);
    }
    // An object that the program keeps for itself.
    names.erase("$spamcontrol_obj");
    return names;
}

// "$name = ", "# @name = (", "$name{...} = " at the beginning of lines.
std::set<std::string> assigned(const std::string& text)
{
    std::set<std::string> names;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto begin = line.find_first_not_of("# ");
        if (begin == line.npos) continue;
        const auto end = line.find_first_not_of(letters, begin + 1);
        auto name = line.substr(begin, end - begin);
        if (end == line.npos || !has_sigil(name)) continue;
        const auto next = line.find_first_not_of(" \t", end);
        if (next == line.npos || std::string_view("={[").find(line[next]) == line.npos)
            continue;
        if (line[next] == '{') name[0] = '%';
        if (line[next] == '[') name[0] = '@';
        names.insert(name);
    }
    return names;
}

bool is_own(const std::string& text, const std::string& name)
{
    return text.find("my(" + name) != text.npos || text.find("my " + name) != text.npos;
}

void check_all(const std::set<std::string>& names, const std::string& source)
{
    for (const auto& name : names) {
        const auto* found = find_variable(canonical_name(name));
        CHECK_EQUAL(name + " of " + source + (found == nullptr ? " is not known" : ""),
                    name + " of " + source);
        if (found == nullptr) continue;
        const bool says_why = found->effect == Effect::used ||
                              found->effect == Effect::retired || !found->note.empty();
        CHECK_EQUAL(name + (says_why ? "" : " has no reason"), name);
    }
}

} // namespace

TEST(every_variable_of_the_installed_amavisd_is_known)
{
    if (!fs::exists(program)) {
        std::cout << "skipped every_variable_of_the_installed_amavisd_is_known: "
                     "amavisd-new is not installed\n";
        return;
    }
    const auto names = declared(content(program));
    CHECK(names.size() > 400);
    check_all(names, program);
}

TEST(every_assignment_of_the_installed_files_is_to_a_known_variable)
{
    std::size_t seen = 0;
    const auto known =
        fs::exists(program) ? declared(content(program)) : std::set<std::string>{};
    const auto look = [&](const fs::path& path) {
        const auto text = content(path);
        auto names = assigned(text);
        std::erase_if(names, [&](const auto& name) { return is_own(text, name); });
        // Perl's own, and what this version no longer has.
        std::erase_if(names, [&](const auto& name) {
            return name == "%ENV" ||
                   (canonical_name(name) == name && !known.contains(name));
        });
        seen += names.size();
        check_all(names, path);
    };
    if (fs::exists(defaults)) look(defaults);
    for (const auto* directory : {"/etc/amavis/conf.d", "/usr/share/amavis/conf.d"}) {
        if (!fs::is_directory(directory)) continue;
        for (const auto& entry : fs::directory_iterator(directory))
            look(entry.path());
    }
    if (seen == 0)
        std::cout << "skipped every_assignment_of_the_installed_files_is_to_a_known_"
                     "variable: amavisd-new is not installed\n";
    CHECK(!fs::exists(defaults) || seen > 100);
}
