// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/rule_file.h"

#include "base/text.h"
#include "unit/check.h"

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

struct Read {
    std::string directives; ///< "key=value;..."
    std::string complaints; ///< "place;..."
};

Read read(std::string_view text, const std::string& language = "de_AT")
{
    Read out;
    Features features;
    features.load_plugin("Mail::SpamAssassin::Plugin::DKIM");
    const auto load = [](const std::string& path) -> Result<std::string> {
        if (path == "dir/more.cf")
            return std::string("if 0\nhidden x\nendif\nmore x\n");
        if (path == "dir/open.cf") return std::string("if 1\nopen x\n");
        if (path == "dir/circle.cf") return std::string("again x\ninclude circle.cf\n");
        return permanent(text::cat(path, ": not there"));
    };
    RuleFileReader reader(features, language, load, [&](const Directive& d) -> Status {
        if (d.key == "bad") return permanent("bad directive");
        out.directives += text::cat(d.key, "=", d.value, ";");
        return {};
    });
    reader.read("dir/a.cf", text);
    for (const auto& complaint : reader.complaints())
        out.complaints += complaint.place + ";";
    return out;
}

} // namespace

TEST(a_line_is_a_key_and_a_value)
{
    CHECK_EQUAL(read("  Score-X \t a  b \r\n\n0\nflag\n").directives,
                "score_x=a  b;flag=;");
}

TEST(comments_go_unless_escaped)
{
    CHECK_EQUAL(read("a 1 # x\n# y\nb x\\#y\n").directives, "a=1;b=x#y;");
}

TEST(language_lines_are_for_their_language)
{
    CHECK_EQUAL(
        read("lang de a 1\nlang fr a 2\nlang de_AT a 3\nlang de_CH a 4\n").directives,
        "a=1;a=3;");
    CHECK_EQUAL(rule_language({"", "de_AT.UTF-8", "fr_FR"}), "de_AT");
    CHECK_EQUAL(rule_language({"C"}), "en_US");
    CHECK_EQUAL(rule_language({}), "en_US");
}

TEST(conditions_choose_lines)
{
    CHECK_EQUAL(read("if 0\na 1\nelse\na 2\nendif\nb 1\n").directives, "a=2;b=1;");
    CHECK_EQUAL(read("if (version >= 4.000000)\na 1\nelse\na 2\nendif\n").directives,
                "a=1;");
    CHECK_EQUAL(read("if 0\nif 1\na 1\nelse\na 2\nendif\nendif\nb 1\n").directives,
                "b=1;");
}

TEST(plugins_and_features_can_be_asked_for)
{
    constexpr auto plugin = "Mail::SpamAssassin::Plugin::";
    CHECK_EQUAL(read(text::cat("ifplugin ",
                               plugin,
                               "DKIM\na 1\nendif\nifplugin ",
                               plugin,
                               "SPF\nb 1\nendif\n"))
                    .directives,
                "a=1;");
    CHECK_EQUAL(read(text::cat("if !plugin(",
                               plugin,
                               "SPF) && plugin(",
                               plugin,
                               "DKIM)\na 1\nendif\n"))
                    .directives,
                "a=1;");
    CHECK_EQUAL(
        read("if can(Mail::SpamAssassin::Conf::feature_bug6558_free)\na 1\nendif\n"
             "if can(Mail::SpamAssassin::Conf::feature_of_tomorrow)\nb 1\nendif\n")
            .directives,
        "a=1;");
}

TEST(lines_of_a_faulty_condition_are_left_out)
{
    const auto faulty = read("if version =~ /4/\na 1\nelse\na 2\nendif\nb 1\n");
    CHECK_EQUAL(faulty.directives, "a=2;b=1;");
    CHECK_EQUAL(faulty.complaints, "dir/a.cf:1;");
}

TEST(what_is_wrong_is_reported_by_its_line)
{
    CHECK_EQUAL(read("a 1\nbad x\n").complaints, "dir/a.cf:2;");
    CHECK_EQUAL(read("else\nendif\n").complaints, "dir/a.cf:1;dir/a.cf:2;");
    CHECK_EQUAL(read("\nif 1\na 1\n").complaints, "dir/a.cf:2;");
    CHECK_EQUAL(read("if nonsense\n").complaints, "dir/a.cf:1;");
    CHECK_EQUAL(read("if 0\nbad x\nendif\n").complaints, "");
}

TEST(files_include_files_of_their_folder)
{
    const auto included = read("a 1\ninclude more.cf\nb 1\n");
    CHECK_EQUAL(included.directives, "a=1;more=x;b=1;");
    CHECK_EQUAL(included.complaints, "");
    CHECK_EQUAL(read("include none.cf\nb 1\n").complaints, "dir/a.cf:1;");
    // A condition does not reach out of its file.
    CHECK_EQUAL(read("include open.cf\nb 1\n").complaints, "dir/open.cf:1;");
}

TEST(files_that_include_each_other_end)
{
    const auto circle = read("include circle.cf\n");
    CHECK(circle.complaints.starts_with("dir/circle.cf:0;"));
    CHECK(circle.directives.size() < 30 * std::string_view("again=x;").size());
}

TEST(rules_for_another_version_are_left_out)
{
    const auto other = read("a 1\nrequire_version 3.0\nb 1\n");
    CHECK_EQUAL(other.directives, "a=1;");
    CHECK_EQUAL(other.complaints, "dir/a.cf:2;");
    CHECK_EQUAL(read("require_version @@VERSION@@\nb 1\n").directives, "b=1;");
}
