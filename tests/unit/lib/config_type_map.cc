// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/type_map.h"

#include "base/text.h"
#include "config_check.h"

using namespace check;
using namespace chainmail;
using chainmail::config::read_type_map;

namespace {

// "PATTERN=TYPE,TYPE" of each row, "*" our own table, "|" between tables.
std::string rows(const std::string& lines)
{
    const auto tables = read_type_map(settings(lines));
    if (!tables) return tables.error().what;
    std::vector<std::string> all;
    for (const auto& table : *tables) {
        std::vector<std::string> one;
        for (const auto& row : table)
            one.push_back(row.built_in ? "*"
                          : row.shorts ? row.regex.pattern + row.regex.flags + "=" +
                                             text::join(*row.shorts, ",")
                                       : row.regex.pattern + "=undef");
        all.push_back(text::join(one, " "));
    }
    return text::join(all, "|");
}

bool is_refused(const std::string& lines)
{
    return !chainmail::config::read_text("50-user", lines);
}

} // namespace

TEST(our_own_table_is_the_default)
{
    CHECK_EQUAL(rows(""), "*");
}

TEST(the_ways_in_which_it_is_written)
{
    CHECK_EQUAL(rows("unshift(@$map_full_type_to_short_type_re, [qr/^A/ => 'a'], "
                     "[qr/b/i => ['exe','b']]);"),
                "^A=a bi=exe,b *");
    CHECK_EQUAL(rows("unshift(@map_full_type_to_short_type_maps, "
                     "new_RE([qr'^A' => 'a'], [qr'^B' => undef]));"),
                "^A=a ^B=undef|*");
    CHECK_EQUAL(rows("@map_full_type_to_short_type_maps = (new_RE([qr'^A' => 'a']), "
                     "\\$map_full_type_to_short_type_re, 'dat');"),
                "^A=a|*|^=dat");
    CHECK_EQUAL(rows("$map_full_type_to_short_type_re = new_RE([qr'^A' => 'a']);"),
                "^A=a");
    CHECK_EQUAL(rows("$map_full_type_to_short_type_re = [[qr'^A' => 'a'], qr'^B'];"),
                "^A=a ^B=1");
    CHECK_EQUAL(rows("$map_full_type_to_short_type_re = undef;"), "");
    CHECK_EQUAL(rows("my $own = new_RE([qr'^A' => 'a']); "
                     "@map_full_type_to_short_type_maps = (\\$own);"),
                "^A=a");
}

TEST(what_can_be_no_such_table_is_refused)
{
    CHECK(is_refused("@map_full_type_to_short_type_maps = ({'data' => 'dat'});"));
    CHECK(is_refused("@map_full_type_to_short_type_maps = ([qw(a b)]);"));
    CHECK(is_refused(
        "@map_full_type_to_short_type_maps = (new_RE([qr'^(A)' => '$1']));"));
    CHECK(is_refused("unshift(@$map_full_type_to_short_type_re, ['A' => 'a']);"));
    CHECK(
        !is_refused("@map_full_type_to_short_type_maps = (new_RE([qr'^A' => 'a']));"));
}
