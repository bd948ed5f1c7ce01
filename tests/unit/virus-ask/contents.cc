// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "virus-ask/contents.h"

#include "../check.h"

using namespace chainmail;
using namespace chainmail::virus_ask;

namespace {

using Contents = std::optional<std::vector<Content>>;

Contents contents(const std::string& lines,
                  std::string_view message,
                  std::string_view store = {})
{
    return contents_of(
        wire::read_part_list(*wire::Record::parse(lines)), message, store);
}

} // namespace

TEST(parts_and_the_message)
{
    const std::string line(64, '-');
    const std::string store = line + "ab" + line;
    const auto found = contents("part.1.raw=0\t9\npart.1.type=message/"
                                "rfc822\npart.1.1.raw=2\t3\npart.1.2.at=64\t2\n"
                                "part.1.2.type=a/b\npart.1.2.1.at=128\t0\n",
                                "0123456789",
                                store);
    CHECK_EQUAL(found->size(), 3U);
    CHECK_EQUAL(found->at(0).name, "p001");
    CHECK_EQUAL(found->at(0).bytes, "234");
    CHECK_EQUAL(found->at(1).bytes, "ab");
    CHECK_EQUAL(found->at(2).name, "email.txt");
    CHECK(contents("", "")->empty());
}

TEST(a_container_that_is_no_message_is_scanned_itself)
{
    const std::string inside = "part.1.1.raw=2\t2\n";
    const std::string rtf = "part.1.raw=0\t9\npart.1.type=application/rtf\n";
    CHECK_EQUAL(contents(rtf + inside, "0123456789")->size(), 3U);
    CHECK_EQUAL(
        contents(rtf + "part.1.type=message/rfc822\n" + inside, "0123456789")->size(),
        3U);
}

TEST(what_lies_outside_is_refused)
{
    CHECK(!contents("part.1.raw=8\t3\n", "0123456789"));
    CHECK(!contents("part.1.at=0\t1\n", "0123456789"));
}
