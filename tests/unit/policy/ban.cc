// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/ban.h"

#include "site.h"
#include "wire/record.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

std::vector<Part> parts_of(const std::string& lines)
{
    const auto record = wire::Record::parse(lines);
    CHECK(record);
    return read_parts(*record);
}

/// A program in an archive in a mail.
const std::string archive = "part.1.type=multipart/mixed\n"
                            "part.1.1.raw=0\t3\n"
                            "part.1.1.type=text/plain\n"
                            "part.1.1.short=asc\n"
                            "part.1.2.at=0\t4\n"
                            "part.1.2.type=application/zip\n"
                            "part.1.2.short=zip\n"
                            "part.1.2.name=a.zip\n"
                            "part.1.2.1.short=exe\n"
                            "part.1.2.1.short=exe-ms\n"
                            "part.1.2.1.name=b.exe\n";

std::shared_ptr<const Ban> ban_of(const std::string& settings,
                                  const std::string& lines = archive,
                                  const std::string& address = "a@b.example")
{
    const Site site(settings);
    const auto& configuration = site.configuration();
    const auto& bans = configuration.bans;
    return find_ban(parts_of(lines),
                    bans.tables_for(Subject(address, configuration.keys)),
                    bans.for_paths());
}

std::string reason_of(const std::string& settings,
                      const std::string& lines = archive,
                      const std::string& address = "a@b.example")
{
    const auto ban = ban_of(settings, lines, address);
    return ban ? ban->reason : "not banned";
}

} // namespace

TEST(what_a_part_says_is_read)
{
    const auto parts = parts_of(archive + "part.1.2.1.attr=UC\n");
    CHECK_EQUAL(parts.size(), 4U);
    CHECK(!parts[0].is_leaf && !parts[2].is_leaf && parts[1].is_leaf);
    CHECK_EQUAL(parts[3].path, "1.2.1");
    CHECK_EQUAL(*parts[3].in, 2U);
    CHECK_EQUAL(parts[3].attributes, "UC");
    CHECK_EQUAL(parts[3].shorts.size(), 2U);
}

TEST(a_ban_names_the_part_and_the_way_to_it)
{
    const auto ban = ban_of("$banned_filename_re = new_RE(qr'^\\.exe-ms$'i);");
    CHECK(ban != nullptr);
    CHECK_EQUAL(ban->reason, ".exe,.exe-ms,b.exe");
    CHECK_EQUAL(ban->parts.size(), 1U);
    CHECK_EQUAL(ban->parts[0].path,
                "multipart/mixed | application/zip,.zip,a.zip | .exe,.exe-ms,b.exe");
    CHECK_EQUAL(ban->parts[0].attributes,
                "P=p003,L=1,M=multipart/mixed | P=p002,L=1/2,M=application/zip,T=zip,"
                "N=a.zip | P=p004,L=1/2/1,T=exe,T=exe-ms,N=b.exe");
    CHECK_EQUAL(ban->parts[0].value, "1");
}

TEST(the_first_expression_that_fits_anything_on_the_way_decides)
{
    const std::string banned = "qr'\\.exe$'i";
    CHECK_EQUAL(reason_of("$banned_filename_re = new_RE(" + banned + ");"),
                ".exe,.exe-ms,b.exe");
    CHECK_EQUAL(
        reason_of("$banned_filename_re = new_RE([qr'^\\.zip$' => 0], " + banned + ");"),
        "not banned");
    CHECK_EQUAL(
        reason_of("$banned_filename_re = new_RE(" + banned + ", [qr'^\\.zip$' => 0]);"),
        ".exe,.exe-ms,b.exe");
    // No answer from the first table: the next is asked.
    CHECK_EQUAL(
        reason_of(
            "%banned_rules = (A => new_RE([qr'^\\.zip$' => undef]), B => new_RE(" +
            banned + ")); @banned_filename_maps = ('A,B');"),
        ".exe,.exe-ms,b.exe");
}

TEST(containers_are_tested_by_what_is_in_them_only)
{
    CHECK_EQUAL(reason_of("$banned_filename_re = new_RE(qr'^a\\.zip$');"),
                ".exe,.exe-ms,b.exe");
    CHECK_EQUAL(reason_of("$banned_filename_re = new_RE(qr'^a\\.zip$');",
                          "part.1.type=application/zip\npart.1.name=a.zip\n"),
                "application/zip,a.zip");
}

