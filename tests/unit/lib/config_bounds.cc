// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Files made to be too much: each is refused, or read in time that grows as the file
// does.
#include "config_check.h"
#include "unit/stopwatch.h"

using namespace check;

namespace {

std::string repeat(std::string_view text, std::size_t times)
{
    std::string out;
    for (std::size_t i = 0; i < times; ++i)
        out += text;
    return out;
}

bool mentions(const std::string& said, std::string_view words)
{
    return said.find(words) != std::string::npos;
}

double seconds(const std::string& text)
{
    const Stopwatch watch;
    (void)read(text);
    return watch.seconds();
}

/// Eight times the text takes about eight times as long, not sixty-four; two
/// hundredths of a second are for the clock.
bool is_linear(std::string_view unit, std::size_t times)
{
    const double small = seconds(repeat(unit, times));
    return seconds(repeat(unit, times * 8)) < small * 24 + 0.02;
}

} // namespace

TEST(nesting_has_a_limit)
{
    for (const auto* open :
         {"[", "(", "{", "-", "+", "\\", "[{(", "2**", "$x=", "my "}) {
        const auto said = error("my $x; my @y = " + repeat(open, 100'000) + "1;");
        CHECK(said != "no error");
    }
    CHECK_EQUAL(error("my $x = " + repeat("[", 500) + repeat("]", 500) + ";"),
                "50-user:1:108: more than 100 levels of nesting: "
                "<" +
                    repeat("[", 60) + "...>");
    CHECK_EQUAL(error("my $x = " + repeat("[", 90) + repeat("]", 90) + ";"),
                "no error");
}

TEST(values_cannot_be_nested_by_and_by)
{
    CHECK(mentions(error("my $x; " + repeat("$x = [$x];", 1000)), "levels of lists"));
    CHECK(mentions(error("my (@x, %x); " + repeat("$x[0] = [@x];", 1000)),
                   "levels of lists"));
    CHECK(mentions(error("my (@x, %x); " + repeat("$x{a} = {%x};", 1000)),
                   "levels of lists"));
    CHECK(mentions(error("my (@x, @y); " + repeat("@x = ([@x]);", 1000)),
                   "levels of lists"));
}

TEST(lists_and_texts_cannot_be_doubled_for_ever)
{
    CHECK(mentions(error("my @x = (1); " + repeat("@x = (@x, @x);", 64)),
                   "more than 1000000 values"));
    CHECK(mentions(error("my $x = 'a'; " + repeat("$x = \"$x$x\";", 64)),
                   "a text of more than 1048576 bytes"));
    CHECK(mentions(error("my $x = 'a'; " + repeat("$x = $x . $x;", 64)),
                   "a text of more than 1048576 bytes"));
    CHECK(mentions(error("my $x = 'a'; " + repeat("$x = \"$x$x\";", 19) +
                         repeat("my $y = $x;", 1000)),
                   "more than 67108864 bytes of values"));
    CHECK(mentions(error("my @x; $x[999999] = 1; $x[999998] = 1; my @y = @x;"),
                   "more than 1000000 values"));
    CHECK(mentions(error("my @x; $x[1e9] = 1;"), "no such element"));
}

TEST(files_have_a_limit)
{
    CHECK_EQUAL(error(repeat(" ", (1U << 20U) + 1)),
                "50-user:1:1: more than 1048576 bytes");
    CHECK_EQUAL(error(repeat(" ", 1U << 20U)), "no error");
    CHECK(mentions(error(repeat("my $a;", 150'000)), "more than 100000 statements"));
}

TEST(a_large_list_is_read)
{
    const auto s = settings("my @x = (" + repeat("'a', ", 150'000) + ");");
    CHECK_EQUAL(s.list("@x").size(), 150'000U);
}

TEST(time_grows_as_the_file_does)
{
    CHECK(is_linear("push(@chain, 'a');", 5000));
    CHECK(is_linear("my $x = 1;\n", 5000));
    CHECK(is_linear("# line 3 \"abcdefghijk\"\n", 5000));
    CHECK(is_linear("$ENV{A} = \"$mydomain\";", 300));
    CHECK(is_linear("=pod\n=cut\n", 5000));
    CHECK(is_linear("$X_HEADER_LINE = 'a' . 'b' . \"$X_HEADER_TAG\" . 1 + 2 * 3;", 10));
    CHECK(is_linear("push(@chain,\n", 1000));
    CHECK(is_linear("'", 50'000));
    CHECK(is_linear("qw(", 20'000));
    CHECK(is_linear("\"$x{", 10'000));
    CHECK(is_linear("chomp ", 10'000));
}

TEST(sums_are_not_nested)
{
    CHECK_EQUAL(text(x("$x = 0" + repeat(" + 1", 20'000) + ";")), "20000");
    CHECK_EQUAL(x("$x = ''" + repeat(" . 'a'", 3000) + ";").text()->size(), 3000U);
}
