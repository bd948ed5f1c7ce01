// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "virus-ask/contents.h"

#include "../check.h"

using namespace chainmail;
using namespace chainmail::virus_ask;

namespace {

std::optional<std::vector<Place>> places(const std::string& lines)
{
    return read_places(*wire::Record::parse(lines));
}

} // namespace

TEST(parts_and_the_message)
{
    const auto found = places("part.1.raw=0\t9\npart.1.type=message/"
                              "rfc822\npart.1.1.raw=2\t3\npart.1.2.at=64\t2\n"
                              "part.1.2.type=a/b\npart.1.2.1.at=128\t0\n");
    CHECK_EQUAL(found->size(), 3U);
    CHECK_EQUAL(stored_length(*found), 128U);
    const std::string line(64, '-');
    const std::string store = line + "ab" + line;
    const auto contents = contents_of(*found, "0123456789", store);
    CHECK_EQUAL(contents->size(), 3U);
    CHECK_EQUAL(contents->at(0).name, "p001");
    CHECK_EQUAL(contents->at(0).bytes, "234");
    CHECK_EQUAL(contents->at(1).bytes, "ab");
    CHECK_EQUAL(contents->at(2).name, "email.txt");
    CHECK(contents_of({}, "", "")->empty());
}

TEST(a_container_that_is_no_message_is_scanned_itself)
{
    const std::string inside = "part.1.1.at=64\t2\n";
    const std::string rtf = "part.1.raw=0\t9\npart.1.type=application/rtf\n";
    CHECK_EQUAL(places(rtf + inside)->size(), 2U);
    CHECK_EQUAL(places(rtf + "part.1.type=message/rfc822\n" + inside)->size(), 2U);
}

TEST(what_lies_outside_is_refused)
{
    CHECK(!contents_of(*places("part.1.raw=8\t3\n"), "0123456789", ""));
    CHECK(!contents_of(*places("part.1.at=0\t1\n"), "0123456789", ""));
    CHECK(!places("part.1.raw=0\n"));
    CHECK(!places("part.1.at=x\t1\n"));
    CHECK(!places("part.1.at=18446744073709551615\t2\n"));
}
