// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/private_directory.h"

#include "tests/unit/check.h"

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace chainmail;
namespace fs = std::filesystem;

namespace {

struct Base {
    Base()
    {
        std::string name = fs::temp_directory_path() / "private.XXXXXX";
        path = ::mkdtemp(name.data());
    }
    ~Base() { fs::remove_all(path); }
    Base(const Base&) = delete;
    Base& operator=(const Base&) = delete;
    std::string path;
};

std::string pid()
{
    return std::to_string(::getpid());
}

} // namespace

TEST(a_place_has_the_rights_of_what_it_is_in)
{
    const Base base;
    ::chmod(base.path.c_str(), 0710);
    const auto place = os::make_place(base.path, "x");
    CHECK_EQUAL(*place, base.path + "/x");
    CHECK(fs::status(*place).permissions() == fs::status(base.path).permissions());
    CHECK(os::make_place(base.path, "x"));
    fs::create_symlink("/tmp", base.path + "/link");
    CHECK(!os::make_place(base.path, "link"));
}

TEST(a_common_place_is_its_owners)
{
    const Base base;
    ::chmod(base.path.c_str(), 01777);
    const Base like;
    ::chmod(like.path.c_str(), 0750);
    const auto path = base.path + "/x." + std::to_string(::geteuid());
    CHECK_EQUAL(*os::make_common_place(base.path, "x", like.path), path);
    CHECK(fs::status(path).permissions() == fs::perms{0750});
    // Others never write, whatever $TEMPBASE allows.
    ::chmod(like.path.c_str(), 0777);
    CHECK(os::make_common_place(base.path, "x", like.path));
    CHECK(fs::status(path).permissions() == fs::perms{0770});
    fs::remove(path);
    fs::create_symlink("/tmp", path);
    CHECK(!os::make_common_place(base.path, "x", like.path));
    fs::remove(path);
    std::ofstream(path) << "x";
    CHECK(!os::make_common_place(base.path, "x", like.path));
    if (::geteuid() != 0) return;
    fs::remove(path);
    fs::create_directory(path);
    CHECK_EQUAL(::chown(path.c_str(), 1, 1), 0);
    CHECK(!os::make_common_place(base.path, "x", like.path));
}

TEST(it_goes_with_all_that_is_in_it)
{
    const Base base;
    {
        const auto one = os::PrivateDirectory::make(base.path);
        CHECK_EQUAL(one->path(), base.path + "/" + pid());
        fs::create_directories(one->path() + "/a/b");
        std::ofstream(one->path() + "/a/b/c") << "x";
        fs::create_symlink("/etc", one->path() + "/a/link");
    }
    CHECK(fs::is_empty(base.path));
    CHECK(fs::exists("/etc/passwd"));
}

TEST(what_is_in_use_is_neither_taken_nor_swept)
{
    const Base base;
    std::optional<os::PrivateDirectory> first;
    first.emplace(std::move(*os::PrivateDirectory::make(base.path)));
    const auto second = os::PrivateDirectory::make(base.path);
    CHECK_EQUAL(second->path(), base.path + "/" + pid() + ".1");
    os::remove_stale(base.path);
    CHECK(fs::exists(first->path()) && fs::exists(second->path()));
}

TEST(what_a_killed_process_left_is_taken_or_swept)
{
    const Base base;
    fs::create_directories(base.path + "/" + pid() + "/old");
    // Not ours to sweep: another program's, or a file.
    fs::create_directories(base.path + "/state");
    {
        const auto one = os::PrivateDirectory::make(base.path);
        CHECK_EQUAL(one->path(), base.path + "/" + pid());
        CHECK(fs::is_empty(one->path()));
    }
    // Of a number that a living process has: that alone keeps nothing.
    fs::create_directories(base.path + "/" + pid());
    fs::create_directories(base.path + "/1");
    os::remove_stale(base.path);
    CHECK(!fs::exists(base.path + "/" + pid()) && !fs::exists(base.path + "/1"));
    CHECK(fs::exists(base.path + "/state"));
}

TEST(who_sweeps_while_one_is_made_is_noticed)
{
    const Base base;
    fs::create_directory(base.path + "/" + pid());
    const int sweeper =
        ::open((base.path + "/" + pid()).c_str(), O_RDONLY | O_DIRECTORY);
    CHECK(::flock(sweeper, LOCK_EX) == 0);
    const auto one = os::PrivateDirectory::make(base.path);
    CHECK_EQUAL(one->path(), base.path + "/" + pid() + ".1");
    ::close(sweeper);
}
