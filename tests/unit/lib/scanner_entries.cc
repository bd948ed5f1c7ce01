// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "scanner/entries.h"

#include "config_check.h"

using namespace chainmail;
using scanner::Fate;
using scanner::Way;

namespace {

scanner::Scanners read(std::string_view text, const std::string& programs = "")
{
    return scanner::read_scanners(
        check::settings(text), [&programs](const std::string& path) {
            return programs.find("<" + path + ">") != std::string::npos;
        });
}

scanner::Considered first(std::string_view entry,
                          std::string_view more = "$virus_check_builtin = 0;")
{
    return read("@av_scanners = (" + std::string(entry) + "); " + std::string(more),
                "</usr/bin/scan></opt/x/scan></usr/bin/clamscan>")
        .primary.at(0);
}

} // namespace

TEST(a_daemon_has_a_request_sockets_and_patterns)
{
    const auto one = first("['A', \\&ask_daemon, [\"SCAN {}\\n\", ['/a.sock', "
                           "'127.0.0.1:8127']], qr/^OK/m, qr/^FOUND/m, qr/: (.+)/m]");
    CHECK(one.fate == Fate::asked);
    CHECK(one.entry.way == Way::daemon);
    CHECK_EQUAL(one.entry.query, "SCAN {}\n");
    CHECK_EQUAL(one.entry.sockets.size(), 2U);
    CHECK_EQUAL(one.entry.sockets[1], "127.0.0.1:8127");
    CHECK_EQUAL(*one.entry.clean.pattern, "(?m)^OK");
    CHECK_EQUAL(*one.entry.infected.pattern, "(?m)^FOUND");
    CHECK_EQUAL(one.entry.name_pattern, "(?m): (.+)");
    CHECK(!one.entry.one_answer);
}

TEST(protocols_stand_before_the_socket)
{
    const auto stream = first("['A', \\&ask_daemon, ['*', 'clamd:/a.ctl'], [0], [1]]");
    CHECK(stream.entry.way == Way::stream);
    CHECK_EQUAL(stream.entry.sockets[0], "/a.ctl");
    const auto simple =
        first("['Sophie', \\&ask_daemon, ['{}/', 'sophie:/s'], '', '']");
    CHECK(simple.entry.way == Way::daemon);
    CHECK(simple.entry.one_answer);
    CHECK_EQUAL(simple.entry.sockets[0], "/s");
    const auto host = first("['A', \\&ask_daemon, ['{}', 'localhost:3310'], '', '']");
    CHECK_EQUAL(host.entry.sockets[0], "localhost:3310");
    const auto other = first("['A', \\&ask_daemon, ['*', 'savapi:/s'], [0], [1]]");
    CHECK(other.fate == Fate::unsupported);
    CHECK_EQUAL(other.why, "no protocol savapi here");
}

TEST(a_command_is_looked_for_in_path)
{
    const auto one = first("['A', ['/none/scan', 'scan'], '-x {}', [0, 8], [4+1], '']");
    CHECK(one.fate == Fate::asked);
    CHECK_EQUAL(one.entry.program, "/usr/bin/scan");
    CHECK_EQUAL(one.entry.query, "-x {}");
    CHECK_EQUAL(one.entry.clean.statuses.at(1), 8);
    CHECK_EQUAL(one.entry.infected.statuses.at(0), 5);
    CHECK_EQUAL(first("['A', 'scan', '{}', [0], [1]]",
                      "$path = '/opt/x:/usr/bin'; $virus_check_builtin = 0;")
                    .entry.program,
                "/opt/x/scan");
    const auto none = first("['A', ['nonesuch', '/no/such'], '{}', [0], [1]]");
    CHECK(none.fate == Fate::absent);
    CHECK_EQUAL(none.why, "no program nonesuch or /no/such");
}

TEST(undef_and_nothing_are_told_apart)
{
    const auto one = first("['A', 'scan', '{}', undef, '', undef]");
    CHECK(!one.entry.clean.given);
    CHECK(one.entry.infected.given);
    CHECK_EQUAL(*one.entry.infected.pattern, "");
    CHECK_EQUAL(one.entry.name_pattern, "");
    CHECK_EQUAL(*first("['A', 'scan', '{}', 'ok$', [1]]").entry.clean.pattern,
                "(?m)ok$");
}

TEST(clamav_is_built_in)
{
    for (const auto* entry :
         {"['ClamAV-clamd', \\&ask_daemon, [\"CONTSCAN {}\\n\", '127.0.0.1:3310'], "
          "qr/OK/, qr/FOUND/, '']",
          "['A', \\&ask_daemon, ['CONTSCAN {}', '/var/run/clamav/clamd.ctl'], '', '']",
          "['A', \\&ask_daemon, ['*', 'clamd:/a'], '', '']",
          "['ClamAV-clamscan', 'clamscan', '-r {}', [0], [1]]",
          "['A', \\&ask_clamav, '*', [0], [1]]"}) {
        CHECK(first(entry, "").fate == Fate::built_in);
        CHECK(first(entry).fate != Fate::built_in);
    }
    CHECK(first("['A', \\&ask_daemon, ['SCAN {}', '/a'], '', '']", "").fate ==
          Fate::asked);
}

TEST(perl_cannot_be_asked)
{
    CHECK(first("['A', sub { 0 }]").fate == Fate::unsupported);
    CHECK(first("['A', 'scan', '{}', [0], [1], sub { 1 }]").why ==
          "it has code in Perl");
    CHECK(first("['A', \\&sophos_savi]").why == "no function sophos_savi here");
}

TEST(both_lists_are_read_and_what_is_no_entry_is_not)
{
    const auto all = read("@av_scanners = (undef, 'x', ['A']); @av_scanners_backup = "
                          "(['B', 'scan', '{}', [0], [1]]);",
                          "</bin/scan>");
    CHECK(all.primary.empty());
    CHECK_EQUAL(all.backup.size(), 1U);
    CHECK(all.any_asked());
    CHECK(!read("@av_scanners = (['A', 'scan', '{}', [0], [1]]);").any_asked());
}

TEST(entries_survive_the_way_to_the_programs)
{
    const std::string text = "@av_scanners = (['A', \\&ask_daemon, [\"SCAN "
                             "{}/*\\r\\n\\x00\", ['/a', '/b']], "
                             "qr/(?x)^ 0+ ( : | [\\000\\r\\n]* $)/m, qr/a'b/i, "
                             "qr/(.)/m], ['B', sub { 1 }]);";
    const auto settings = check::settings(text);
    const auto again =
        config::read_text("x", config::canonical(settings, {"@av_scanners"}));
    CHECK(again && again->list("@av_scanners") == settings.list("@av_scanners"));
}
