// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "wire/part_list.h"

#include "../check.h"

using namespace chainmail;
using namespace chainmail::wire;

namespace {

PartList read(const std::string& lines)
{
    return read_part_list(*Record::parse(lines));
}

} // namespace

TEST(takes_names_apart)
{
    CHECK_EQUAL(part_name("part.1.2.at")->path, "1.2");
    CHECK_EQUAL(part_name("part.1.2.at")->field, "at");
    CHECK(!part_name("part.at"));
    CHECK(!part_name("part."));
    CHECK(!part_name("parts.1.at"));
    CHECK(!part_name("x"));
}

TEST(reads_places_types_and_parents)
{
    const auto list = read("part.1.type=multipart/mixed\n"
                           "part.1.1.raw=100\t20\n"
                           "part.1.1.type=text/plain\n"
                           "part.1.2.at=64\t300\n"
                           "part.1.2.type=application/zip\n"
                           "part.1.3.raw=500\t90\n"
                           "part.1.3.type=message/rfc822\n"
                           "part.1.3.1.raw=510\t80\n"
                           "mime-split.status=ok\n");
    CHECK(list.readable);
    const auto& parts = list.parts;
    CHECK_EQUAL(parts.size(), 4U);
    CHECK_EQUAL(parts[0].path, "1.1");
    CHECK(!parts[0].stored && parts[0].text && !parts[0].outer);
    CHECK_EQUAL(parts[0].offset, 100U);
    CHECK_EQUAL(parts[0].length, 20U);
    CHECK(parts[1].stored && !parts[1].text);
    CHECK(parts[2].outer && parts[2].text && parts[2].is_opened_message());
    // Without a type a part is taken for text.
    CHECK_EQUAL(parts[3].path, "1.3.1");
    CHECK(parts[3].text && !parts[3].outer && !parts[3].message);
    CHECK_EQUAL(stored_length(list), 364U);
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

TEST(a_type_may_come_before_its_place)
{
    const auto list = read("part.1.type=image/png\npart.2.type=text/plain\n"
                           "part.1.raw=0\t1\npart.2.raw=1\t1\n");
    CHECK(!list.parts[0].text);
    CHECK(list.parts[1].text);
}

TEST(a_place_that_is_none_is_told)
{
    for (const auto* line : {"part.1.raw=0\n",
                             "part.1.raw=0\t1\t2\n",
                             "part.1.at=-1\t5\n",
                             "part.1.at=x\t1\n",
                             "part.1.at=18446744073709551615\t2\n"}) {
        CHECK(!read(line).readable);
        CHECK(read(line).parts.empty());
    }
}

TEST(never_looks_outside)
{
    const std::string message = "0123456789";
    const auto content = [&](std::uint64_t offset, std::uint64_t length) {
        return content_of({"1", false, offset, length}, message, "");
    };
    CHECK_EQUAL(content(2, 3).value_or("none"), "234");
    CHECK_EQUAL(content(10, 0).value_or("none"), "");
    CHECK(!content(11, 0));
    CHECK(!content(2, 9));
    CHECK(!content(2, ~std::uint64_t{0}));
    CHECK(!content(~std::uint64_t{0}, 2));
    CHECK(!content_of({"1", true, 0, 1}, message, ""));
}
