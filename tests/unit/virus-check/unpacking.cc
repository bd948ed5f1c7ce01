// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "virus-check/unpacking.h"

#include "tests/unit/check.h"
#include "tests/unit/lib/config_check.h"

#include <cstdlib>
#include <filesystem>
#include <linux/magic.h>
#include <string>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

using namespace chainmail;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t little = 4096;

struct Base {
    // Below the current directory, the sources, which are seldom in memory.
    Base()
    {
        std::string name = fs::current_path() / "unpacking.XXXXXX";
        path = ::mkdtemp(name.data());
        ::chmod(path.c_str(), 0750);
    }
    ~Base() { fs::remove_all(path); }
    Base(const Base&) = delete;
    Base& operator=(const Base&) = delete;
    std::string path;
};

std::string place(const std::string& text,
                  std::uint64_t needed,
                  const std::string& shared_memory = "/dev/shm")
{
    const auto made =
        virus_check::make_unpacking_place(check::settings(text), needed, shared_memory);
    return made ? *made : made.error().what;
}

bool is_in_memory(const std::string& path)
{
    struct statfs about {};
    return ::statfs(path.c_str(), &about) == 0 && about.f_type == TMPFS_MAGIC;
}

std::string temp_is(const Base& base)
{
    return "$TEMPBASE = '" + base.path + "';";
}

} // namespace

TEST(where_the_site_says)
{
    const Base base;
    const Base other;
    CHECK_EQUAL(
        place(temp_is(base) + "$virus_check_tempbase = '" + other.path + "';", little),
        other.path + "/virus-check");
    CHECK(place(temp_is(base) + "$virus_check_tempbase = '/none';", little)
              .find("is no directory we may write to") != std::string::npos);
}

TEST(in_shared_memory_with_the_rights_of_tempbase)
{
    const Base base;
    if (!is_in_memory("/dev/shm") || is_in_memory(base.path)) return;
    const auto made = place(temp_is(base), little);
    CHECK_EQUAL(made, "/dev/shm/chainmail-virus-check." + std::to_string(::geteuid()));
    CHECK(fs::status(made).permissions() == fs::status(base.path).permissions());
    CHECK_EQUAL(place(temp_is(base), little), made);
}

TEST(not_where_it_could_fill_the_memory)
{
    const Base base;
    CHECK_EQUAL(place(temp_is(base), 0), base.path + "/virus-check");
    CHECK_EQUAL(place(temp_is(base), std::uint64_t{1} << 50U),
                base.path + "/virus-check");
    // Together these are more than a number holds.
    CHECK_EQUAL(place(temp_is(base) + "$max_servers = 4096;", std::uint64_t{1} << 52U),
                base.path + "/virus-check");
}

TEST(not_on_what_is_no_memory)
{
    const Base base;
    const Base disk;
    if (is_in_memory(disk.path)) return;
    CHECK_EQUAL(place(temp_is(base), little, disk.path), base.path + "/virus-check");
    CHECK_EQUAL(place(temp_is(base), little, "/none"), base.path + "/virus-check");
}
