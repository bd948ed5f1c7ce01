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

TEST(reads_places_types_and_parents)
{
    const auto s = read("part.1.type=multipart/mixed\n"
                        "part.1.1.raw=100\t20\n"
                        "part.1.1.type=text/plain\n"
                        "part.1.2.at=64\t300\n"
                        "part.1.2.type=application/zip\n"
                        "part.1.3.raw=500\t90\n"
                        "part.1.3.type=message/rfc822\n"
                        "part.1.3.1.raw=510\t80\n"
                        "mime-split.status=ok\n");
    CHECK(s.clear);
    CHECK_EQUAL(s.parts.size(), 4U);
    CHECK_EQUAL(s.parts[0].path, "1.1");
    CHECK(!s.parts[0].stored && s.parts[0].text && !s.parts[0].outer);
    CHECK_EQUAL(s.parts[0].offset, 100U);
    CHECK_EQUAL(s.parts[0].length, 20U);
    CHECK(s.parts[1].stored && !s.parts[1].text);
    CHECK(s.parts[2].outer && s.parts[2].text && s.parts[2].message);
    // Without a type a part is taken for text.
    CHECK_EQUAL(s.parts[3].path, "1.3.1");
    CHECK(s.parts[3].text && !s.parts[3].outer);
    CHECK_EQUAL(stored_length(s).value_or(0), 364U);
}

TEST(one_type_of_text_makes_it_text)
{
    CHECK(read("part.1.raw=0\t1\npart.1.type=image/png\npart.1.type=text/html\n")
              .parts[0]
              .text);
    CHECK(!read("part.1.raw=0\t1\npart.1.type=image/png\n").parts[0].text);
}

TEST(what_may_be_something_else_is_no_message)
{
    const auto is_message = [](const std::string& types) {
        return read("part.1.raw=0\t1\n" + types).parts[0].message;
    };
    CHECK(is_message("part.1.type=message/global\n"));
    CHECK(!is_message(""));
    CHECK(!is_message("part.1.type=message/rfc822\npart.1.type=application/rtf\n"));
    CHECK(!is_message("part.1.type=application/rtf\npart.1.type=message/rfc822\n"));
}

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

TEST(never_looks_outside)
{
    const std::string message = "0123456789";
    const auto content = [&](std::uint64_t offset, std::uint64_t length) {
        return content_of(
            {"1", false, offset, length, true, false, false}, message, "");
    };
    CHECK_EQUAL(content(2, 3).value_or("none"), "234");
    CHECK_EQUAL(content(10, 0).value_or("none"), "");
    CHECK(!content(11, 0));
    CHECK(!content(2, 9));
    CHECK(!content(2, ~std::uint64_t{0}));
    CHECK(!content(~std::uint64_t{0}, 2));
    CHECK(!content_of({"1", true, 0, 1, true, false, false}, message, ""));
    CHECK(!stored_length(read("part.1.at=18446744073709551615\t2\n")));
}
