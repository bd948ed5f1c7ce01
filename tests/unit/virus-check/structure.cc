// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "virus-check/structure.h"

#include "../check.h"

using namespace chainmail;
using namespace chainmail::virus_check;

namespace {

Structure read(const std::string& lines)
{
    const auto record = wire::Record::parse(lines);
    if (!record) return {};
    return read_structure(*record);
}

} // namespace

TEST(is_unclear_when_anything_is_doubtful)
{
    CHECK(read("part.1.raw=0\t1\nmime-split.status=ok\n").clear);
    CHECK(!read("part.1.raw=0\t1\n").clear);
    CHECK(!read("mime-split.status=skipped\twhy\n").clear);
    CHECK(!read("hold=too deep\nmime-split.status=ok\n").clear);
    CHECK(!read("mime-error=no boundary\nmime-split.status=ok\n").clear);
    CHECK(
        !read("part.1.raw=0\t1\npart.1.ambiguous=type\nmime-split.status=ok\n").clear);
    CHECK(!read("part.1.raw=0\t1\npart.1.attr=UC\nmime-split.status=ok\n").clear);
    CHECK(read("part.1.raw=0\t1\npart.1.1.attr=D\nmime-split.status=ok\n").clear);
    CHECK(!read("part.1.raw=0\t1\npart.1.damage=cut\nmime-split.status=ok\n").clear);
    CHECK(!read("part.1.raw=0\nmime-split.status=ok\n").clear);
    CHECK(!read("part.1.raw=0\t1\t2\nmime-split.status=ok\n").clear);
    CHECK(!read("part.1.at=-1\t5\nmime-split.status=ok\n").clear);
}
