// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which files of a directory are read, in which order.
#include "config_check.h"

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace check;
namespace fs = std::filesystem;
using chainmail::config::read_directories;
using chainmail::config::read_directory;

namespace {

/// A directory of its own, gone when the test is over.
class Directory {
public:
    Directory()
    {
        std::string name = (fs::temp_directory_path() / "config-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
        write("00-names", "$mydomain = 'a.b'; $myhostname = 'c.a.b';");
    }
    ~Directory() { fs::remove_all(path_); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    void write(const std::string& name, const std::string& content) const
    {
        std::ofstream(path_ / name) << content;
    }
    std::string operator/(const std::string& name) const
    {
        return (path_ / name).string();
    }
    std::string name() const { return path_.string(); }

private:
    fs::path path_;
};

std::string value(const Directory& directory, std::string_view name)
{
    const auto result = read_directory(directory.name());
    return result ? text(result->scalar(name)) : result.error().what;
}

} // namespace

TEST(files_are_read_in_the_order_of_run_parts)
{
    const Directory d;
    d.write("_9", "$syslog_ident = $syslog_ident . '_';");
    d.write("50-user", "$syslog_ident = $syslog_ident . 'b';");
    d.write("50-User", "$syslog_ident = $syslog_ident . 'B';");
    d.write("05-x", "$syslog_ident = 'a';");
    CHECK_EQUAL(value(d, "$syslog_ident"), "aBb_");
    d.write("60-x", "\n$nothing = 1;");
    CHECK_EQUAL(value(d, "$syslog_ident").substr(0, d.name().size() + 12),
                (d / "60-x") + ":2:1: u");
}

TEST(other_names_are_not_read)
{
    const Directory d;
    for (const auto name :
         {"50-user~", "50-user.bak", ".50-user", "50 user", "#50-user#"})
        d.write(name, "syntax error");
    fs::create_directory(d / "60-directory");
    CHECK_EQUAL(value(d, "$max_servers"), "2");
    CHECK(read_directory(d.name())->warnings().empty());
}

TEST(a_file_that_looks_meant_gets_a_warning)
{
    const Directory d;
    d.write("50-user.conf", "syntax error");
    const auto result = read_directory(d.name());
    CHECK(result && result->warnings().size() == 1);
    if (!result || result->warnings().size() != 1) return;
    CHECK_EQUAL(result->warnings()[0],
                (d / "50-user.conf") +
                    ": not read, as its name has a dot; rename it 50-user");
}

TEST(several_directories_share_their_variables)
{
    const Directory a;
    const Directory b;
    a.write("90-a", "$max_servers = 7; our $o = 1;");
    b.write("10-b", "our $o; $child_timeout = $max_servers + $o;");
    const auto result = read_directories({a.name(), b.name()});
    CHECK(result);
    if (result) CHECK_EQUAL(text(result->scalar("$child_timeout")), "8");
    const auto none = read_directories({});
    CHECK(none && text(none->scalar("$max_servers")) == "2");
}

TEST(what_cannot_be_read_is_an_error)
{
    const Directory d;
    const auto missing = read_directory(d / "nowhere");
    CHECK(!missing);
    if (!missing) {
        CHECK(missing.error().fault == chainmail::Fault::permanent);
        CHECK_EQUAL(missing.error().what,
                    (d / "nowhere") +
                        ": No such file or directory; it has to exist and to "
                        "be readable for the user who starts this");
    }
    CHECK(!read_directory(d / "00-names"));
    fs::create_symlink("nowhere", d / "60-link");
    CHECK(!read_directory(d.name()));
    fs::remove(d / "60-link");
    CHECK(read_directory(d.name()));
    d.write("70-large", std::string((1U << 20U) + 1, ' '));
    CHECK(!read_directory(d.name()));
}

TEST(an_unreadable_file_is_an_error)
{
    const Directory d;
    d.write("60-secret", "");
    fs::permissions(d / "60-secret", fs::perms::none);
    if (::geteuid() == 0) return; // root reads it anyway
    const auto result = read_directory(d.name());
    CHECK(!result);
}
