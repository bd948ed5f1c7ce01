// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/subject_tag.h"

#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

std::string marked(const std::string& field, bool utf8 = false)
{
    const auto text = field + "\n";
    const auto header = mail::split_header(text);
    CHECK_EQUAL(header.fields.size(), 1U);
    return tagged_field(header.fields.at(0), "***SPAM*** ", utf8);
}

} // namespace

TEST(the_mark_stands_before_the_text)
{
    CHECK_EQUAL(marked("Subject: a test"), "Subject: ***SPAM*** a test");
    CHECK_EQUAL(marked("SUBJECT:a  test"), "SUBJECT: ***SPAM*** a  test");
    CHECK_EQUAL(marked("Subject:"), "Subject: ***SPAM*** ");
    CHECK_EQUAL(marked("Subject: a\rb"), "Subject: ***SPAM*** ab");
    CHECK_EQUAL(field_of_tag("***SPAM*** ", false), "Subject: ***SPAM***");
}

TEST(a_mark_that_is_there_is_moved)
{
    CHECK_EQUAL(marked("Subject: Re: ***SPAM*** old ***SPAM*** news"),
                "Subject: ***SPAM*** Re: old news");
    const auto header = mail::split_header("Subject: ab ab\n");
    CHECK_EQUAL(tagged_field(header.fields[0], "ab", false), "Subject: abab ab");
}

TEST(short_folds_stay_and_long_lines_are_folded)
{
    CHECK_EQUAL(marked("Subject: a\n b\n\tc"), "Subject: ***SPAM*** a\n b\n\tc");
    std::string words;
    for (int i = 0; i < 20; ++i)
        words += " word";
    CHECK_EQUAL(marked("Subject:" + words),
                "Subject: ***SPAM*** word word word word word word word word word word "
                "word\n word word word word word word word word word");
    for (const auto* text : {"a b", " x", "a\tb  c   d", ""})
        CHECK_EQUAL(fold_text("X", text), std::string("X:") + text);
}

TEST(other_characters_are_encoded)
{
    CHECK_EQUAL(marked("Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?="),
                "Subject: ***SPAM*** =?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?=");
    CHECK_EQUAL(
        marked("Subject: =?iso-8859-1?B?R3L832U=?= and\n =?utf-8?B?4oKsIDEwMA==?="),
        "Subject: ***SPAM*** =?UTF-8?Q?Gr=C3=BC=C3=9Fe_and_=E2=82=AC?= 100");
    CHECK_EQUAL(marked("Subject: Gr\xC3\xBC\xC3\x9F"
                       "e"),
                "Subject: ***SPAM*** =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=");
    CHECK_EQUAL(marked("Subject: caf\xC3\xA9", true),
                "Subject: ***SPAM*** caf\xC3\xA9");
    CHECK_EQUAL(encode_words("a=b_c \xC3\xA9=_?\t end x"),
                "a=b_c =?UTF-8?Q?=C3=A9=3D=5F=3F?=\t end x");
}

TEST(no_encoded_word_is_too_long_or_cuts_a_character)
{
    std::string text;
    for (int i = 0; i < 60; ++i)
        text += "\xE2\x82\xAC";
    auto rest = encode_words(text);
    while (!rest.empty()) {
        const auto word = rest.substr(0, rest.find(' '));
        rest.erase(0, word.size() + 1);
        CHECK(word.size() <= 75);
        CHECK_EQUAL((word.size() - 12) % 9, 0U);
    }
    // Lines do not grow beyond what RFC 5322 allows, whatever the text is.
    for (const auto& whole : {marked("Subject: " + text + text),
                              marked("Subject: " + std::string(3000, ' ') + "x")})
        CHECK(whole.find("=?=?") == whole.npos);
}

TEST(words_in_marks_are_filled_in)
{
    const TagWords words{
        12.3456, Level{6.31, "6.31"}, true, "mail.example.com", "1-1", "ID", 0};
    CHECK_EQUAL(
        expand_tag("[_SCORE_/_REQD_] _YESNO_ _YESNOCAPS_ _HOSTNAME_ _LOGID_ "
                   "_MAILID__SUBJPREFIX_ _U_ _OTHER_ _SCORE",
                   words),
        "[12.346/6.31] Yes YES mail.example.com 1-1 ID 19700101T000000Z _OTHER_ "
        "_SCORE");
    CHECK_EQUAL(expand_tag("_SCORE_ _REQD_ _YESNO_", {}), "0 - No");
}

TEST(the_first_category_with_a_mark_gives_it)
{
    const Site site("$sa_spam_subject_tag = 'S '; $sa_spam_subject_tag1 = 'T ';"
                    "@spam_subject_tag3_maps = ({'a@b.example' => 'V '});");
    const auto& tags = site.configuration().subject_tags;
    const auto tag_for = [&](std::vector<Category> categories) {
        Verdict verdict;
        verdict.categories = in_order(std::move(categories));
        return subject_tag(verdict, Subject("a@b.example", {}), tags);
    };
    CHECK_EQUAL(tag_for({spam_category, spammy, tagged, clean}), "S ");
    CHECK_EQUAL(tag_for({spam_category, very_spammy, tagged, clean}), "V ");
    CHECK_EQUAL(tag_for({tagged, clean}), "T ");
    CHECK_EQUAL(tag_for({clean}), "");
    CHECK_EQUAL(tag_for({infected, banned, encrypted, clean}), "***INFECTED*** ");
    CHECK_EQUAL(tag_for({banned, encrypted, clean}), "***UNCHECKED*** ");
    CHECK_EQUAL(tag_for({banned, clean}), "");
}
