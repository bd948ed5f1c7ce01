// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/rule_source.h"

#include "base/text.h"
#include "spam-score/engine.h"
#include "unit/check.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

// A directory that goes when the test ends.
class Directory {
public:
    Directory()
    {
        std::string name =
            (std::filesystem::temp_directory_path() / "rulesXXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~Directory() { std::filesystem::remove_all(path_); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    const std::string& path() const { return path_; }
    void write(const std::string& name, std::string_view text) const
    {
        std::ofstream(path_ + "/" + name) << text;
    }

private:
    std::string path_;
};

} // namespace

TEST(files_are_read_in_spamassassins_order)
{
    const Directory rules;
    const Directory site;
    for (const auto* name : {"20_b.cf", "10_a.cf", "v.pre", ".hidden.cf", "readme.txt"})
        rules.write(name, "");
    for (const auto* name : {"local.cf", "init.pre"})
        site.write(name, "");
    const auto files = list_rule_files({rules.path(), site.path()});
    CHECK(files);
    std::string names;
    for (const auto& file : *files)
        names += file.substr(file.rfind('/') + 1) + " ";
    CHECK_EQUAL(names, "v.pre init.pre 10_a.cf 20_b.cf local.cf ");
}

TEST(a_single_file_will_do)
{
    const Directory rules;
    rules.write("a.cf", "");
    const auto file = rules.path() + "/a.cf";
    const auto files = list_rule_files({file, rules.path() + "/none"});
    CHECK_EQUAL(files->size(), 1U);
    CHECK_EQUAL(files->front(), file);
}

TEST(no_rules_at_all_is_an_error)
{
    const auto files = list_rule_files({"/nonexistent/rules", "/nonexistent"});
    CHECK(!files);
    CHECK(files.error().what.find("/nonexistent/rules") != std::string::npos);
}

TEST(given_paths_are_taken_as_they_are)
{
    const auto paths = find_rule_paths("/a", "/b");
    CHECK_EQUAL(paths.rules, "/a");
    CHECK_EQUAL(paths.site, "/b");
}

TEST(the_administrator_has_the_last_word)
{
    const Directory rules;
    const Directory site;
    rules.write("10.cf", "body A /x/\nscore A 1\ninclude more.inc\n");
    rules.write("more.inc", "body B /y/\n");
    site.write("local.cf", "score A 3\n");
    std::vector<Complaint> complaints;
    const auto set = load_rules({rules.path(), site.path()}, "en_US", complaints);
    CHECK(set);
    CHECK(complaints.empty());
    CHECK_EQUAL(set->rules.size(), 2U);
    CHECK_EQUAL(set->rules.front().score, 3.0);
}
