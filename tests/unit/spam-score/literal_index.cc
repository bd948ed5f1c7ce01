// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/literal_index.h"

#include "unit/check.h"

using namespace chainmail::spam_score;

namespace {

std::string found_in(const LiteralIndex& index, std::string_view text)
{
    std::vector<bool> found(index.size());
    index.mark(text, found);
    std::string out;
    for (const bool one : found)
        out += one ? '1' : '0';
    return out;
}

} // namespace

TEST(literals_are_found_whatever_their_case)
{
    LiteralIndex index;
    index.add({"word", "wordy"});
    index.add({"last"});
    CHECK_EQUAL(found_in(index, "a WORDY text"), "110");
    CHECK_EQUAL(found_in(index, "a Word at LAST"), "101");
    CHECK_EQUAL(found_in(index, "wor"), "000");
    CHECK_EQUAL(found_in(index, ""), "000");
}

TEST(a_literal_has_one_number)
{
    LiteralIndex index;
    const auto first = index.add({"some", "word"});
    const auto second = index.add({"word"});
    CHECK_EQUAL(index.size(), 2U);
    CHECK_EQUAL(first[1], second[0]);
}

TEST(bytes_that_differ_in_one_bit_are_not_taken_for_each_other)
{
    LiteralIndex index;
    index.add({"[]12"});
    CHECK_EQUAL(found_in(index, "{}12"), "0");
    CHECK_EQUAL(found_in(index, "[]12"), "1");
}

TEST(texts_are_told_by_their_literals)
{
    LiteralIndex index;
    const auto word = index.add({"word", "text"});
    const auto none = index.add({"none"});
    LiteralPlaces places(index, {"a word, a word", "nothing", "Text and Word"});
    CHECK((places.texts_with(word) == std::vector<std::uint32_t>{0, 2}));
    CHECK(places.texts_with(none).empty());
}
