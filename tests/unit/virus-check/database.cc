// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "virus-check/database.h"

#include "../check.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace chainmail::virus_check;

namespace {

// A directory with these files, removed at the end.
class Directory {
public:
    Directory()
    {
        char name[] = "/tmp/database.XXXXXX";
        path_ = ::mkdtemp(name);
    }
    ~Directory() { std::filesystem::remove_all(path_); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    void write(const std::string& name, const std::string& text) const
    {
        std::ofstream(path_ + "/" + name) << text;
    }
    Database look() const
    {
        const auto database = look_at(path_);
        CHECK(bool(database));
        return database ? *database : Database{};
    }

private:
    std::string path_;
};

} // namespace

TEST(no_directory_is_no_database)
{
    const auto database = look_at("/nonexistent/clamav");
    CHECK(database && !database->present);
}

TEST(other_files_are_no_database)
{
    const Directory directory;
    directory.write("freshclam.dat", "x");
    directory.write("ndb", "x");
    CHECK(!directory.look().present);
}

TEST(a_file_in_place_of_the_directory_is_an_error)
{
    CHECK(!look_at("/dev/null"));
}

TEST(hashes_and_plain_bodies_do_not_ask_for_mail)
{
    const Directory directory;
    directory.write("a.hsb", "x\n");
    directory.write("b.mdb", "x\n");
    directory.write("c.ndb", "One:0:*:41\nTwo:4:0:42\n");
    CHECK(directory.look().present);
    CHECK(!directory.look().asks_for_mail);
}

TEST(all_else_may_ask_for_mail)
{
    const Directory official;
    official.write("daily.cvd", "");
    CHECK(official.look().asks_for_mail);
    const Directory links;
    links.write("a.hdb", "");
    links.write("b.pdb", "");
    CHECK(links.look().asks_for_mail);
    CHECK(!never_asks_for_mail("a.ldb"));
    CHECK(!never_asks_for_mail("a.cdb"));
    CHECK(!never_asks_for_mail("hdb"));
}
