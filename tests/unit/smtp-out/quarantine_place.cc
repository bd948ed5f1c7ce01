// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/quarantine_place.h"

#include "../check.h"

using namespace chainmail;
using namespace chainmail::smtp_out;

namespace {

Result<QuarantineSettings> settings(const std::string& text)
{
    const auto read = config::read_text("conf", text);
    CHECK(read);
    return read_quarantine_settings(*read);
}

// The path for `method_name` in `directory`, or the error.
std::string path(const Alias& alias, std::string_view name, bool deep = false)
{
    const auto file = new_file(alias, name, {"Abc-_9", "01234-05", 86400}, deep);
    return file ? file->path : file.error().what;
}

} // namespace

TEST(names_of_new_files)
{
    CHECK_EQUAL(path({"/q", ""}, "spam-%m.gz"), "/q/spam-Abc-_9.gz");
    CHECK_EQUAL(path({"/q", ""}, "spam-%m.gz", true), "/q/A/spam-Abc-_9.gz");
    CHECK_EQUAL(path({"/q", ""}, "sub/%m", true), "/q/sub/A/Abc-_9");
    CHECK_EQUAL(path({"/q", ""}, ""), "/q/Abc-_9");
    CHECK_EQUAL(path({"/q", "own-%n%%"}, "spam-%m", true), "/q/own-01234-05%");
    CHECK_EQUAL(path({"/q", ""}, "%x%P%"), "/q/%x0%");
}

TEST(names_that_lead_elsewhere)
{
    for (const auto* name : {"../%m", "a/../../b", "a/", "x\ny"})
        CHECK(path({"/q", ""}, name).find("is no name for a file") !=
              std::string::npos);
    for (const auto* id : {"", "-a", "../x", "a/b"})
        CHECK(!new_file({"/q", ""}, "%m", {id, "1", 0}, true));
}

TEST(aliases)
{
    const auto s =
        settings("$QUARANTINEDIR = '/q/'; %local_delivery_aliases = ("
                 "'off' => undef, 'box' => '/m/box', 'd' => ['/d', 'n-%m']);");
    CHECK(s);
    CHECK_EQUAL(find_alias("spam-quarantine", *s, "").path, "/q");
    CHECK_EQUAL(find_alias("off", *s, "").path, "");
    CHECK_EQUAL(find_alias("box@host", *s, "").path, "/m/box");
    CHECK_EQUAL(find_alias("d", *s, "").name, "n-%m");
    CHECK_EQUAL(find_alias("archive-mbox", *s, "").path, "/q/archive.mbox");
    CHECK_EQUAL(find_alias("sender-quarantine", *s, "a/b@c").name,
                "sender-a=b_at_c-%m.gz");
    CHECK_EQUAL(find_alias("x", *settings(""), "").path, "");
}

TEST(what_is_no_place)
{
    CHECK(!settings("$QUARANTINEDIR = 'relative';"));
    CHECK(!settings("%local_delivery_aliases = ('x' => 'relative');"));
    CHECK(!settings("%local_delivery_aliases = ('x' => {});"));
}

TEST(the_log_shows_places_below_the_directory)
{
    CHECK_EQUAL(shown("/q/7/spam-7", "/q"), "7/spam-7");
    CHECK_EQUAL(shown("/qq/7", "/q"), "/qq/7");
    CHECK_EQUAL(shown("/a/b", ""), "/a/b");
}