TEST(comments_and_long_blanks_are_shown_in_short)
{
    CHECK_EQUAL(
        reason_of("$banned_filename_re = new_RE(qr'(?# no programs )\\.exe$');"),
        "no programs:.exe,.exe-ms,b.exe");
    CHECK_EQUAL(reason_of("$banned_filename_re = new_RE(qr'exe$');",
                          "part.1.name=a.txt          .exe\n"),
                "a.txt ... .exe");
    CHECK_EQUAL(comments_in("a(?#b)c(?# d )"), "b d");
    CHECK_EQUAL(comments_in("a(?#b"), "");
}

TEST(what_cannot_be_unpacked_has_a_word)
{
    const std::string lines = "part.1.type=application/zip\npart.1.attr=UC\n";
    CHECK_EQUAL(reason_of("$banned_filename_re = new_RE(qr'^UNDECIPHERABLE$');", lines),
                "application/zip,UNDECIPHERABLE");
}

TEST(recipients_have_rules_by_name_or_tables_of_their_own)
{
    const std::string rules = "%banned_rules = ('NONE' => new_RE([qr'.' => 0]),"
                              " 'EXE' => new_RE(qr'\\.exe$'));\n"
                              "@banned_filename_maps = ({'no@b.example' => 'NONE',"
                              " 'both@b.example' => 'NONE, EXE',"
                              " 'own@b.example' => [new_RE(qr'^(?#own)b')],"
                              " 'odd@b.example' => 'NOT-THERE',"
                              " 'nil@b.example' => undef,"
                              " '.' => 'EXE'});\n";
    CHECK_EQUAL(reason_of(rules), ".exe,.exe-ms,b.exe");
    CHECK_EQUAL(reason_of(rules, archive, "no@b.example"), "not banned");
    CHECK_EQUAL(reason_of(rules, archive, "both@b.example"), "not banned");
    // All entries of the table count, the nearest first.
    CHECK_EQUAL(reason_of(rules, archive, "own@b.example"), "own:.exe,.exe-ms,b.exe");
    CHECK_EQUAL(reason_of(rules, archive, "odd@b.example"), ".exe,.exe-ms,b.exe");
    CHECK_EQUAL(reason_of(rules, archive, "nil@b.example"), ".exe,.exe-ms,b.exe");
}

TEST(without_rules_nothing_is_banned)
{
    CHECK_EQUAL(reason_of(""), "not banned");
    CHECK_EQUAL(reason_of("$banned_filename_re = new_RE(qr'exe$');"
                          " @banned_filename_maps = ();"),
                "not banned");
    // Rules of a site's own take the place of the default one.
    CHECK_EQUAL(reason_of("$banned_filename_re = new_RE(qr'exe$');"
                          " %banned_rules = (X => new_RE(qr'exe'));"),
                "not banned");
}

TEST(paths_are_asked_where_nothing_else_had_an_answer)
{
    const std::string paths =
        "$banned_namepath_re = new_RE(qr'^(.*\\t)?M=application/zip(\\t.*)?$(.|\\n)*"
        "^(.*\\t)?T=exe(\\t.*)?$'m);\n";
    CHECK_EQUAL(reason_of(paths), ".exe,.exe-ms,b.exe");
    CHECK_EQUAL(reason_of(paths + "$banned_filename_re = new_RE([qr'b\\.exe' => 0]);"),
                "not banned");
}

TEST(names_of_rules_are_separated_by_commas_and_blanks)
{
    CHECK_EQUAL(rule_names("A, B  C,,").size(), 3U);
    CHECK_EQUAL(rule_names("\"A B\",C").size(), 2U);
    CHECK(rule_names(" , ").empty());
}

TEST(a_deep_message_takes_no_time)
{
    std::string lines;
    std::string path = "1";
    for (int i = 0; i < 2000; ++i) {
        lines += "part." + path + ".name=x\n";
        path += ".1";
        if (path.size() > 200) path = "1." + std::to_string(i);
    }
    CHECK_EQUAL(reason_of("$banned_filename_re = new_RE(qr'exe$');", lines),
                "not banned");
}
