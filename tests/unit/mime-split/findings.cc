// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mime-split/findings.h"

#include "unit/check.h"

#include <algorithm>

using namespace chainmail;
using namespace chainmail::mime_split;

namespace {

std::string written(Split split)
{
    wire::Builder builder;
    write_findings(std::move(split), builder);
    const auto record = builder.finish();
    CHECK(record);
    return record ? *record : std::string();
}

Found part(std::string path, std::size_t names)
{
    Found found;
    found.path = std::move(path);
    found.types = {"text/plain"};
    for (std::size_t i = 0; i < names; ++i)
        found.names.push_back(std::string(1000, '\1') + std::to_string(i));
    return found;
}

} // namespace

TEST(lines_of_a_part)
{
    Found found;
    found.path = "1.2";
    found.place = Place::store;
    found.offset = 64;
    found.length = 7;
    found.types = {"text/plain", "a/b"};
    found.names = {"x\ty%.exe", "a.e\xE2\x80\x8Bxe", "b.", "\xC2\xAD"};
    found.ambiguous = {"boundary"};
    CHECK_EQUAL(written({{found}, {"an error"}, ""}),
                "part.1.2.at=64\t7\npart.1.2.type=text/plain\npart.1.2.type=a/b\n"
                "part.1.2.name=x%09y%25.exe\npart.1.2.name=a.e\xE2\x80\x8Bxe\n"
                "part.1.2.name=b.\npart.1.2.name=\xC2\xAD\npart.1.2.name=a.exe\n"
                "part.1.2.ambiguous=boundary\n"
                "mime-error=an error\nmime-split.status=ok\n\n");
}

TEST(places)
{
    Found found;
    found.path = "1";
    CHECK_EQUAL(written({{found}, {}, ""}), "mime-split.status=ok\n\n");
    found.place = Place::message;
    CHECK_EQUAL(written({{found}, {}, ""}),
                "part.1.raw=0\t0\nmime-split.status=ok\n\n");
}

TEST(held_message)
{
    CHECK_EQUAL(written({{}, {}, "too much"}),
                "hold=too much\nmime-split.status=hold\ttoo much\n\n");
}

// A record that outgrew its bounds would be refused, and the mail with it, for ever.
TEST(names_never_outgrow_the_record)
{
    Split split;
    for (int i = 0; i < 1500; ++i)
        split.parts.push_back(part("1." + std::to_string(i), 16));
    const auto record = written(std::move(split));
    CHECK(record.size() < wire::Limits::record_bytes / 2);
    CHECK(record.ends_with("mime-split.status=hold\tMaximum size of the list of parts "
                           "exceeded\n\n"));
}

TEST(lines_never_outgrow_the_record)
{
    Split split;
    for (int i = 0; i < 100'000; ++i)
        split.parts.push_back(part("1." + std::to_string(i), 0));
    const auto record = written(std::move(split));
    const auto lines = std::count(record.begin(), record.end(), '\n');
    CHECK(lines > 10'000);
    CHECK(lines < 13'000);
    CHECK(record.find("\nhold=") != record.npos);
}
