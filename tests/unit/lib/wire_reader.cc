// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "unit/check.h"
#include "wire/reader.h"

#include <algorithm>

using namespace chainmail;
using wire::Reader;

namespace {

// Hands out `text` in pieces of `step` bytes.
Reader::Source pieces(std::string text, std::size_t step)
{
    return [text = std::move(text), step, at = std::size_t{0}](
               char* to, std::size_t size) mutable -> Result<std::size_t> {
        const auto n = std::min({step, size, text.size() - at});
        text.copy(to, n, at);
        at += n;
        return n;
    };
}

} // namespace

TEST(records_come_whole_in_pieces_of_any_size)
{
    const std::string text = "id=1\nseq=1\nx-a=b\n\nid=1\nseq=2\n\n";
    for (std::size_t step = 1; step <= text.size(); ++step) {
        Reader reader(pieces(text, step));
        const auto first = reader.next();
        CHECK_EQUAL((**first).text(), "id=1\nseq=1\nx-a=b\n");
        const auto second = reader.next();
        CHECK_EQUAL((**second).text(), "id=1\nseq=2\n");
        CHECK(!*reader.next());
    }
}

TEST(an_end_inside_a_record_is_an_error)
{
    const std::string text = "id=1\nseq=1\n\n";
    for (std::size_t cut = 1; cut < text.size(); ++cut) {
        Reader reader(pieces(text.substr(0, cut), 3));
        const auto record = reader.next();
        CHECK(!record);
        CHECK(record.error().fault == Fault::temporary);
    }
}

TEST(an_end_without_a_record_is_none)
{
    Reader reader(pieces("", 1));
    const auto end = reader.next();
    CHECK(static_cast<bool>(end) && !*end);
}

TEST(a_failing_source_is_passed_on)
{
    Reader reader(Reader::Source(
        [](char*, std::size_t) -> Result<std::size_t> { return temporary("no"); }));
    CHECK_EQUAL(reader.next().error().what, "no");
}

TEST(a_record_without_end_is_bounded)
{
    std::size_t given = 0;
    Reader reader(
        Reader::Source([&](char* to, std::size_t size) -> Result<std::size_t> {
            std::fill_n(to, size, 'a');
            given += size;
            return size;
        }));
    const auto record = reader.next();
    CHECK(!record && record.error().fault == Fault::permanent);
    CHECK(given < 2 * wire::Limits::record_bytes);
}

TEST(an_empty_record_is_one)
{
    Reader reader(pieces("\n", 1));
    const auto record = reader.next();
    CHECK(static_cast<bool>(*record));
    CHECK_EQUAL((**record).size(), 0U);
}
