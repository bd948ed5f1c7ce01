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
