// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "virus-ask/outages.h"

#include "../check.h"

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>

using namespace chainmail::virus_ask;
namespace fs = std::filesystem;

namespace {

struct Place {
    Place()
    {
        std::string name = fs::temp_directory_path() / "outages.XXXXXX";
        path = ::mkdtemp(name.data());
    }
    ~Place() { fs::remove_all(path); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    // The last attempt was so long ago.
    void age(std::int64_t seconds) const
    {
        const timespec then{::time(nullptr) - seconds, 0};
        const timespec both[] = {then, then};
        for (const auto& entry : fs::directory_iterator(path))
            ::utimensat(AT_FDCWD, entry.path().c_str(), both, 0);
    }
    std::string path;
};

} // namespace

TEST(one_notices_the_begin_and_one_the_end)
{
    const Place place;
    const Outages outages(place.path);
    CHECK(!outages.look("/a.sock").down);
    CHECK(outages.begin("/a.sock"));
    CHECK(!outages.begin("/a.sock"));
    CHECK(outages.look("/a.sock").down);
    CHECK(!outages.look("/b.sock").down);
    CHECK_EQUAL(outages.end("/a.sock"), 0);
    CHECK_EQUAL(outages.end("/a.sock"), -1);
    CHECK(!outages.look("/a.sock").down);
}

TEST(when_it_is_due_one_tries)
{
    const Place place;
    const Outages outages(place.path, 10);
    outages.begin("127.0.0.1:3310");
    CHECK(!outages.look("127.0.0.1:3310").turn);
    place.age(9);
    CHECK(!outages.look("127.0.0.1:3310").turn);
    place.age(10);
    {
        const auto first = outages.look("127.0.0.1:3310");
        CHECK(first.down && first.turn);
        place.age(10);
        const auto second = outages.look("127.0.0.1:3310");
        CHECK(second.down && !second.turn);
    }
    CHECK(outages.look("127.0.0.1:3310").turn);
    // That was an attempt.
    CHECK(!outages.look("127.0.0.1:3310").turn);
    // The clock was set back.
    place.age(-1000);
    CHECK(outages.look("127.0.0.1:3310").turn);
}

TEST(one_looks_into_what_is_odd)
{
    const Place place;
    const Outages outages(place.path);
    const auto first = outages.suspect("/a");
    CHECK(bool(first));
    CHECK(!outages.suspect("/a"));
    outages.unsuspect("/a");
    CHECK(fs::is_empty(place.path));
}

TEST(without_a_place_to_write_there_is_no_memory)
{
    const Outages outages("/nonexistent");
    CHECK(outages.begin("/a") && outages.begin("/a"));
    CHECK(!outages.look("/a").down);
}
